"""Binding a quote: guards, policies, binders, orders; binders that run out; binders on paper."""

import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from accounts.certificates.services import extension_of
from accounts.models import (
    Binder,
    Carrier,
    CertificateHolder,
    CoverageDetail,
    CoverageField,
    FollowUp,
    LineOfBusiness,
    PolicyTerm,
    ServiceOrder,
    Vehicle,
    WritingCompany,
)
from config.lib.errors import DomainError
from renewals.binding.alerts import tell_binders
from renewals.binding.obstacles import obstacles
from renewals.binding.services import BindFacts, NotBindable, bind
from renewals.dispositions.querysets import with_disposition
from renewals.lessons.experience import experience_with
from renewals.models import (
    BindOrder,
    CoverageDecision,
    DiligentSearch,
    ExportListing,
    Placement,
    PolicyCheck,
    Proposal,
    ProposalOption,
    Quote,
    QuoteDetail,
    QuoteLine,
    Subjectivity,
    Submission,
)
from renewals.placements.guards import facts_of, missing_for
from renewals.placements.opening import open_chosen
from renewals.policy_checks.services import receive_policy
from renewals.quotes.clearing import clear_subjectivity, take_back_clearing
from renewals.quotes.services import withdraw_quote
from reports.documents.kinds.binder import build
from reports.documents.registry import Ask
from teams.models import Notification
from tests.cast import make_client, make_term
from tests.renewals.test_placements import settle_steps

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 20, tzinfo=UTC)
ENDS = date(2026, 12, 10)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def bakery(cast):
    return make_client(cast, street="1 Pier", city="Oakland", state="CA", zip="94607")


@pytest.fixture
def term(bakery):
    return make_term(bakery, number="GL-1", effective_on=ENDS.replace(year=2025), expires_on=ENDS)


@pytest.fixture
def placement(term, cast):
    open_chosen(terms=[term], by=cast.ana)
    return Placement.objects.get()


def quote_of(
    placement, by, *, company="Zenith Casualty Company", lines=("CGL",), **fields
) -> Quote:
    """A quote of $14,000 a line with limits of $1,000,000, valid for two weeks."""
    carrier = Carrier.objects.get_or_create(name="Zenith Group")[0]
    insurer = WritingCompany.objects.get_or_create(name=company, defaults={"carrier": carrier})[0]
    submission, _ = Submission.objects.get_or_create(
        placement=placement, company=insurer, defaults={"created_by": by}
    )
    quote = Quote.objects.create(
        submission=submission, company=insurer, created_by=by,
        **{"received_on": TODAY, "effective_on": ENDS, "expires_on": ENDS.replace(year=2027),
           "valid_until": TODAY + timedelta(days=14), "commission_rate": Decimal(15),
           "key_exclusions": "Liquor\nCyber", **fields},
    )  # fmt: skip
    for code in lines:
        line = LineOfBusiness.objects.get(code=code)
        row = QuoteLine.objects.create(quote=quote, line=line, premium=Decimal(14000))
        field = CoverageField.objects.filter(line=line, kind="limit").order_by("order").first()
        QuoteDetail.objects.create(quote_line=row, field=field, amount=1_000_000)
    return quote


def order(quote, by, form_key=None, **said) -> BindOrder:
    facts = {
        "effective_on": ENDS, "expires_on": ENDS.replace(year=2027), "decided_by": "Joe Baker",
        "decided_on": TODAY, "evidence": "E-mail of 11/24", "applications": "ACORD 125, 126",
        "authorized_by": "Uma Park, e-mail of 11/24",
    }  # fmt: skip
    quote.refresh_from_db()
    return bind(quote=quote, by=by, version=quote.version, facts=BindFacts(**(facts | said)),
                form_key=form_key or uuid.uuid4())  # fmt: skip


def says(quote) -> list[str]:
    return [m.says for m in obstacles(Quote.objects.get(pk=quote.pk), TODAY)]


# --- one press


