"""What was offered and decided, and who was asked, stands on the papers by itself."""

import uuid
from datetime import date, timedelta

import pytest

from accounts.models import LineOfBusiness, Meeting, MeetingKind
from renewals.models import GapDecision, GapRule
from renewals.proposals.decisions import Said, decide
from renewals.proposals.services import add_offer, freeze, present, review, start_proposal
from renewals.quotes.services import enter_quote
from reports.documents.service_log import service_log_of
from tests.renewals.markets import NOON, TODAY, asked, company, declined, offer, renewal
from tests.reports.test_account_papers import built
from tests.reports.test_client_documents import made, words

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def placement(cast):
    """Two quotes of general liability and cyber beside them, shown to the client; one declined."""
    found = renewal(cast)
    other = company("Eager Mutual")
    quotes = [
        enter_quote(submission=asked(found, cast.ana), facts=offer(), by=cast.ana),
        enter_quote(submission=asked(found, cast.ana, other),
                    facts=offer("11500.00", of=other), by=cast.ana),
    ]  # fmt: skip
    declined(found, cast.ana, company("Wary & Sons"))
    proposal = start_proposal(placement=found, quotes=quotes, by=cast.ana)
    add_offer(
        proposal=proposal, line=LineOfBusiness.objects.get(code="CYBER"), kind="additional",
        label="Cyber, $1,000,000", by=cast.ana,
    )  # fmt: skip
    version = freeze(proposal=proposal, by=cast.ana)
    review(version=version, by=cast.sam)
    present(version=version, to_whom="Olga Owner", on=TODAY, how="meeting", by=cast.ana,
            form_key=uuid.uuid4())  # fmt: skip
    return found


def say(placement, *decisions: str) -> None:
    options = placement.proposals.get().options.order_by("pk")
    for option, decision in zip(options, decisions, strict=False):
        said = Said(decision=decision, decided_by="Olga Owner", evidence="email",
                    note="E-mail of today", decided_on=TODAY)  # fmt: skip
        decide(option=option, said=said, by=placement.client.assignments.first().user)


def test_the_summary_lists_what_was_offered_until_it_is_taken(cast, placement):
    found = built("summary", cast.ana, placement.client, as_of=TODAY)
    assert {row.decision for row in found.offers} == {"not decided yet"}
    say(placement, "accepted", "declined", "declined")
    found = built("summary", cast.ana, placement.client, as_of=TODAY)
    assert [row.decision for row in found.offers] == ["declined for another option", "declined"]
    before = TODAY - timedelta(days=1)
    assert built("summary", cast.ana, placement.client, as_of=before).offers == []


def test_the_stewardship_report_says_who_was_asked_and_what_the_client_decided(cast, placement):
    say(placement, "accepted", "declined")
    document = made("stewardship", cast.ana, client=placement.client, as_of=TODAY)
    paper = words(document)
    for part in (
        "Markets asked in the year", "Wary & Sons", "Class of business not written",
        "Declined for another option, 11/24/2026", "Cyber, $1,000,000", "Not decided yet",
        "Olga Owner",
    ):  # fmt: skip
        assert part in paper, part
    assert "No recommendation" not in paper


def test_a_gap_that_was_declined_or_is_insured_elsewhere_is_told(cast):
    client = renewal(cast).client
    rules = {rule.code: rule for rule in GapRule.objects.all()}
    GapDecision.objects.create(client=client, rule=rules["R4"], choice="declined",
                               evidence="E-mail", decided_on=TODAY)  # fmt: skip
    GapDecision.objects.create(
        client=client, rule=rules["R2"], choice="elsewhere", carrier="Old Mutual",
        x_on=date(2027, 3, 1), decided_on=TODAY,
    )  # fmt: skip
    GapDecision.objects.create(client=client, rule=rules["R11"], choice="not_applicable",
                               evidence="No such exposure", decided_on=TODAY)  # fmt: skip
    found = built("stewardship", cast.ana, client, as_of=TODAY).offers
    assert [(row.coverage, row.decision) for row in found] == [
        ("Cyber", "declined"),
        ("Employment practices", "placed elsewhere: Old Mutual, until 03/01/2027"),
    ]


def test_meetings_with_the_client_count_by_the_day_they_were_held(cast, placement):
    starts = NOON - timedelta(days=30)
    for kind in ("claims", "strategy"):
        Meeting.objects.create(
            kind=MeetingKind.objects.get(code=kind), client=placement.client, organizer=cast.ana,
            starts_at=starts, ends_at=starts + timedelta(hours=1), held_at=NOON,
        )  # fmt: skip
    october = service_log_of(placement.client, date(2026, 9, 30), date(2026, 10, 31))
    assert dict(october.done)["Meetings"] == "1"
