"""Figures by month in one statement each."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from config.lib.dates import month_end
from reports.dashboards.rules import Period


def by_month(rows: QuerySet, at: str, period: Period, **sums: Any) -> dict[date, dict[str, Any]]:
    """Month → the `sums` of the rows whose day or moment `at` lies in it, over twelve months
    and the month compared with. A month without rows is missing."""
    first = min(period.months[0], period.against)
    found = (
        rows.filter(within(at, first, month_end(period.month)))
        .order_by()
        .annotate(of_month=TruncMonth(at))
        .values("of_month")
        .annotate(**sums)
    )
    return {_day(row["of_month"]): row for row in found}


def within(at: str, first: date, last: date) -> Q:
    """Rows whose day, or moment on the office's clock, lies from `first` to `last`."""
    if at.endswith("_on") or at in ("month", "counted_in"):
        return Q(**{f"{at}__range": (first, last)})
    return Q(**{f"{at}__gte": begin(first), f"{at}__lt": begin(last + timedelta(days=1))})


def begin(day: date) -> datetime:
    """The first moment of a day on the office's clock."""
    return timezone.make_aware(datetime.combine(day, time()))


def _day(value: Any) -> date:
    return timezone.localdate(value) if isinstance(value, datetime) else value
