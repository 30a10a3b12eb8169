"""The month of placements: what is needed by when, and the steps due on each day."""

import calendar
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from config.lib.dates import add_months
from renewals.placements.models import PlacementStep

SHOWN = 4


@dataclass
class Day:
    """A day of the sheet: placements needed by it, and how many steps are due."""

    on: date
    in_month: bool
    needed: list[Any] = field(default_factory=list)
    steps: int = 0

    @property
    def shown(self) -> list[Any]:
        return self.needed[:SHOWN]

    @property
    def more(self) -> int:
        return max(len(self.needed) - SHOWN, 0)


def weeks_of(placements: QuerySet, month: date) -> list[list[Day]]:
    """The weeks, from Sunday, that show the month of `month`; two queries."""
    sheet = calendar.Calendar(firstweekday=6).monthdatescalendar(month.year, month.month)
    weeks = [[Day(on, on.month == month.month) for on in week] for week in sheet]
    days = {day.on: day for week in weeks for day in week}
    first, last = weeks[0][0].on, weeks[-1][-1].on
    for row in placements.filter(target_on__range=(first, last)).select_related("client"):
        days[row.target_on].needed.append(row)
    due = PlacementStep.objects.waiting().filter(
        placement__in=placements.order_by().values("pk"), due_on__range=(first, last)
    )
    for on, count in due.order_by().values_list("due_on").annotate(n=Count("pk")):
        days[on].steps = count
    return weeks


def around(month: date) -> tuple[date, date]:
    """The months before and after."""
    return add_months(month, -1), add_months(month, 1)
