"""The trust position by policy as a file."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest
from django.utils import timezone

from accounts.trust.policies import PolicyPosition
from config.lib.errors import DomainError
from config.lib.exports import Sheet, csv_response, xlsx_response

HEADINGS = [
    "Client", "Policy", "Payee", "Received from client", "Due to others", "Paid on",
    "Commission swept", "Position", "Held for others", "Commission covered",
]  # fmt: skip


def policies_export(request: HttpRequest, on: date, rows: Sequence[PolicyPosition]):
    """All policies with their positions, as CSV or XLSX with an About sheet."""
    cells = [
        [r.client, r.policy, r.company, r.received, r.due, r.paid, r.swept, r.position, r.held,
         r.covered]
        for r in rows
    ]  # fmt: skip
    name = f"trust-{on:%Y-%m-%d}"
    if request.GET["_export"] == "csv":
        return csv_response(name, HEADINGS, cells)
    if request.GET["_export"] != "xlsx":
        raise DomainError("Reports are exported as csv or xlsx.")
    about = [("As of", on), ("Made by", request.user.name), ("Made at", timezone.now())]
    sheets = [Sheet("Trust", HEADINGS, cells), Sheet("About", ["What", "Value"], about)]
    return xlsx_response(name, sheets)
