"""The aging report as a file."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from accounts.receivables.aging import BY, Aging
from accounts.receivables.querysets import AgingBasis
from accounts.receivables.rules import AgingRow
from config.lib.errors import DomainError
from config.lib.exports import Sheet, csv_response, xlsx_response


def aging_export(request: HttpRequest, report: Aging):
    """The report as shown, as CSV or XLSX with an About sheet."""
    labels = [b.label for b in report.buckets]
    headings = [BY[report.by], *labels, "Credits", "Total", "Unapplied cash", "Over 60", "Over 90"]

    def cells(row: AgingRow) -> list[Any]:
        amounts = [row.buckets[label] for label in labels]
        return [
            row.label,
            *amounts,
            row.credits,
            row.total,
            row.unapplied,
            row.over_60,
            row.over_90,
        ]

    def rows() -> Iterator[list[Any]]:
        yield from (cells(row) for row in report.rows)

    name = f"aging-{report.on:%Y-%m-%d}"
    if request.GET["_export"] == "csv":
        return csv_response(name, headings, [*rows(), cells(report.total)])
    if request.GET["_export"] != "xlsx":
        raise DomainError("Reports are exported as csv or xlsx.")
    about = Sheet(
        "About",
        ["What", "Value"],
        [
            ("As of", report.on),
            ("Aged from", AgingBasis(report.basis).label),
            ("Made by", request.user.name),
            ("Made at", timezone.now()),
        ],
    )
    return xlsx_response(name, [Sheet("Aging", headings, rows(), cells(report.total)), about])
