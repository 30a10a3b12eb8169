"""Dates as the office writes them. A policy date is a date, never a moment."""

import calendar
import re
from datetime import date, datetime, timedelta

_EXCEL_EPOCH = date(1899, 12, 30)
_FORMS = ("%m/%d/%Y", "%Y-%m-%d", "%m-%d-%Y", "%m/%d/%y", "%Y/%m/%d", "%d-%b-%Y", "%b %d, %Y")
_SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]*)?")
_TIME = re.compile(
    r"[T ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?\s*(?:[AP]M)?(?:Z|[+-][0-9:]{4,5})?$",
    re.IGNORECASE,
)
_YEARS = range(1950, 2101)


def parse_date(text: str) -> date:
    """Read a date written the American way, in ISO form, or as an Excel serial number.

    A time of day behind it is dropped, never converted: a policy date has no time zone.
    Raises ValueError when it is none of these or lies outside 1950–2100.
    """
    bare = text.strip()
    day: date | None = None
    if _SERIAL.fullmatch(bare):
        day = _EXCEL_EPOCH + timedelta(days=int(bare[:5]))
    else:
        bare = _TIME.sub("", bare)
        for form in _FORMS:
            try:
                day = datetime.strptime(bare, form).date()
                break
            except ValueError:
                continue
    if day is None or day.year not in _YEARS:
        raise ValueError(f"“{text}” is not a date")
    return day


def parse_month(text: str) -> date:
    """Read an accounting month (`2026-04`, `04/2026`, `Apr 2026`, a date in it): its first day."""
    bare = text.strip()
    for form in ("%Y-%m", "%m/%Y", "%b %Y", "%B %Y", "%Y/%m", "%m-%Y"):
        try:
            month = datetime.strptime(bare, form).date()
        except ValueError:
            continue
        if month.year in _YEARS:
            return month
    try:
        return month_start(parse_date(bare))
    except ValueError:
        raise ValueError(f"“{text}” is not a month") from None


def month_start(day: date) -> date:
    """The first day of the month of `day`."""
    return day.replace(day=1)


def month_end(day: date) -> date:
    """The last day of the month of `day`."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """`day` moved by `months`; the 29th to 31st fall on the last day of shorter months."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
