"""Commitments as a calendar and as a score: plain data for the pages."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, QuerySet, Window
from django.db.models.functions import RowNumber

from accounts.service_plans.models import Commitment
from accounts.service_plans.rules import percent
from config.lib.dates import add_months, month_end, month_start
from teams.calendar.querysets import office_calendar

if TYPE_CHECKING:
    from teams.people.models import User

IN_A_DAY = 6


@dataclass
class Day:
    """A day of the calendar with what is due on it; `more` is how many are not shown."""

    on: date
    inside: bool
    closed: bool
    rows: list[Any] = field(default_factory=list)
    more: int = 0


def calendar_of(rows: QuerySet, month: date) -> list[list[Day]]:
    """The weeks of `month` from Sunday to Saturday, each day with the commitments due on it."""
    first, last = month_start(month), month_end(month)
    start = first - timedelta(days=(first.weekday() + 1) % 7)
    weeks = ((last - start).days // 7) + 1
    office = office_calendar(first)
    days = {}
    for n in range(weeks * 7):
        on = start + timedelta(days=n)
        days[on] = Day(on, first <= on <= last, not office.is_business_day(on))
    found = rows.filter(due_on__range=(start, start + timedelta(days=weeks * 7 - 1)))
    place = Window(RowNumber(), "due_on", order_by=["client__sort_key", "pk"])
    shown = found.annotate(place=place, in_all=Window(Count("*"), "due_on"))
    for row in shown.filter(place__lte=IN_A_DAY).order_by("due_on", "place"):
        day = days[row.due_on]
        day.rows.append(row)
        day.more = row.in_all - len(day.rows)
    calendar = list(days.values())
    return [calendar[n : n + 7] for n in range(0, len(calendar), 7)]


@dataclass
class Score:
    """How a tier did in a month: counts, and the percentage met on time."""

    month: date
    tier: str
    tier_id: int
    due: int
    met: int
    met_late: int
    late: int

    @property
    def on_time(self) -> str:
        """Met on time of all that were due."""
        return percent(self.met, self.due)

    @property
    def last(self) -> date:
        return month_end(self.month)


def scores(user: "User", today: date, months: int = 12) -> list[Score]:
    """The last `months` months up to `today`, the latest first, by tier."""
    first = add_months(month_start(today), 1 - months)
    rows = Commitment.objects.visible_to(user).score(first, month_end(today), today)
    found = [
        Score(
            row["month"], row["plan__tier__name"], row["plan__tier__pk"], row["due"], row["met"],
            row["met_late"], row["late"],
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda s: s.month, reverse=True)
