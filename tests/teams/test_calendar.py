"""Business days and business hours of the office."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teams.calendar.querysets import office_calendar
from teams.calendar.rules import OfficeCalendar
from teams.models import OfficeClosure, OfficeHours

PACIFIC = ZoneInfo("America/Los_Angeles")
OFFICE = OfficeCalendar()

days = st.dates(date(2025, 1, 1), date(2028, 12, 31))
moments = st.datetimes(datetime(2025, 1, 1), datetime(2028, 12, 31), timezones=st.just(PACIFIC))
hours = st.integers(0, 120)


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=PACIFIC)


def is_open(moment: datetime) -> bool:
    clock = moment.time()
    return OFFICE.is_business_day(moment.date()) and OFFICE.opens_at <= clock <= OFFICE.closes_at


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 24), True),
        (date(2026, 11, 26), False),  # Thanksgiving
        (date(2026, 11, 27), False),  # the day after it, a holiday of California
        (date(2026, 11, 28), False),  # Saturday
        (date(2026, 7, 3), False),  # Independence Day, observed
        (date(2026, 3, 31), False),  # Cesar Chavez Day
        (date(2027, 2, 15), False),  # Presidents' Day, on Susan B. Anthony Day
        (date(2028, 2, 15), True),  # Susan B. Anthony Day alone closes no office
        (date(2027, 10, 29), True),  # nor does Diwali
    ],
)
def test_the_office_keeps_weekends_and_holidays(day, works):
    assert OFFICE.is_business_day(day) is works


def test_the_office_may_close_on_an_ordinary_day_and_open_on_a_holiday():
    office = OfficeCalendar(
        closed=frozenset({date(2026, 12, 24)}), opened=frozenset({date(2026, 11, 27)})
    )
    assert not office.is_business_day(date(2026, 12, 24))
    assert office.is_business_day(date(2026, 11, 27))


@pytest.mark.parametrize(
    ("day", "count", "reached"),
    [
        (date(2026, 11, 24), 1, date(2026, 11, 25)),
        (date(2026, 11, 25), 1, date(2026, 11, 30)),  # over Thanksgiving
        (date(2026, 11, 28), 0, date(2026, 11, 30)),
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
        (date(2026, 11, 30), -1, date(2026, 11, 25)),
        (date(2026, 11, 28), -1, date(2026, 11, 25)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
        (date(2028, 2, 28), 1, date(2028, 2, 29)),  # leap year
    ],
)
def test_business_days_are_added_over_weekends_and_holidays(day, count, reached):
    assert OFFICE.add_business_days(day, count) == reached


def test_the_start_is_not_counted_and_the_end_is():
    friday, monday = date(2026, 11, 20), date(2026, 11, 23)
    assert OFFICE.business_days_between(friday, monday) == 1
    assert OFFICE.business_days_between(monday, friday) == -1
    assert OFFICE.business_days_between(friday, friday) == 0
    assert OFFICE.business_days_between(date(2026, 11, 21), friday) == -1


@given(days, st.integers(-60, 60).filter(bool))
def test_counting_back_what_was_added_gives_the_same_number(day, count):
    reached = OFFICE.add_business_days(day, count)
    assert OFFICE.is_business_day(reached)
    assert OFFICE.business_days_between(day, reached) == count


@given(days, st.integers(-60, 60))
def test_adding_and_taking_away_comes_back_to_a_business_day(day, count):
    start = OFFICE.next_business_day(day)
    assert OFFICE.add_business_days(OFFICE.add_business_days(start, count), -count) == start


@given(days, days, days)
def test_a_later_day_is_never_fewer_business_days_away(start, one, other):
    first, last = sorted([one, other])
    assert OFFICE.business_days_between(start, first) <= OFFICE.business_days_between(start, last)


@pytest.mark.parametrize(
    ("received", "count", "due"),
    [
        ("2026-11-24 10:00", 2, "2026-11-24 12:00"),
        ("2026-11-24 07:00", 2, "2026-11-24 10:30"),
        ("2026-11-24 15:00", 2, "2026-11-24 17:00"),  # in time for the cut-off
        ("2026-11-24 15:01", 2, "2026-11-25 10:30"),  # too late: from the next opening
        ("2026-11-24 14:00", 4, "2026-11-25 09:30"),
        ("2026-11-25 16:00", 1, "2026-11-30 09:30"),  # over Thanksgiving
        ("2026-11-28 20:00", 8, "2026-11-30 16:30"),  # on a Saturday night
        ("2026-11-28 09:00", 8, "2026-11-30 16:30"),
        ("2026-11-24 08:30", 17, "2026-11-25 17:00"),  # two days to the minute
        ("2026-11-24 10:00", 0, "2026-11-24 10:00"),
        ("2026-03-06 14:00", 4, "2026-03-09 09:30"),  # clocks go forward on March 8
        ("2026-10-30 14:00", 4, "2026-11-02 09:30"),  # and back on November 1
    ],
)
def test_work_is_due_in_office_hours(received, count, due):
    assert OFFICE.due_after(at(received), count) == at(due)


def test_the_office_hours_stay_where_they_are_when_the_clocks_change():
    before, after = at("2026-03-06 14:00"), OFFICE.due_after(at("2026-03-06 14:00"), 4)
    assert before.utcoffset() == timedelta(hours=-8)
    assert after.utcoffset() == timedelta(hours=-7)
    assert after.time() == time(9, 30)


@given(moments, hours)
def test_nothing_is_due_outside_office_hours_or_before_it_came(received, count):
    due = OFFICE.due_after(received, count)
    assert is_open(due)
    assert due.replace(tzinfo=None) >= received.replace(tzinfo=None)


@given(moments, hours, hours)
def test_more_hours_are_never_due_earlier(received, one, other):
    few, many = sorted([one, other])
    assert OFFICE.due_after(received, few) <= OFFICE.due_after(received, many)


@given(moments, moments, hours)
def test_what_comes_later_is_never_due_earlier(one, other, count):
    first, last = sorted([one, other])
    assert OFFICE.due_after(first, count) <= OFFICE.due_after(last, count)


@given(moments, st.integers(0, 6000))
def test_the_time_until_something_is_due_is_the_time_it_was_given(start, minutes):
    left = timedelta(minutes=minutes)
    assert OFFICE.time_between(start, OFFICE.after(start, left)) == left


@given(moments, moments, moments)
def test_open_time_adds_up(one, two, three):
    first, middle, last = sorted([one, two, three])
    total = OFFICE.time_between(first, middle) + OFFICE.time_between(middle, last)
    assert OFFICE.time_between(first, last) == total


def test_open_time_leaves_out_nights_weekends_and_holidays():
    assert OFFICE.time_between(at("2026-11-25 16:00"), at("2026-11-30 09:30")) == timedelta(hours=2)
    assert OFFICE.time_between(at("2026-11-26 09:00"), at("2026-11-29 16:00")) == timedelta()
    assert OFFICE.time_between(at("2026-11-24 12:00"), at("2026-11-24 11:00")) == timedelta()


def test_hours_and_closures_come_from_dated_rows(db):
    OfficeHours.objects.create(
        from_on=date(2027, 1, 1), opens_at=time(9), closes_at=time(16), cut_off_at=time(14)
    )
    OfficeClosure.objects.create(day=date(2026, 12, 24), name="Christmas Eve")
    OfficeClosure.objects.create(day=date(2026, 11, 27), name="Year-end work", is_open=True)
    before, after = office_calendar(date(2026, 12, 31)), office_calendar(date(2027, 1, 1))
    assert (before.opens_at, before.closes_at, before.cut_off_at) == (
        time(8, 30), time(17), time(15),
    )  # fmt: skip
    assert (after.opens_at, after.closes_at, after.cut_off_at) == (time(9), time(16), time(14))
    assert not before.is_business_day(date(2026, 12, 24))
    assert before.is_business_day(date(2026, 11, 27))


def test_an_office_without_hours_keeps_the_usual_ones(db):
    OfficeHours.objects.all().delete()
    assert office_calendar().opens_at == time(8, 30)
