"""Business days and business hours, with no database.

A business day is Monday to Friday, no holiday of California or the federation that offices
keep, and no closure of the office. Hours count only while the office is open.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays

# Days that California observes without closing its offices.
NOT_KEPT = frozenset({"Susan B. Anthony Day", "Diwali"})


@lru_cache
def public_holidays(year: int) -> frozenset[date]:
    """Holidays of the federation and of California on which offices are closed."""
    named = holidays.country_holidays("US", subdiv="CA", years=year)
    return frozenset(day for day in named if not NOT_KEPT.issuperset(named.get_list(day)))


@dataclass(frozen=True)
class OfficeCalendar:
    """The hours of an ordinary day and the exceptions to the public holidays."""

    opens_at: time = time(8, 30)
    closes_at: time = time(17, 0)
    cut_off_at: time = time(15, 0)
    closed: frozenset[date] = field(default_factory=frozenset)
    opened: frozenset[date] = field(default_factory=frozenset)
    holidays_of: Callable[[int], frozenset[date]] = public_holidays

    def is_business_day(self, day: date) -> bool:
        """Whether the office works on `day`."""
        if day in self.opened:
            return True
        return (
            day.weekday() < 5 and day not in self.closed and day not in self.holidays_of(day.year)
        )

    def next_business_day(self, day: date) -> date:
        """`day` itself if the office works on it, else the next day on which it does."""
        while not self.is_business_day(day):
            day += timedelta(days=1)
        return day

    def add_business_days(self, day: date, days: int) -> date:
        """The business day that is `days` business days after (or, negative, before) `day`.

        Zero gives `day` itself or the next business day.
        """
        if days == 0:
            return self.next_business_day(day)
        step = timedelta(days=1 if days > 0 else -1)
        for _ in range(abs(days)):
            day += step
            while not self.is_business_day(day):
                day += step
        return day

    def business_days_between(self, start: date, end: date) -> int:
        """How many business days one goes from `start` to reach `end`; negative when backwards.

        `start` is not counted and `end` is, so `add_business_days(start, n)` reaches a business
        day `end` for the n given here, whether or not `start` is a business day itself.
        """
        if end < start:
            days = (end + timedelta(days=n) for n in range((start - end).days))
            return -sum(self.is_business_day(day) for day in days)
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(self.is_business_day(day) for day in days)

    def time_between(self, start: datetime, end: datetime) -> timedelta:
        """Time the office is open from `start` to `end` (both aware); zero when `end` is earlier.

        Days and hours are read in the time zone of `start`.
        """
        zone = start.tzinfo
        first, last = start.replace(tzinfo=None), end.astimezone(zone).replace(tzinfo=None)
        total, day = timedelta(), first.date()
        while day <= last.date():
            if self.is_business_day(day):
                opens = max(first, datetime.combine(day, self.opens_at))
                closes = min(last, datetime.combine(day, self.closes_at))
                total += max(closes - opens, timedelta())
            day += timedelta(days=1)
        return total

    def after(self, start: datetime, left: timedelta) -> datetime:
        """The moment at which the office has been open for `left` since `start` (aware).

        The answer lies within office hours and in the time zone of `start`.
        """
        day, clock = start.date(), max(start.time(), self.opens_at)
        if not self.is_business_day(day) or clock > self.closes_at:
            day, clock = self.next_business_day(day + timedelta(days=1)), self.opens_at
        while True:
            closes = datetime.combine(day, self.closes_at)
            now = datetime.combine(day, clock)
            if now + left <= closes:
                return (now + left).replace(tzinfo=start.tzinfo)
            left -= closes - now
            day, clock = self.next_business_day(day + timedelta(days=1)), self.opens_at

    def due_after(self, received: datetime, hours: int) -> datetime:
        """The moment `hours` business hours after `received` (aware; answer in its time zone).

        What arrives after the cut-off, or on a day off, counts from the next opening
        (DOMAIN §2.2).
        """
        if received.time() > self.cut_off_at:
            opening = self.next_business_day(received.date() + timedelta(days=1))
            received = datetime.combine(opening, self.opens_at, tzinfo=received.tzinfo)
        return self.after(received, timedelta(hours=hours))
