"""The information sheet: prefilled, its changes marked, complete or not; loss runs."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from accounts.models import Exposure, Location, LossRunRequest
from renewals.models import Placement
from renewals.placements.opening import open_chosen
from renewals.underwriting.loss_runs import problem_of
from renewals.underwriting.rules import change_percent, percent_done, read_value, shown
from renewals.underwriting.sheet import sheet_of
from renewals.underwriting.states import ItemState
from tests.cast import make_client, make_term

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