def test_one_press_renews_the_policy_binds_expects_and_orders(cast, bakery, term, placement):
    CertificateHolder.objects.create(client=bakery, name="Port of Oakland")
    quote = quote_of(placement, cast.ana)
    made = order(quote, cast.ana)
    line = made.lines.get()
    following = line.term
    assert (following.policy, following.number) == (term.policy, "TBA")
    assert (following.annual_premium, line.transaction.kind) == (Decimal("14000.00"), "REN")
    assert following.coverages.get().details.get().amount == 1_000_000
    binder = line.binder
    assert (binder.executed_on, binder.expires_on) == (TODAY, TODAY + timedelta(days=90))
    assert (binder.executed_by, binder.insured_amount) == (cast.ana, Decimal(1_000_000))
    assert binder.exclusions == "Liquor\nCyber"
    check = PolicyCheck.objects.get(term=following)
    assert (check.counts_from, check.placement) == (ENDS, placement)
    given = ServiceOrder.objects.filter(group__isnull=False)
    assert {o.type.code for o in given} == {"binder", "invoice", "certificate-batch"}
    assert {o.state for o in given} == {"submitted"}
    assert len({o.group for o in given}) == 1
    assert with_disposition(PolicyTerm.objects.filter(pk=term.pk)).get().outcome == "renewed"


def test_the_same_form_binds_once(cast, placement):
    quote, key = quote_of(placement, cast.ana), uuid.uuid4()
    assert order(quote, cast.ana, key) == order(quote, cast.ana, key)
    assert (BindOrder.objects.count(), Binder.objects.count()) == (1, 1)


def test_another_company_gets_a_policy_that_replaces_the_old_one(cast, term, placement):
    made = order(quote_of(placement, cast.ana, company="Atlas Insurance"), cast.ana)
    policy = made.lines.get().term.policy
    assert (policy.replaces, policy.writing_company.name) == (term.policy, "Atlas Insurance")
    assert with_disposition(PolicyTerm.objects.filter(pk=term.pk)).get().outcome == "rewritten"


def test_lines_of_one_package_stay_together_and_a_new_line_is_a_policy_of_its_own(
    cast, bakery, placement, term
):
    quote = quote_of(placement, cast.ana, lines=("CGL", "CYBER"), bill_mode="direct")
    made = order(quote, cast.ana)
    kinds = {row.line.code: row.transaction.kind for row in made.lines.all()}
    assert kinds == {"CGL": "REN", "CYBER": "NEW"}
    assert {row.term.policy.bill_mode for row in made.lines.all()} == {"direct"}
    assert not ServiceOrder.objects.filter(type__code="invoice").exists()


def test_cards_are_ordered_where_an_auto_policy_and_vehicles_are(cast, bakery, placement):
    Vehicle.objects.create(client=bakery, year=2024, make="Ford", garaging_zip="94607")
    order(quote_of(placement, cast.ana, lines=("AUTOB",)), cast.ana)
    assert ServiceOrder.objects.get(type__code="auto-id").facts["vehicles"] == "2024 Ford"


def test_what_the_company_wants_after_binding_is_followed_up(cast, placement):
    quote = quote_of(placement, cast.ana)
    Subjectivity.objects.create(quote=quote, text="Photos of the roof", before="after",
                                due_on=date(2027, 1, 4))  # fmt: skip
    order(quote, cast.ana)
    row = FollowUp.objects.get(key__startswith="subjectivity:")
    assert (row.due_on, row.owner) == (date(2027, 1, 4), cast.ana)


def test_what_is_owed_after_binding_is_followed_up_until_it_is_cleared_and_anew_when_it_is_not(
    cast, placement
):
    quote = quote_of(placement, cast.ana)
    owed = Subjectivity.objects.create(quote=quote, text="Photos of the roof", before="after")
    order(quote, cast.ana)
    assert "Still owed to Zenith" in "; ".join(
        m.says for m in missing_for(facts_of(placement), "closed")
    )
    cleared = clear_subjectivity(subjectivity=owed, by=cast.ana, version=1, evidence="Six photos")
    follow_up = FollowUp.objects.get(key__startswith="subjectivity:")
    assert (follow_up.outcome.code, follow_up.done_by) == ("received", cast.ana)
    take_back_clearing(subjectivity=owed, by=cast.ana, version=cleared.version, why="Too dark")
    again = FollowUp.objects.get(key__startswith="subjectivity:", done_at=None)
    assert again != follow_up
    with pytest.raises(DomainError, match="is an endorsement"):
        withdraw_quote(quote=quote, by=cast.ana, version=quote.version, why="Changed our mind")


