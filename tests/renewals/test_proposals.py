"""Proposals: built from quotes, frozen, reviewed, presented, and decided option by option."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.files.base import ContentFile
from hypothesis import given
from hypothesis import strategies as st

from accounts.attachments.services import add_file
from accounts.models import CoverageField, FollowUp, LineOfBusiness
from config.lib.errors import DomainError
from renewals.models import CoverageDecision, ProposalOption, ProposalVersion, Quote
from renewals.placements.guards import facts_of, missing_for
from renewals.placements.states import Stage
from renewals.proposals.decisions import Said, decide
from renewals.proposals.services import (
    NotReady,
    add_offer,
    freeze,
    present,
    review,
    start_proposal,
    take_back,
)
from renewals.quotes.services import LineFacts, enter_quote, extend_quote
from renewals.underlying.rules import Least, resting_on, short_of
from reports.documents.kinds.proposal import build, word
from reports.documents.registry import find
from reports.documents.services import ask_for, page
from reports.models import Letterhead
from tests.renewals.markets import NOON, TODAY, D, asked, company, offer, renewal


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def placement(cast):
    return renewal(cast)


@pytest.fixture
def quotes(placement, cast):
    """Two options of general liability, of the incumbent and of another carrier."""
    other = company("Eager Mutual")
    first = enter_quote(submission=asked(placement, cast.ana), facts=offer(), by=cast.ana)
    second = enter_quote(
        submission=asked(placement, cast.ana, other), facts=offer("11500.00", of=other),
        by=cast.ana,
    )  # fmt: skip
    return [first, second]


@pytest.fixture
def proposal(placement, quotes, cast):
    return start_proposal(placement=placement, quotes=quotes, by=cast.ana)


def shown(proposal, cast) -> ProposalVersion:
    """Frozen by Ana, reviewed by Sam, presented today."""
    version = freeze(proposal=proposal, by=cast.ana)
    review(version=version, by=cast.sam)
    present(
        version=version, to_whom="Olga Owner", on=TODAY, how="meeting", by=cast.ana,
        form_key=uuid.uuid4(),
    )  # fmt: skip
    return version


def said(decision: str, **more) -> Said:
    facts = {"evidence": "email", "note": "E-mail of today", "decided_on": TODAY}
    return Said(decision=decision, decided_by="Olga Owner", **{**facts, **more})


def words(placement, stage) -> str:
    missing = missing_for(facts_of(placement), stage)
    return "; ".join(m.says for m in missing if not m.url.startswith("#step"))


def umbrella(placement, cast, occurrence: int) -> Quote:
    """A quote of an umbrella, and one beneath it with `occurrence` dollars."""
    limit = CoverageField.objects.get(line__code="CGL", code="each_occurrence")
    whole = CoverageField.objects.get(line__code="CGL", code="general_aggregate")
    enter_quote(
        submission=asked(placement, cast.ana),
        facts=offer(values={limit: D(occurrence), whole: D(2_000_000)}), by=cast.ana,
    )  # fmt: skip
    other = company("Tall Casualty")
    line = LineFacts(line=LineOfBusiness.objects.get(code="UMBRC"), premium=D("4000.00"))
    facts = offer(of=other, lines=[line])
    return enter_quote(submission=asked(placement, cast.ana, other), facts=facts, by=cast.ana)


def test_quotes_of_the_same_lines_are_options_of_one_coverage(proposal):
    rows = proposal.options.values_list("coverage", "label")
    assert {coverage for coverage, _ in rows} == {"General liability"}
    assert len(rows) == 2


def test_a_version_keeps_its_words_and_an_unchanged_one_is_not_frozen_twice(proposal, quotes, cast):
    first = freeze(proposal=proposal, by=cast.ana)
    assert freeze(proposal=proposal, by=cast.ana) == first
    option = first.content["coverages"][0]["options"][0]
    assert (option["premium"], option["change"]) == ("11500.00", "-500.00")
    extend_quote(quote=quotes[0], by=cast.ana, version=1, until=TODAY + timedelta(40))
    second = freeze(proposal=proposal, by=cast.ana)
    first.refresh_from_db()
    assert (first.number, second.number) == (1, 2)
    assert first.content["coverages"][0]["options"][0] == option


def test_a_second_person_reviews_before_the_client_sees_it(proposal, cast):
    version = freeze(proposal=proposal, by=cast.ana)
    told = {"version": version, "to_whom": "Olga", "on": TODAY, "how": "meeting", "by": cast.ana}
    with pytest.raises(DomainError, match="second person"):
        present(**told, form_key=uuid.uuid4())
    with pytest.raises(DomainError, match="Somebody else"):
        review(version=version, by=cast.ana)
    review(version=version, by=cast.sam)
    key = uuid.uuid4()
    assert present(**told, form_key=key) == present(**told, form_key=key)


def test_an_expired_quote_holds_the_proposal_up_until_it_is_extended(proposal, quotes, cast):
    with time_machine.travel(NOON + timedelta(31)), pytest.raises(NotReady) as refused:
        freeze(proposal=proposal, by=cast.ana)
    assert "ask for an extension" in refused.value.missing[0]


def test_every_option_needs_a_decision_before_the_placement_goes_on(
    placement,
    proposal,
    cast,
):
    assert words(placement, Stage.DECISION).count("has no decision") == 0
    shown(proposal, cast)
    assert words(placement, Stage.DECISION).count("has no decision") == 2
    assert words(placement, Stage.LOST).count("has no decision") == 2
    first = proposal.options.first()
    decide(option=first, said=said("accepted"), by=cast.ana, others_declined=True)
    assert "has no decision" not in words(placement, Stage.DECISION)
    rows = CoverageDecision.objects.order_by("pk")
    assert [(r.decision, r.premium, r.offered_on) for r in rows] == [
        ("accepted", D("11500.00"), TODAY),
        ("declined", D("12600.00"), TODAY),
    ]


def test_only_one_option_of_a_coverage_is_accepted(proposal, cast):
    shown(proposal, cast)
    first, second = proposal.options.all()
    decide(option=first, said=said("accepted"), by=cast.ana)
    with pytest.raises(DomainError, match="is accepted for General liability"):
        decide(option=second, said=said("accepted"), by=cast.ana)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"evidence": "signed"}, "attachment"),
        ({"evidence": "spoken", "note": ""}, "note"),
        ({"evidence": "email", "note": ""}, "note"),
        ({"decided_on": TODAY - timedelta(1)}, "decided_on"),
        ({"decided_on": TODAY + timedelta(1)}, "decided_on"),
    ],
)
def test_a_decision_without_its_evidence_is_refused_at_its_field(proposal, cast, facts, field):
    shown(proposal, cast)
    with pytest.raises(DomainError) as refused:
        decide(option=proposal.options.first(), said=said("declined", **facts), by=cast.ana)
    assert refused.value.field == field
    assert not CoverageDecision.objects.exists()


def test_a_declined_higher_limit_is_settled_only_by_a_signature(
    placement,
    proposal,
    cast,
):
    line = LineOfBusiness.objects.get(code="UMBRC")
    higher = add_offer(
        proposal=proposal, line=line, kind="higher", label="$10,000,000", by=cast.ana,
        indication=D("9000.00"),
    )  # fmt: skip
    shown(proposal, cast)
    decide(option=proposal.options.first(), said=said("accepted"), by=cast.ana,
           others_declined=True)  # fmt: skip
    decide(option=higher, said=said("declined", evidence="spoken"), by=cast.ana)
    assert "without a signature" in words(placement, Stage.CLOSED)
    paper = add_file(
        client=placement.client, upload=ContentFile(b"Signed", "rejection.txt"), by=cast.ana
    ).attachment
    decide(option=higher, said=said("declined", evidence="signed", attachment=paper), by=cast.ana)
    assert "signature" not in words(placement, Stage.CLOSED)


def test_what_is_declined_or_deferred_comes_back_as_a_follow_up(proposal, cast):
    line = LineOfBusiness.objects.get(code="CYBER")
    cyber = add_offer(
        proposal=proposal, line=line, kind="additional", label="Cyber, $1,000,000", by=cast.ana
    )
    shown(proposal, cast)
    decide(option=cyber, said=said("declined"), by=cast.ana)
    again = FollowUp.objects.get()
    assert (again.planned_on, again.owner) == (date(2027, 11, 24), cast.ana)
    with pytest.raises(DomainError, match="later day"):
        decide(option=cyber, said=said("deferred"), by=cast.ana)
    later = TODAY + timedelta(90)
    decide(option=cyber, said=said("deferred", re_offer_on=later), by=cast.ana)
    assert FollowUp.objects.filter(planned_on=later).exists()


def test_an_indication_cannot_be_accepted(proposal, cast):
    offered = add_offer(
        proposal=proposal, line=LineOfBusiness.objects.get(code="CYBER"), kind="additional",
        label="Cyber", by=cast.ana,
    )  # fmt: skip
    shown(proposal, cast)
    with pytest.raises(DomainError, match="get a quote"):
        decide(option=offered, said=said("accepted"), by=cast.ana)


def test_what_the_client_saw_is_taken_back_only_with_a_word_of_why(proposal, cast):
    first, second = proposal.options.all()
    take_back(option=first, by=cast.ana, why="")
    assert not ProposalOption.objects.filter(pk=first.pk).exists()
    shown(proposal, cast)
    with pytest.raises(DomainError, match="say why"):
        take_back(option=second, by=cast.ana, why="")


# --- umbrellas

LEAST = [Least(1, 10, "GL", "Each occurrence", D(1_000_000), "form")]


def test_an_umbrella_over_nothing_or_over_an_unknown_limit_is_not_carried():
    assert short_of(LEAST, {}) == ["no liability policy lies beneath the umbrella"]
    assert "not stated" in short_of(LEAST, {10: {}})[0]


@given(st.integers(0, 5_000_000))
def test_an_umbrella_is_carried_exactly_from_its_attachment_point_on(limit):
    assert bool(short_of(LEAST, {10: {1: Decimal(limit)}})) == (limit < 1_000_000)


limits = st.lists(st.integers(1, 5_000_000).map(Decimal), min_size=1, max_size=4)


@given(bound=limits, in_force=limits)
def test_an_umbrella_rests_on_the_nearest_level_and_there_on_the_lowest_limit(bound, in_force):
    near, far = ([(10, {1: amount}) for amount in level] for level in (bound, in_force))
    assert resting_on(near, far) == {10: {1: min(bound)}}
    assert resting_on([], far) == {10: {1: min(in_force)}}
    assert resting_on([(10, {})], far) == {10: {}}, "a quote that states no limit has none"


def test_an_umbrella_whose_underlying_is_too_low_is_refused_with_the_reason(
    placement,
    cast,
):
    quote = umbrella(placement, cast, 500_000)
    below = Quote.objects.exclude(pk=quote.pk).get()
    proposal = start_proposal(placement=placement, quotes=[below, quote], by=cast.ana)
    with pytest.raises(NotReady) as refused:
        freeze(proposal=proposal, by=cast.ana)
    # What is in force carries $1,000,000, but the client would choose the new limit.
    assert "$500,000 is less than the $1,000,000 required" in refused.value.missing[0]


def test_an_umbrella_on_enough_goes_on(placement, cast):
    quote = umbrella(placement, cast, 1_000_000)
    below = Quote.objects.exclude(pk=quote.pk).get()
    proposal = start_proposal(placement=placement, quotes=[below, quote], by=cast.ana)
    assert freeze(proposal=proposal, by=cast.ana).number == 1


# --- on paper


def test_the_paper_carries_what_the_law_and_the_client_ask_for(proposal, cast):
    Letterhead.objects.update_or_create(pk=1, defaults={"name": "Agency", "license": "0A12345"})
    version = freeze(proposal=proposal, by=cast.ana)
    kind = find("proposal")
    ask = ask_for(kind, key=str(version.pk), as_of=None, params={}, by=cast.ana)
    text = page(kind, build(ask), ask)
    assert "Draft for review" in text
    review(version=version, by=cast.sam)
    ask = ask_for(kind, key=str(version.pk), as_of=None, params={}, by=cast.ana)
    content = build(ask)
    text = page(kind, content, ask)
    assert "Draft for review" not in text
    for part in ("0A12345", "Pollution", "Your decisions", "Our compensation", "12,600.00"):
        assert part in text
    assert {s["title"] for s in word(content)["sections"]} >= {"Premium summary", "Your decisions"}
