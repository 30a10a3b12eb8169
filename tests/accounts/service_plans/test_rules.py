"""When what is due, with no database: the literals are those of DOMAIN §2.2."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.service_plans.rules import (
    Event,
    Template,
    TermDays,
    Year,
    anniversary_within,
    drafts_of,
    lead_term,
    percent,
    standing_of,
)
from teams.calendar.rules import OfficeCalendar

CALENDAR = OfficeCalendar()
START, END = date(2026, 3, 1), date(2027, 3, 1)
TERM = TermDays(1, "PN1", START, END, date(2026, 2, 20), Decimal(9000), frozenset({7}))
YEAR = Year(START, END, START, date(2026, 6, 15), is_first=True)
BASE = Template(
    1, "X", "effective_date", "", None, None, 0, "days", 0, 30, "year", None, date(2020, 1, 1)
)


def due(template, year=YEAR, terms=(TERM,), events=()):
    return [d.due_on for d in drafts_of(year, terms[0], terms, [template], events, CALENDAR)]


@pytest.mark.parametrize(
    ("anchor", "offset", "expected"),
    [
        ("effective_date", 90, date(2026, 5, 30)),
        ("effective_date", 150, date(2026, 7, 29)),
        ("expiration_date", -120, date(2026, 11, 1)),
        ("expiration_date", -1, date(2027, 2, 28)),
        ("anniversary", 0, date(2026, 6, 15)),
        ("bind_date", 30, date(2026, 3, 22)),
    ],
)
def test_a_commitment_is_due_so_many_days_from_its_anchor(anchor, offset, expected):
    assert due(replace(BASE, anchor=anchor, offset=offset)) == [expected]


def test_ten_business_days_pass_over_weekends_and_holidays():
    # Received on Friday before Memorial Day (May 25, 2026).
    event = Event("policy_issued", "issued:1", date(2026, 5, 22))
    template = replace(
        BASE, anchor="event", happening="policy_issued", repeat="event", offset=10, unit="business"
    )
    assert due(template, events=[event]) == [date(2026, 6, 8)]


def test_a_day_of_the_calendar_falls_into_the_policy_year():
    template = replace(BASE, anchor="calendar_date", month=1, day=31)
    assert due(template) == [date(2027, 1, 31)]
    assert due(replace(template, month=2, day=31)) == [date(2027, 2, 28)]


def test_nothing_is_promised_before_planning_began_or_the_template_holds():
    assert due(BASE, replace(YEAR, kept_from=date(2026, 3, 2))) == []
    assert due(replace(BASE, from_on=date(2026, 3, 2))) == []


def test_policies_that_expire_together_get_one_proposal():
    other = replace(TERM, pk=2, number="PN2")
    later = replace(TERM, pk=3, expires_on=date(2026, 9, 1))
    template = replace(BASE, anchor="expiration_date", offset=-21, repeat="expiration")
    assert due(template, terms=(TERM, other, later)) == [date(2026, 8, 11), date(2027, 2, 8)]


def test_a_commitment_for_a_line_is_made_only_where_the_line_is_written():
    assert due(replace(BASE, line=7)) == [START]
    assert due(replace(BASE, line=8)) == []


def test_continuous_cover_has_no_commitment_before_an_expiration():
    endless = replace(TERM, expires_on=None)
    assert due(replace(BASE, anchor="expiration_date", offset=-120), terms=(endless,)) == []


def test_the_largest_policy_makes_the_year():
    small = replace(TERM, pk=2, premium=Decimal(100))
    assert lead_term([small, TERM]) == TERM
    assert lead_term([]) is None


def test_an_anniversary_on_leap_day_falls_on_the_28th():
    assert anniversary_within(date(2024, 2, 29), date(2026, 1, 1)) == date(2026, 2, 28)
    assert anniversary_within(date(2024, 3, 15), date(2026, 4, 1)) == date(2027, 3, 15)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(15, "on_time"), (14, "due_soon"), (0, "due_soon"), (-5, "due_soon"), (-6, "late")],
)
def test_a_commitment_is_late_only_after_its_tolerance(days, expected):
    on = date(2026, 6, 1)
    due_on = on + timedelta(days=days)
    late_after = due_on + timedelta(days=5)
    found = standing_of(
        due_on=due_on, late_after=late_after, met_on=None, waived=False, waits=False, on=on
    )
    assert found == expected


def test_percentages_have_one_place_and_nothing_gives_a_dash():
    assert (percent(2, 3), percent(1, 8), percent(0, 0)) == ("66.7 %", "12.5 %", "–")


@settings(max_examples=60, deadline=None)
@given(
    offset=st.integers(-200, 200),
    window=st.integers(0, 90),
    tolerance=st.integers(0, 40),
    anchor=st.sampled_from(["effective_date", "expiration_date", "bind_date", "anniversary"]),
)
def test_evidence_may_count_around_the_due_day_whatever_the_template(
    offset, window, tolerance, anchor
):
    template = replace(
        BASE, anchor=anchor, offset=offset, window_days=window, tolerance_days=tolerance
    )
    for draft in drafts_of(YEAR, TERM, [TERM], [template], [], CALENDAR):
        assert draft.counts_from <= draft.due_on <= draft.late_after <= draft.counts_until
        assert draft.due_on >= YEAR.kept_from