def test_terrorism_cover_is_written_only_when_taken(cast, placement):
    quote = quote_of(placement, cast.ana)
    quote.lines.update(terrorism=Decimal(250))
    made = order(quote, cast.ana, terrorism=True)
    assert made.lines.get().term.annual_premium == Decimal("14250.00")


# --- refusals


def test_a_quote_that_has_expired_is_not_bound_and_the_way_on_is_said(cast, placement):
    quote = quote_of(placement, cast.ana, received_on=TODAY - timedelta(days=30),
                     valid_until=TODAY - timedelta(days=1))  # fmt: skip
    with pytest.raises(NotBindable, match="could be bound until 11/23/2026. Ask Zenith"):
        order(quote, cast.ana)
    assert not PolicyTerm.objects.filter(number="TBA").exists()
    Quote.objects.filter(pk=quote.pk).update(valid_until=TODAY)
    assert order(quote, cast.ana)


def test_what_is_owed_before_binding_is_cleared_first(cast, placement):
    quote = quote_of(placement, cast.ana)
    Subjectivity.objects.create(quote=quote, text="Signed application")
    assert says(quote) == ["Owed before binding: Signed application"]


def test_a_line_is_bound_once_in_a_placement(cast, placement):
    first, other = quote_of(placement, cast.ana), quote_of(placement, cast.ana, company="Atlas")
    order(first, cast.ana)
    assert says(first) == ["This quote is bound already"]
    assert says(other) == [
        "General liability is bound already with Zenith Casualty Company, Option A"
    ]


def test_a_proposed_quote_waits_for_the_recorded_decision_of_the_client(cast, placement):
    quote = quote_of(placement, cast.ana)
    proposal = Proposal.objects.create(placement=placement, title="2027", valid_through=ENDS,
                                       created_by=cast.ana)  # fmt: skip
    option = ProposalOption.objects.create(
        proposal=proposal, coverage="GL", label="Zenith", quote=quote, line=quote.lines.get().line
    )
    assert says(quote) == ["The client’s decision to accept Zenith is not recorded"]
    CoverageDecision.objects.create(
        option=option, decision="accepted", offered_on=TODAY, decided_on=TODAY,
        decided_by="Joe Baker", evidence="email", by=cast.ana,
    )  # fmt: skip
    made = order(quote, cast.ana, decided_by="", evidence="", decided_on=None)
    assert (made.decided_by, made.evidence) == ("Joe Baker", "E-mail")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"decided_by": " "}, "decided_by"),
        ({"decided_on": TODAY + timedelta(days=1)}, "decided_on"),
        ({"evidence": ""}, "evidence"),
        ({"applications": ""}, "applications"),
        ({"authorized_by": ""}, "authorized_by"),
        ({"expires_on": ENDS}, "expires_on"),
        ({"effective_on": ENDS - timedelta(days=1)}, "effective_on"),
    ],
)
def test_an_incomplete_order_is_refused_at_its_field_and_nothing_is_written(
    cast, placement, said, field
):
    quote = quote_of(placement, cast.ana)
    with pytest.raises(DomainError) as refused:
        order(quote, cast.ana, **said)
    assert refused.value.field == field
    assert not BindOrder.objects.exists()
    assert PolicyTerm.objects.count() == 1


