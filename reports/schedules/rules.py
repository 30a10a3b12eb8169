"""On which days a report is due, with no database."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import TextChoices

from config.lib.dates import add_months, month_start
from teams.calendar.rules import OfficeCalendar

LAST = -1


class Rhythm(TextChoices):
    DAILY = "daily", "Every business day"
    WEEKLY = "weekly", "Every week"
    MONTHLY = "monthly", "Every month"
    QUARTERLY = "quarterly", "Every quarter"


def nth_business_day(calendar: OfficeCalendar, first: date, nth: int) -> date:
    """The `nth` business day from the day `first` on; with −1 the last one of its month."""
    if nth == LAST:
        return calendar.add_business_days(add_months(first, 1), -1)
    day = calendar.next_business_day(first)
    return calendar.add_business_days(day, nth - 1) if nth > 1 else day


def due_days(
    rhythm: str, *, weekday: int, nth: int, calendar: OfficeCalendar, since: date
) -> Iterator[date]:
    """The days from `since` on, in order and without end, on which a report is due.

    Weekly: the `weekday` (1 Monday to 7 Sunday), or the next business day when the office is
    closed then. Monthly and quarterly: the `nth` business day (1 to 10, or −1 for the last).
    """
    seen: date | None = None
    for day in _candidates(rhythm, weekday, nth, calendar, since):
        # Two weeks may meet on one day when the office is closed between them.
        if day >= since and (seen is None or day > seen):
            seen = day
            yield day


def _candidates(
    rhythm: str, weekday: int, nth: int, calendar: OfficeCalendar, since: date
) -> Iterator[date]:
    if rhythm == Rhythm.DAILY:
        yield from _every(calendar, since, timedelta(days=1))
    elif rhythm == Rhythm.WEEKLY:
        # The week before may reach into this one when its day was closed.
        start = since - timedelta(days=since.isoweekday() - 1 + 7) + timedelta(days=weekday - 1)
        yield from _every(calendar, start, timedelta(days=7))
    else:
        months = 1 if rhythm == Rhythm.MONTHLY else 3
        first = month_start(since)
        first = first.replace(month=first.month - (first.month - 1) % months)
        while True:
            begins = first if nth != LAST else add_months(first, months - 1)
            yield nth_business_day(calendar, begins, nth)
            first = add_months(first, months)


def _every(calendar: OfficeCalendar, day: date, step: timedelta) -> Iterator[date]:
    while True:
        yield calendar.next_business_day(day)
        day += step


def month_reported(rhythm: str, nth: int, due_on: date) -> date:
    """The month, by its first day, that a monthly report due on a day is about.

    The one before when it comes on a business day after its end; else the one still running.
    """
    over = rhythm in (Rhythm.MONTHLY, Rhythm.QUARTERLY) and nth != LAST
    return add_months(month_start(due_on), -1 if over else 0)


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant at which clocks of `zone` show `at` on `day`.

    When clocks are put forward over it, the instant after the gap; when they are put back, the
    first of the two.
    """
    return datetime.combine(day, at, tzinfo=zone).astimezone(ZoneInfo("UTC"))


def next_due(
    days: Iterator[date], at: time, zone: ZoneInfo, after: datetime
) -> tuple[date, datetime]:
    """The first of `days` whose moment lies after the instant `after`, and that moment."""
    return next((day, when) for day in days if (when := moment(day, at, zone)) > after)
