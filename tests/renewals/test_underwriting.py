"""The information sheet: prefilled, its changes marked, complete or not; loss runs."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from accounts.models import Exposure, Location, LossRunRequest
from config.lib.errors import DomainError
from renewals.models import Answer, Placement, Question
from renewals.placements.guards import facts_of, missing_for
from renewals.placements.opening import open_chosen
from renewals.underwriting.loss_runs import problem_of, request_loss_runs
from renewals.underwriting.rules import change_percent, percent_done, read_value, shown
from renewals.underwriting.services import Given, NotSaved, save_answers
from renewals.underwriting.sheet import sheet_of
from renewals.underwriting.states import ItemState
from tests.cast import make_client, make_term
from tests.renewals.information import complete_information

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 20, tzinfo=UTC)


@pytest.fixture
def foundry(cast):
    return make_client(cast, "Bay Foundry Inc", fein="94-1234567", entity_type="corporation")


@pytest.fixture
def placement(cast, foundry):
    expires = TODAY + timedelta(days=120)
    terms = [
        make_term(foundry, line=line, number=line, expires_on=expires,
                  effective_on=expires - timedelta(days=365))
        for line in ("CGL", "PROP")
    ]  # fmt: skip
    with time_machine.travel(NOON):
        open_chosen(terms=terms, by=cast.ana)
    return Placement.objects.get()


def item(placement, code):
    (found,) = [i for i in sheet_of(placement, TODAY).items if i.question.code == code]
    return found


# --- arithmetic


@pytest.mark.parametrize(
    ("kind", "typed", "kept", "reads"),
    [
        ("money", "$1,250,000", "1250000.00", "$1,250,000"),
        ("money", "1250.5", "1250.50", "$1,250.50"),
        ("number", "1,200", "1200", "1,200"),
        ("date", "6/30/2026", "2026-06-30", "06/30/2026"),
        ("yes_no", "Yes", "yes", "Yes"),
        ("choice", "Agreed value", "Agreed value", "Agreed value"),
        ("text", "  a bakery ", "a bakery", "a bakery"),
        ("money", "  ", "", ""),
    ],
)
def test_an_answer_is_kept_in_one_form_and_read_as_people_write_it(kind, typed, kept, reads):
    assert read_value(kind, typed, ["Agreed value", "Other"]) == kept
    assert shown(kind, kept) == reads


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        ("money", "a lot", "“a lot” is not an amount of money. Write it like 1,250,000."),
        ("money", "-5", "An amount below zero does not fit here."),
        ("number", "12.5", "“12.5” is not a whole number, like 1,200."),
        ("date", "someday", "“someday” is not a date. Write it like 06/30/2026."),
        ("yes_no", "perhaps", "Choose yes or no."),
        ("choice", "Third", "Choose one of the list."),
        ("text", "x" * 301, "This is longer than 300 characters."),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_with_a_sentence(kind, typed, sentence):
    with pytest.raises(ValueError, match="^" + re.escape(sentence) + "$"):
        read_value(kind, typed, ["First", "Second"])


def test_a_change_is_a_percentage_of_last_year():
    assert change_percent("money", "1000000.00", "1125000.00") == Decimal("12.5")
    assert change_percent("number", "40", "30") == Decimal("-25.0")
    assert change_percent("money", "0.00", "5.00") is None
    assert change_percent("text", "40", "30") is None


def test_a_sheet_is_complete_only_when_everything_is():
    assert percent_done([True] * 199 + [False]) == 99
    assert percent_done([True, True]) == 100
    assert percent_done([]) == 100


@pytest.mark.parametrize(
    ("requested", "received", "valued", "problem"),
    [
        (None, None, None, "not yet requested"),
        (date(2026, 10, 1), None, None, "requested 10/01/2026, not received"),
        (date(2026, 10, 1), date(2026, 10, 9), None, "without a valuation date"),
        (date(2026, 8, 1), date(2026, 9, 1), date(2026, 8, 26), ""),
        (date(2026, 8, 1), date(2026, 9, 1), date(2026, 8, 25),
         "stale, valued 08/25/2026, more than 90 days ago"),
    ],
)  # fmt: skip
def test_loss_runs_are_current_for_ninety_days(requested, received, valued, problem):
    found = problem_of(
        requested_on=requested, received_on=received, valued_on=valued, stale_days=90, on=TODAY
    )
    assert found == problem


# --- the sheet


def test_the_sheet_asks_what_every_line_and_the_lines_of_the_placement_need(placement):
    codes = {i.question.code for i in sheet_of(placement, TODAY).items}
    assert {"legal-name", "gl-subcontracted", "locations"} <= codes
    assert not codes & {"vehicles", "officers", "equipment"}


def test_items_are_prefilled_from_the_file_with_last_year_and_the_change(placement, foundry):
    for year, amount in ((2025, "4000000.00"), (2026, "4500000.00")):
        Exposure.objects.create(
            client=foundry, kind="revenue", year=year, amount=Decimal(amount), source="Application"
        )
    found = item(placement, "revenue")
    assert (found.shown, found.last_shown, found.change) == (
        "$4,500,000", "$4,000,000", Decimal("12.5"),
    )  # fmt: skip
    assert found.source == "Exposures 2026, Application"
    assert found.state == ItemState.TO_CONFIRM


def test_what_seldom_changes_counts_as_the_file_has_it(placement):
    assert item(placement, "entity-type").shown == "Corporation"
    assert item(placement, "entity-type").complete
    fein = item(placement, "fein")
    assert fein.complete
    assert "1234567" not in fein.value
    assert item(placement, "started-year").state == ItemState.MISSING


def test_a_schedule_is_counted_and_added_up(placement, foundry):
    assert item(placement, "locations").state == ItemState.MISSING
    for n in "12":
        Location.objects.create(
            client=foundry, number=n, street="1 Pier", city="Oakland", state="CA", zip="94607",
            building=Decimal(1_000_000),
        )  # fmt: skip
    assert item(placement, "locations").shown == "2 locations, $2,000,000"
    assert item(placement, "locations").state == ItemState.TO_CONFIRM


def test_loss_runs_are_wanted_for_each_carrier_and_line(placement, foundry):
    prop, gl = sheet_of(placement, TODAY).loss_runs
    assert {gl.problem, prop.problem} == {"not yet requested"}
    LossRunRequest.objects.create(
        client=foundry, carrier=gl.carrier, line=prop.line, requested_on=TODAY - timedelta(40),
        received_on=TODAY - timedelta(20), valued_on=TODAY - timedelta(25),
    )  # fmt: skip
    problems = {run.line.code: run.problem for run in sheet_of(placement, TODAY).loss_runs}
    assert problems["PROP"] == ""


# --- answering


def save(placement, by, code, **given):
    found = item(placement, code)
    given.setdefault("version", found.version)
    return save_answers(placement=placement, by=by, given=[Given(found.question.pk, **given)])


def test_a_typed_answer_is_complete_and_says_who_gave_it(placement, cast):
    with time_machine.travel(NOON):
        assert save(placement, cast.ana, "started-year", value="1968") == 1
    found = item(placement, "started-year")
    assert (found.shown, found.source, found.state) == (
        "1968", "Ana Alvarez, 11/24/2026", ItemState.DONE,
    )  # fmt: skip


def test_an_emptied_answer_lets_the_file_show_again(placement, cast, foundry):
    save(placement, cast.ana, "entity-type", value="LLC")
    assert item(placement, "entity-type").shown == "LLC"
    save(placement, cast.ana, "entity-type", value="")
    assert item(placement, "entity-type").shown == "Corporation"


def test_two_people_answering_one_question_are_told_and_nothing_of_the_second_is_saved(
    placement, cast
):
    save(placement, cast.ana, "gl-basis", value="Sales")
    cancelled = item(placement, "cancelled")
    given = [
        Given(item(placement, "gl-basis").question.pk, value="Payroll", version=0),
        Given(cancelled.question.pk, value="no"),
    ]
    with pytest.raises(NotSaved) as refused:
        save_answers(placement=placement, given=given, by=cast.ben)
    assert list(refused.value.problems) == [given[0].question_id]
    assert item(placement, "gl-basis").value == "Sales"
    assert item(placement, "cancelled").state == ItemState.MISSING


def test_a_confirmed_schedule_has_to_be_confirmed_again_once_it_changes(placement, cast, foundry):
    row = Location.objects.create(
        client=foundry, number="1", street="1 Pier", city="Oakland", state="CA", zip="94607"
    )
    save(placement, cast.ana, "locations", confirmed=True)
    assert item(placement, "locations").state == ItemState.DONE
    row.building = Decimal(900_000)
    row.save_version(row.version, ["building"])
    assert item(placement, "locations").state == ItemState.CHANGED


def test_an_empty_schedule_is_not_confirmed(placement, cast):
    with pytest.raises(NotSaved, match="Nothing was saved"):
        save(placement, cast.ana, "locations", confirmed=True)


def test_the_answers_of_the_last_placement_stand_beside_this_year_s(placement, cast, foundry):
    with time_machine.travel(NOON):
        save(placement, cast.ana, "gl-contracts", value="City of Oakland")
        later = make_term(
            foundry, number="GL-2", effective_on=TODAY, expires_on=TODAY + timedelta(days=200)
        )
        open_chosen(terms=[later], by=cast.ana)
    found = item(Placement.objects.get(terms__term=later), "gl-contracts")
    assert (found.last, found.last_source) == ("City of Oakland", "Answer of 03/24/2027")
    assert (found.value, found.state) == ("City of Oakland", ItemState.TO_CONFIRM)


def test_submission_waits_for_needed_items_and_current_loss_runs_with_a_link_for_each(
    placement, cast
):
    for step in placement.steps.all():
        if step.stage not in ("info_requested", "info_complete", "strategy_set", "submitted"):
            continue
        step.done_on, step.done_by = TODAY, cast.ana
        step.save()
    found = {m.says: m.url for m in missing_for(facts_of(placement), "submitted")}
    question = item(placement, "gl-subcontracted").question
    words = "Cost of work given to subcontractors: missing"
    assert found[words] == f"/placements/{placement.pk}/information/#item-{question.pk}"
    runs = "Loss runs General liability, Zenith Group: not yet requested"
    assert found[runs] == f"/placements/{placement.pk}/information/#loss-runs"
    complete_information(placement, cast.ana)
    with time_machine.travel(NOON):
        assert sheet_of(placement).completeness == 100
        assert missing_for(facts_of(placement), "submitted") == []


def test_a_placement_submitted_by_nobody_needs_no_sheet(placement):
    placement.steps.filter(stage="submitted").update(waived_why="The incumbent renews as is")
    says = [m.says for m in missing_for(facts_of(placement), "submitted")]
    assert not any("Loss runs" in s for s in says)


def test_loss_runs_are_asked_for_once(placement, cast):
    with time_machine.travel(NOON):
        assert len(request_loss_runs(placement=placement, by=cast.ana)) == 2
        with pytest.raises(DomainError, match="asked for already"):
            request_loss_runs(placement=placement, by=cast.ana)


# --- the page


def test_the_sheet_is_filled_in_on_its_page_and_keeps_what_was_typed_wrongly(
    placement, cast, client
):
    client.force_login(cast.ana)
    url = f"/placements/{placement.pk}/information/"
    key = item(placement, "revenue").question.pk
    with time_machine.travel(NOON):
        assert b"Revenue expected" in client.get(url).content
        wrong = client.post(url, {f"q{key}": "lots", f"v{key}": "0"})
        assert wrong.status_code == 422
        assert "“lots” is not an amount of money" in wrong.content.decode()
        assert not Answer.objects.exists()
        right = client.post(url, {f"q{key}": "4,500,000", f"v{key}": "0"})
    assert right.status_code == 302
    assert item(placement, "revenue").value == "4500000.00"


def test_a_question_for_an_unknown_line_is_refused(cast, client):
    client.force_login(cast.max)
    question = Question.objects.get(code="revenue")
    fields = ["code", "topic", "position", "text", "help", "kind", "fact", "source"]
    data = {name: getattr(question, name) for name in fields}
    data |= {"from_on": "2027-01-01", "lines": "XYZ", "version": "1"}
    answer = client.post("/renewals/questions/add/", data)
    assert answer.status_code == 422
    assert "There is no line with the code XYZ." in answer.content.decode()