def test_an_umbrella_whose_underlying_is_too_low_is_refused_with_both_figures(
    cast, bakery, placement, term
):
    field = CoverageField.objects.get(line__code="CGL", code="each_occurrence")
    detail = CoverageDetail.objects.create(coverage=term.coverages.get(), field=field,
                                           amount=500_000)  # fmt: skip
    umbrella = quote_of(placement, cast.ana, lines=("UMBRC",), effective_on=TODAY)
    assert any("$500,000 is less than the $1,000,000 required" in words for words in says(umbrella))
    with pytest.raises(NotBindable):
        order(umbrella, cast.ana)
    detail.amount = 1_000_000
    detail.save()
    assert not [words for words in says(umbrella) if "each occurrence" in words]


def test_surplus_lines_wait_for_the_search_and_the_disclosure(cast, placement):
    quote = quote_of(placement, cast.ana)
    WritingCompany.objects.filter(pk=quote.company_id).update(admitted=False)
    assert "no diligent search is open" in says(quote)[0]
    listing = ExportListing.objects.create(name="Bakeries", from_on=TODAY, source="List of 2026")
    DiligentSearch.objects.create(
        placement=placement, line=quote.lines.get().line, searched_by=cast.ana, ground="export",
        listing=listing, facts="A bakery", affirmed_on=TODAY, affirmed_by=cast.ana,
    )  # fmt: skip
    assert says(quote) == ["General liability: the disclosure D-1 is not signed"]
    DiligentSearch.objects.update(disclosure="renewal")
    assert says(quote) == []


def test_who_gives_no_orders_binds_nothing_and_neither_does_another_team(cast, placement):
    quote = quote_of(placement, cast.ana)
    with pytest.raises(DomainError, match="An executive orders to bind"):
        order(quote, cast.ben)
    with pytest.raises(DomainError):
        order(quote, cast.cora)


# --- binders


def test_a_binder_over_90_days_is_refused_below_a_million_and_needs_a_reason_above(cast, placement):
    quote, late = quote_of(placement, cast.ana), TODAY + timedelta(days=91)
    with pytest.raises(DomainError, match="say why"):
        order(quote, cast.ana, binder_until=late)
    QuoteDetail.objects.update(amount=999_999)
    with pytest.raises(DomainError, match="at most 90 days from execution, until 02/22/2027"):
        order(quote, cast.ana, binder_until=late, binder_reason="Slow carrier")
    QuoteDetail.objects.update(amount=1_000_000)
    made = order(quote, cast.ana, binder_until=late, binder_reason="Slow carrier")
    assert made.lines.get().binder.reason == "Slow carrier"


def test_who_serves_the_client_is_told_once_for_each_step_before_a_binder_ends(cast, placement):
    binder = order(quote_of(placement, cast.ana), cast.ana).lines.get().binder
    ends = binder.expires_on
    for days in (31, 30, 29, 14, 7, 6, 0):
        tell_binders(ends - timedelta(days=days))
    told = Notification.objects.filter(key__startswith="binder:")
    assert {row.user for row in told} == {cast.ana, cast.ben}
    assert sorted(row.text for row in told.filter(user=cast.ben)) == [
        "General liability binder ends in 14 days without a policy",
        "General liability binder ends in 30 days without a policy",
        "General liability binder ends in 7 days without a policy",
        "General liability binder ends today without a policy",
    ]
    check = PolicyCheck.objects.get()
    receive_policy(check=check, by=cast.ben, version=1, received_on=TODAY, number="GL-2")
    assert tell_binders(ends) == 0


def test_an_extended_binder_leaves_the_list_to_its_extension(cast, placement, sign_in):
    binder = order(quote_of(placement, cast.ana), cast.ana).lines.get().binder
    longer = extension_of(binder, on=TODAY)
    longer.expires_on, longer.reason = date(2027, 5, 1), "Carrier late"
    longer.save()
    assert (longer.extends, longer.coverage) == (binder, binder.coverage)
    shown = sign_in(cast.ana).get("/binders/").content.decode()
    assert "05/01/2027" in shown
    assert "02/22/2027" not in shown


