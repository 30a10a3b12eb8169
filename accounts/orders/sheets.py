"""The turnaround of orders as a workbook, and the days that are asked for."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from accounts.orders.turnaround import Row, Turnaround
from config.lib.dates import add_months, month_start, parse_date
from config.lib.errors import DomainError
from config.lib.exports import Sheet, xlsx_response

HEADS = ["Done", "On time", "% on time", "Business hours it took", "Business hours it waited"]


def period_of(request: HttpRequest) -> tuple[date, date]:
    """The first and last day asked for; without words the running month and five before it.

    Raises DomainError for what is no day, and for days in the wrong order.
    """
    today = timezone.localdate()
    try:
        first = parse_date(request.GET.get("from") or str(add_months(month_start(today), -5)))
        last = parse_date(request.GET.get("to") or str(today))
    except ValueError as error:
        raise DomainError("From and to are days like 11/24/2026.") from error
    if last < first:
        raise DomainError("The last day is before the first.")
    return first, last


def turnaround_sheets(found: Turnaround, first: date, last: date) -> Any:
    """One sheet per cut, hours as numbers."""
    sheets = [
        Sheet(
            "By kind", ["Kind of work", *HEADS], [_cells(r) for r in [*found.kinds, found.total]]
        ),
        Sheet("By person", ["Person", *HEADS], [_cells(r) for r in found.people]),
        Sheet("By month", ["Month", *HEADS], [_cells(r) for r in found.months]),
        Sheet(
            "About",
            ["What", "Value"],
            [
                ("Orders done from", first),
                ("to", last),
                ("On time", "done no later than due; what was waited for others does not count"),
                ("Made at", timezone.now()),
            ],
        ),
    ]
    return xlsx_response(f"turnaround-{first}-{last}", sheets)


def _cells(row: Row) -> tuple:
    hours = [round(minutes / 60, 2) for minutes in (row.took, row.waited)]
    return (row.label, row.done, row.on_time, row.percent, *hours)
