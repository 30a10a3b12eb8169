"""Figures by month in one statement each."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import TruncMonth

from config.lib.dates import month_end
from config.lib.periods import day_of, within
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
    return {day_of(row["of_month"]): row for row in found}