def test_the_binder_on_paper_says_what_the_statute_asks(cast, bakery, placement):
    order(quote_of(placement, cast.ana), cast.ana)
    binder = Binder.objects.select_related("line", "company", "term", "client").get()
    paper = build(Ask(binder, str(binder.pk), TODAY, cast.ana, bakery))
    assert paper.coverage == [("Each occurrence", "$1,000,000")]
    assert paper.exclusions == ["Liquor", "Cyber"]
    assert (paper.premium, paper.is_large) == ("14,000.00", True)
    binder.company = None
    with pytest.raises(DomainError, match="a binder names it"):
        build(Ask(binder, str(binder.pk), TODAY, cast.ana, bakery))


# --- what follows


def test_the_checklist_compares_with_the_quote_that_was_bound(cast, placement):
    order(quote_of(placement, cast.ana), cast.ana)
    check = PolicyCheck.objects.get()
    receive_policy(check=check, by=cast.ben, version=1, received_on=TODAY, number="GL-2")
    expected = dict(check.items.values_list("label", "expected"))
    assert expected["Each occurrence"] == {"binder": "$1,000,000", "quote": "$1,000,000"}
    assert expected["Exclusions"] == {"binder": "Liquor\nCyber", "quote": "Liquor\nCyber"}
    assert expected["Premium, taxes and fees"]["quote"] == "$14,000.00"


def test_a_bound_placement_may_stand_in_bound_and_waits_for_its_policy(cast, placement):
    settle_steps(placement, "closed", cast.ana)
    order(quote_of(placement, cast.ana, bill_mode="direct"), cast.ana)
    assert missing_for(facts_of(placement), "invoiced") == []
    (missing,) = missing_for(facts_of(placement), "policy_received")
    assert missing.says == "General liability: the policy is not in"
    assert missing.url == PolicyCheck.objects.get().get_absolute_url()


def test_the_page_says_what_is_missing_and_keeps_what_was_typed(cast, placement, sign_in):
    quote = quote_of(placement, cast.ana)
    browser, page = sign_in(cast.ana), f"/quotes/{quote.pk}/bind/"
    shown = browser.get(page).content.decode()
    assert "Order to bind" in shown
    refused = browser.post(page, {
        "version": 1, "form_key": uuid.uuid4(), "effective_on": "2026-12-10",
        "expires_on": "2027-12-10", "authorized_by": "Uma", "applications": "ACORD 125",
        "decided_by": "Joe", "decided_on": "2026-11-24", "evidence": "",
    })  # fmt: skip
    assert refused.status_code == 422
    assert "Say where the decision is written down." in refused.content.decode()
    assert 'value="ACORD 125"' in refused.content.decode()
    section = browser.get(f"/placements/{placement.pk}/binding/").content.decode()
    assert page in section


# --- lessons


def test_a_placement_closes_with_its_lessons_and_the_carriers_are_graded(cast, placement, sign_in):
    order(quote_of(placement, cast.ana), cast.ana)
    browser, page = sign_in(cast.ana), f"/placements/{placement.pk}/lessons/"
    assert "What it taught is not written" in {
        m.says for m in missing_for(facts_of(Placement.objects.get()), "closed")
    }
    carrier = Carrier.objects.get()
    said = {"version": 1, "because": "service", "lessons": "Begin earlier",
            f"grade_{carrier.pk}": "poor", f"text_{carrier.pk}": "Policy late"}  # fmt: skip
    refused = browser.post(page, {**said, "lessons": " "})
    assert refused.status_code == 422
    assert browser.post(page, said).status_code == 302
    now = Placement.objects.get()
    assert (now.lessons, now.lesson.because) == ("Begin earlier", "service")
    assert (now.carrier_notes.get().grade, now.carrier_notes.get().text) == ("poor", "Policy late")
    assert browser.post(page, said).status_code == 422, "somebody changed it meanwhile"
    Submission.objects.get().lines.create(line=LineOfBusiness.objects.get(code="CGL"))
    (line,) = experience_with(carrier, cast.ana)
    assert (line.asked, line.quoted, line.bound, line.hit) == (1, 1, 1, 100)
    assert line.grades == {"poor": 1}
    page = browser.get(f"/carriers/{carrier.pk}/experience/").content.decode()
    assert "1 poor" in page
    assert "Policy late" in page
    assert experience_with(carrier, cast.cora) == []
