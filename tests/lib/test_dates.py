"""Dates as offices and spreadsheets write them, and months."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.lib.dates import add_months, month_end, month_start, parse_date, parse_month
from config.lib.templatetags.steward import days_from, us_date

days = st.dates(date(1950, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("04/01/2026", date(2026, 4, 1)),
        ("4/1/2026", date(2026, 4, 1)),
        (" 04/01/26 ", date(2026, 4, 1)),
        ("2026-04-01", date(2026, 4, 1)),
        ("2026-04-01T00:00:00", date(2026, 4, 1)),
        ("2026-04-01 00:00:00", date(2026, 4, 1)),
        ("04/01/2026 12:00:00 AM", date(2026, 4, 1)),
        ("4/1/2026 12:01 AM", date(2026, 4, 1)),
        ("2026-04-01 08:15:00", date(2026, 4, 1)),
        ("2026-04-01T23:59:59Z", date(2026, 4, 1)),
        ("04-01-2026", date(2026, 4, 1)),
        ("01-Apr-2026", date(2026, 4, 1)),
        ("Apr 1, 2026", date(2026, 4, 1)),
        ("46113", date(2026, 4, 1)),
        ("46113.0", date(2026, 4, 1)),
        ("46113.75", date(2026, 4, 1)),
        ("02/29/2024", date(2024, 2, 29)),
        ("12/31/1999", date(1999, 12, 31)),
    ],
)
def test_dates_are_read_as_they_come(text, day):
    assert parse_date(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "02/29/2026", "13/01/2026", "31/12/2026", "2026-02-30", "00/00/0000", "soon",
        "01/01/1949", "01/01/2101", "12", "2026", "20260401", "-46113", "1e5", "²", "４６１１３.²",
        "1.2.3", "99999999999999999999", "04/01/2026 and more", "None", "##########",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_in_words(text):
    with pytest.raises(ValueError, match="is not a date"):
        parse_date(text)


@given(days)
def test_a_date_reads_back_however_it_is_written(day):
    assert parse_date(us_date(day)) == day
    assert parse_date(day.isoformat()) == day
    assert parse_date(f"{day.isoformat()}T00:00:00") == day
    assert parse_date(f"{day.isoformat()} 00:00:00") == day


@given(days)
def test_an_excel_serial_number_is_its_day(day):
    serial = (day - date(1899, 12, 30)).days
    assert parse_date(str(serial)) == day
    assert parse_date(f"{serial}.5") == day


@given(st.text(max_size=24))
def test_any_text_is_a_date_or_a_sentence_never_a_crash(text):
    refusal, day = "is not a date", None
    try:
        day = parse_date(text)
    except ValueError as error:
        refusal = str(error)
    assert "is not a date" in refusal
    assert day is None or 1950 <= day.year <= 2100


@pytest.mark.parametrize(
    "text",
    ["2026-04", "04/2026", "4/2026", "Apr 2026", "April 2026", "2026/04", "04-2026", "04/15/2026",
     "2026-04-30", "46113"],
)  # fmt: skip
def test_months_are_read_as_their_first_day(text):
    assert parse_month(text) == date(2026, 4, 1)


@pytest.mark.parametrize(
    "text", ["", "13/2026", "0/2026", "2026", "Smarch 2026", "2026-13", "1/0001"]
)
def test_what_is_no_month_is_refused_in_words(text):
    with pytest.raises(ValueError, match="is not a month"):
        parse_month(text)


@pytest.mark.parametrize(
    ("day", "months", "moved"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 6, 30), 0, date(2026, 6, 30)),
    ],
)
def test_months_are_added_within_short_months(day, months, moved):
    assert add_months(day, months) == moved


@given(st.dates(date(1960, 1, 1), date(2090, 12, 31)), st.integers(-120, 120))
def test_moving_the_first_of_a_month_goes_back_again(day, months):
    first = month_start(day)
    assert add_months(add_months(first, months), -months) == first
    assert month_end(day) + timedelta(days=1) == add_months(first, 1)
    assert month_start(day) <= day <= month_end(day)


def test_days_left_are_counted_from_the_day_given():
    assert days_from(date(2026, 11, 30), date(2026, 11, 1)) == 29
    assert days_from(None, date(2026, 11, 1)) == ""
