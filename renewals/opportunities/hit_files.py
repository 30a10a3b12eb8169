"""Hit ratios as files."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpResponseBase
from django.utils import timezone

from config.lib.errors import DomainError
from config.lib.exports import Sheet, csv_response, xlsx_response
from renewals.opportunities.rules import FORMULA, Hits

HEADS = [
    "Submitted", "Quoted", "Won", "Hit ratio, count, %", "Quoted premium", "Won premium",
    "Hit ratio, premium, %", "Submission to quote, %", "Won revenue", "Lost unquoted",
]  # fmt: skip


def hits_file(
    form: str, cut: str, rows: Sequence[Hits], whole: Hits, first: date, last: date
) -> HttpResponseBase:
    """The rows of the page and what they add up to, as "csv" or "xlsx".

    Raises DomainError for another form.
    """
    heads, lines = [cut, *HEADS], [_line(row) for row in [*rows, whole]]
    name = f"hit-ratio-{first:%Y-%m-%d}-{last:%Y-%m-%d}"
    if form == "csv":
        return csv_response(name, heads, lines)
    if form != "xlsx":
        raise DomainError("Export as csv or xlsx.")
    about = [("Decided from", first), ("Decided to", last), ("Formula", FORMULA),
             ("Made at", timezone.now())]  # fmt: skip
    return xlsx_response(
        name, [Sheet("Hit ratio", heads, lines), Sheet("About", ["What", "Value"], about)]
    )


def _line(row: Hits) -> list[Any]:
    return [
        row.label, row.submitted, row.quoted, row.won, row.by_count, row.quoted_premium,
        row.won_premium, row.by_premium, row.to_quote, row.won_revenue, row.lost_unquoted,
    ]  # fmt: skip
