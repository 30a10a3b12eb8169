"""Markets suggested with reasons, submissions and their steps, and what surplus lines need."""

import uuid
from datetime import timedelta

import pytest
import time_machine

from accounts.models import Appetite, FollowUp, Rating
from config.lib.errors import DomainError
from renewals.marketing.chasing import chase_silent
from renewals.marketing.expiring import expiring_of
from renewals.marketing.querysets import Standing
from renewals.marketing.rules import Market, is_below, judge
from renewals.marketing.sending import send_by_email
from renewals.marketing.services import add_submission, record_step
from renewals.marketing.suggesting import suggest
from renewals.models import DeclineReason, DiligentSearch, Quote, Submission
from renewals.quotes.services import enter_quote
from renewals.surplus.checking import surplus_problems
from renewals.surplus.services import affirm_search, keep_search, record_disclosure
from teams.models import OutboundEmail
from tests.renewals.markets import NOON, TODAY, asked, company, declined, gl, offer, renewal


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def placement(cast):
    return renewal(cast)


@pytest.mark.parametrize(
    ("grade", "below"), [("A++", False), ("A-", False), ("B++", True), ("NR", True)]
)
def test_a_rating_below_the_floor_is_told_from_those_above(grade, below):
    assert is_below(grade, "A-") is below


def test_a_market_is_blocked_with_every_reason():
    market = Market(1, "Old Co", admitted=False, grade="B+", avoided=("roofing",))
    found = judge(market, floor="A-", search_open="no search")
    assert found.tone == "blocked"
    assert found.blocked == (
        "avoids roofing", "rating B+ is below A-", "not admitted: no search",
    )  # fmt: skip


def test_incumbents_come_first_then_who_wants_it_and_each_says_why(placement):
    wants, outside = company("Eager Mutual"), company("Outside Lines", admitted=False)
    weak = company("Weak Casualty")
    for row, classes in ((wants, "Bakeries"), (outside, ""), (weak, "")):
        Appetite.objects.create(
            carrier=row.carrier, line=gl(), states="CA", classes=classes, noted_on=TODAY
        )
    Rating.objects.create(company=weak, grade="B", rated_on=TODAY)
    elsewhere = company("Nevada Only")
    Appetite.objects.create(carrier=elsewhere.carrier, line=gl(), states="NV", noted_on=TODAY)
    found = suggest(placement, expiring_of(placement), "no search is open", TODAY)
    by_name = {s.market.name: s for s in found}
    assert [s.market.name for s in found][:2] == ["Zenith Casualty Company", "Eager Mutual"]
    assert by_name["Zenith Casualty Company"].tone == "incumbent"
    assert "wants Bakeries in CA" in by_name["Eager Mutual"].reasons[0]
    assert by_name["Outside Lines"].blocked == ("not admitted: no search is open",)
    assert by_name["Weak Casualty"].blocked == ("rating B is below A-",)
    assert "Nevada Only" not in by_name


def test_a_blocked_market_is_asked_only_with_a_word_of_why(placement, cast):
    weak = company("Weak Casualty")
    Appetite.objects.create(carrier=weak.carrier, line=gl(), noted_on=TODAY)
    Rating.objects.create(company=weak, grade="B", rated_on=TODAY)
    asked_for = {"placement": placement, "company": weak, "lines": [gl()], "by": cast.ana}
    with pytest.raises(DomainError, match="rating B is below A-") as refused:
        add_submission(**asked_for)
    assert refused.value.field == "note"
    assert add_submission(**asked_for, note="The client’s own wish").pk


def test_a_submission_leaves_by_email_once_with_its_license_lines(placement, cast):
    submission = add_submission(
        placement=placement, company=company("Eager Mutual"), lines=[gl()], by=cast.ana
    )
    key = uuid.uuid4()
    for _ in range(2):
        send_by_email(
            submission=submission, to="una@eager.example", subject="Submission", message="Please.",
            signature="Ana, CA license 0A1", files=[], papers=[], by=cast.ana, form_key=key,
        )  # fmt: skip
    email = OutboundEmail.objects.get(to="una@eager.example")
    assert "CA license 0A1" in email.body
    assert submission.events.get().email == email
    assert Submission.objects.with_standing().get().standing == Standing.SENT


def test_a_declination_needs_its_reason_and_whom_one_can_ask(placement, cast):
    submission = asked(placement, cast.ana)
    said = {"submission": submission, "kind": "declined", "on": TODAY, "by": cast.ana}
    with pytest.raises(DomainError, match="has its reason"):
        record_step(**said, contact="Una")
    reason = DeclineReason.objects.get(code="class")
    with pytest.raises(DomainError, match="who declined"):
        record_step(**said, reason=reason)
    assert submission.events.count() == 1


def test_nothing_is_answered_before_it_was_sent(placement, cast):
    submission = add_submission(
        placement=placement, company=company("Eager Mutual"), lines=[gl()], by=cast.ana
    )
    with pytest.raises(DomainError, match="not been sent"):
        record_step(submission=submission, kind="acknowledged", on=TODAY, by=cast.ana)


def test_a_silent_market_is_chased_once_and_again_after_the_next_silence(placement, cast):
    submission = asked(placement, cast.ana, sent=12)
    assert (chase_silent(TODAY), chase_silent(TODAY)) == (1, 0)
    follow_up = FollowUp.objects.get()
    assert (follow_up.owner, follow_up.kind.code) == (cast.ana, "carrier")
    record_step(submission=submission, kind="chased", on=TODAY, by=cast.ana)
    assert chase_silent(TODAY) == 0


def test_a_market_that_answered_is_not_chased(placement, cast):
    declined(placement, cast.ana, company("Eager Mutual"))
    assert chase_silent(TODAY + timedelta(days=60)) == 0


def test_a_non_admitted_quote_waits_for_three_declinations_and_who_stands_for_them(placement, cast):
    outside = company("Outside Lines", admitted=False)
    submission = asked(placement, cast.ana, outside)
    quote = enter_quote(submission=submission, facts=offer(of=outside), by=cast.ana)
    full = Quote.objects.select_related("company").prefetch_related("lines__line")

    def problem() -> str:
        return surplus_problems(full, placement, TODAY).get(quote.pk, "")

    assert "no diligent search is open" in problem()
    search = keep_search(
        placement=placement, line=gl(), ground="search", facts="Night deliveries",
        searched_by=cast.ana, by=cast.ana,
    )  # fmt: skip
    for n in range(2):
        declined(placement, cast.ana, company(f"Admitted {n}"))
    declined(placement, cast.ana, company("Also outside", admitted=False))
    assert "2 of 3 declinations" in problem()
    with pytest.raises(DomainError, match="2 of 3"):
        affirm_search(search=search, by=cast.ana, version=1)
    declined(placement, cast.ana, company("Admitted 2"))
    assert "waits to be affirmed" in problem()
    affirm_search(search=search, by=cast.ana, version=1)
    assert problem() == ""


def test_the_d1_is_not_needed_for_a_renewal_and_a_signature_has_its_paper(placement, cast):
    search = keep_search(
        placement=placement, line=gl(), ground="purchaser", facts="Exempt", searched_by=cast.ana,
        by=cast.ana,
    )  # fmt: skip
    with pytest.raises(DomainError) as refused:
        record_disclosure(search=search, disclosure="signed", by=cast.ana, version=1, on=TODAY)
    assert refused.value.field == "file"
    record_disclosure(search=search, disclosure="renewal", by=cast.ana, version=1)
    assert DiligentSearch.objects.get().get_disclosure_display() == "Not needed: renewal"
