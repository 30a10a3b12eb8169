"""The rules of a time zone as calendars read them (VTIMEZONE, RFC 5545 §3.6.5).

Calendars that know no rule but a list of days show meetings an hour off after the next change,
so the changes are told as a yearly rule: “the second Sunday of March at two o’clock”.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
YEARS_LOOKED_AT = 10
HOUR, WEEK = timedelta(hours=1), timedelta(days=7)


@lru_cache(maxsize=16)
def zone_rules(zone: ZoneInfo, year: int) -> Timezone:
    """The zone from the beginning of `year` on.

    What changes by no yearly rule in the years after it is told day by day for those years.
    """
    by_year = [_changes(zone, y) for y in range(year, year + YEARS_LOOKED_AT)]
    if not by_year[0]:
        parts = [_part(zone, datetime(year, 1, 1, tzinfo=UTC), {})]
    else:
        rules = [_yearly([changes[n] for changes in by_year if len(changes) > n], zone)
                 for n in range(len(by_year[0]))]  # fmt: skip
        if not all(rules) or len({len(changes) for changes in by_year}) > 1:
            until = datetime(year + YEARS_LOOKED_AT, 1, 1, tzinfo=UTC).date()
            return Timezone.from_tzinfo(zone, zone.key, datetime(year, 1, 1).date(), until)  # noqa: DTZ001
        parts = [_part(zone, at, rule) for at, rule in zip(by_year[0], rules, strict=True) if rule]
    found = Timezone()
    found.add("TZID", zone.key)
    for part in parts:
        found.add_component(part)
    return found


def _changes(zone: ZoneInfo, year: int) -> list[datetime]:
    """The moments of a year, in UTC to the hour, from which another offset holds."""
    first = datetime(year, 1, 1, tzinfo=UTC)
    days = [first + timedelta(days=n) for n in range(367)]
    found = []
    for day in days:
        if day.year == year and _offset(zone, day) != _offset(zone, day + timedelta(days=1)):
            hours = (day + n * HOUR for n in range(1, 25))
            found.append(next(at for at in hours if _offset(zone, at) != _offset(zone, at - HOUR)))
    return found


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _onset(zone: ZoneInfo, at: datetime) -> datetime:
    """The wall clock at a change, as it showed before it."""
    return (at + _offset(zone, at - HOUR)).replace(tzinfo=None)


def _yearly(changes: Sequence[datetime], zone: ZoneInfo) -> dict[str, object] | None:
    """The rule that gives all these changes, one a year; None when there is none."""
    days = [_onset(zone, at) for at in changes]
    if len({(day.month, day.weekday(), day.time()) for day in days}) > 1:
        return None
    weeks = {(day.day - 1) // 7 + 1 for day in days}
    if len(weeks) > 1:
        if any((day + WEEK).month == day.month for day in days):
            return None
        weeks = {-1}
    week, day = weeks.pop(), days[0]
    return {"FREQ": "YEARLY", "BYMONTH": day.month, "BYDAY": f"{week}{DAYS[day.weekday()]}"}


def _part(
    zone: ZoneInfo, at: datetime, rule: dict[str, object]
) -> TimezoneDaylight | TimezoneStandard:
    after = at.astimezone(zone)
    part: TimezoneDaylight | TimezoneStandard = (
        TimezoneDaylight() if after.dst() else TimezoneStandard()
    )
    part.add("DTSTART", _onset(zone, at))
    part.add("TZNAME", after.tzname() or zone.key)
    part.add("TZOFFSETFROM", _offset(zone, at - HOUR))
    part.add("TZOFFSETTO", _offset(zone, at))
    if rule:
        part.add("RRULE", rule)
    return part
