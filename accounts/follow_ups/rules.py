"""When a follow-up is due and when it comes again, with no database.

A rhythm is the recurrence rule of a calendar entry (RFC 5545), so that other calendars read it
as well. It is kept as text; what could never come, or would come more often than daily, is
refused in words.
"""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice

from dateutil.rrule import DAILY, rrule, rrulestr

from config.lib.errors import DomainError
from teams.calendar.rules import OfficeCalendar

LONGEST_AHEAD = timedelta(days=366 * 10)
TOO_OFTEN = "A follow-up comes at most once a day; choose days, weeks, months or years."
UNREADABLE = (
    "“{}” is no rhythm. Write it like FREQ=MONTHLY;BYDAY=2TU, which is every second Tuesday."
)
PARTS = frozenset(
    ["FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS",
     "BYWEEKNO", "BYYEARDAY", "WKST"]
)  # fmt: skip
UNITS = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}


class Shift(StrEnum):
    """What happens when a planned day is no business day."""

    NEXT = "next"
    BEFORE = "before"
    NONE = "none"


def shifted(day: date, shift: str, calendar: OfficeCalendar) -> date:
    """The day on which what is planned for `day` is due."""
    if shift == Shift.NONE or calendar.is_business_day(day):
        return day
    if shift == Shift.BEFORE:
        return calendar.add_business_days(day, -1)
    return calendar.next_business_day(day)


def check_rhythm(text: str, start: date) -> str:
    """The rhythm `text` in its plain form, for a follow-up first planned on `start`.

    Raises DomainError (field `rhythm`) for words that are no rule, one that comes more often
    than daily, one that turns in a circle without ever reaching a second day, and an end before
    the beginning.
    """
    plain = text.strip().upper().removeprefix("RRULE:")
    if not plain:
        return ""
    parts = _parts(text, plain)
    if parts.get("FREQ") not in UNITS:
        raise DomainError(TOO_OFTEN, "rhythm")
    for name in ("INTERVAL", "COUNT"):
        if name in parts and not (parts[name].isascii() and parts[name].isdigit()):
            raise DomainError(UNREADABLE.format(text[:60]), "rhythm")
        if name in parts and not 1 <= int(parts[name][:6]) <= 1000:
            raise DomainError(
                "A rhythm that stands still never comes again; repeat every 1 to 1,000 "
                "days, weeks, months or years.",
                "rhythm",
            )
    rule = _read(text, plain, start)
    if rule._until is not None and rule._until.date() < start:
        raise DomainError("The rhythm ends before it begins.", "rhythm")
    if parts.get("COUNT") != "1" and next_planned(plain, start, start) is None:
        raise DomainError(
            "This rhythm never reaches a second day within ten years; a follow-up that does not "
            "come again needs no rhythm.",
            "rhythm",
        )
    return plain


def _parts(text: str, plain: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in plain.split(";"):
        name, equals, value = part.partition("=")
        if name in found:
            raise DomainError(f"The rhythm says {name} twice.", "rhythm")
        if not equals or not value:
            raise DomainError(UNREADABLE.format(text[:60]), "rhythm")
        found[name] = value
    if found.keys() & {"BYHOUR", "BYMINUTE", "BYSECOND"}:
        raise DomainError(TOO_OFTEN, "rhythm")
    if found.keys() - PARTS:
        raise DomainError(UNREADABLE.format(text[:60]), "rhythm")
    return found


def _read(text: str, plain: str, start: date) -> rrule:
    begin = datetime.combine(start, time())
    try:
        rule = rrulestr(plain, dtstart=begin, ignoretz=True)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        raise DomainError(UNREADABLE.format(text[:60]), "rhythm") from error
    if not isinstance(rule, rrule) or rule._freq > DAILY:
        raise DomainError(TOO_OFTEN, "rhythm")
    return rule


def next_planned(rhythm: str, start: date, after: date) -> date | None:
    """The first planned day later than `after` of a rhythm begun on `start`; None at its end.

    Days that nobody saw to are not made up for: ask with today as `after`. Only ten years are
    looked through, so that a rule without days ends the search.
    """
    if not rhythm:
        return None
    horizon, last = datetime.combine(after + LONGEST_AHEAD, time()), datetime.combine(after, time())
    rule = _read(rhythm, rhythm, start)
    ends = min(filter(None, [rule._until, horizon]))
    # A copy with an end: dateutil searches for a day that never comes until the year 9999.
    days = islice(rule.replace(until=ends, count=None), rule._count)
    return next((day.date() for day in days if day > last), None)


def rhythm_words(rhythm: str) -> str:
    """A rhythm as people say it; what is too special for that as it is written."""
    parts = dict(part.split("=", 1) for part in rhythm.split(";") if "=" in part)
    unit, every = UNITS.get(parts.pop("FREQ", "")), int(parts.pop("INTERVAL", "1"))
    until, count = parts.pop("UNTIL", ""), parts.pop("COUNT", "")
    if not unit:
        return ""
    words = f"every {unit}" if every == 1 else f"every {every} {unit}s"
    if parts:
        words += f" ({';'.join(f'{k}={v}' for k, v in parts.items())})"
    if until:
        words += f" until {until[4:6]}/{until[6:8]}/{until[:4]}"
    return words + (f", {count} times" if count else "")


def rhythm_of(unit: str, every: int, until: date | None) -> str:
    """The rhythm “every `every` `unit`s until `until`”, `unit` being DAILY, WEEKLY …"""
    if not unit:
        return ""
    ends = f";UNTIL={until:%Y%m%d}" if until else ""
    return f"FREQ={unit};INTERVAL={every}{ends}"
