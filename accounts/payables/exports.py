"""The account current and the payables as files."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from accounts.payables.items import PayeeSums
from accounts.payables.models import Remittance
from config.lib.errors import DomainError
from config.lib.exports import Sheet, csv_response, xlsx_response

SUMS = ["Payee", "Items", "Owed", "Credits", "Total", "Due", "Ready", "Advance", "Overdue"]
LINES = [
    "Invoice", "Client", "Policy", "Effective", "Gross premium", "Commission", "Net premium",
    "Carrier fees", "Tax", "Stamping fee", "Owed", "Paid",
]  # fmt: skip


def payables_export(request: HttpRequest, rows: Sequence[PayeeSums], facts: list[tuple]):
    """What each payee is owed, as CSV or XLSX with an About sheet."""
    cells = [
        [r.payee.name, r.items, r.owed, r.credits, r.total, r.due, r.ready, r.advance, r.overdue]
        for r in rows
    ]
    return _file(request, "payables", SUMS, cells, facts)


def account_current_export(
    request: HttpRequest, remittance: Remittance, lines: Sequence[dict[str, Any]]
):
    """The account current of a remittance, as CSV or XLSX."""
    cells = [
        [
            line["position"].number, line["position"].client, line["position"].policy,
            line["position"].effective_on, line["gross"], line["position"].commission,
            line["premium_payable"], line["fee_payable"], line["tax_payable"],
            line["stamping_payable"], line["owed"], line["paid"],
        ]
        for line in lines
    ]  # fmt: skip
    facts = [("Remittance", remittance.number), ("Payee", remittance.payee),
             ("Standing", remittance.standing), ("Paid", remittance.paid_on),
             ("Reference", remittance.reference)]  # fmt: skip
    return _file(request, f"account-current-{remittance.number}", LINES, cells, facts)


def _file(request: HttpRequest, name: str, headings: list[str], cells: list, facts: list[tuple]):
    if request.GET["_export"] == "csv":
        return csv_response(name, headings, cells)
    if request.GET["_export"] != "xlsx":
        raise DomainError("Reports are exported as csv or xlsx.")
    made = [*facts, ("Made by", request.user.name), ("Made at", timezone.now())]
    sheets = [Sheet("Items", headings, cells), Sheet("About", ["What", "Value"], made)]
    return xlsx_response(name, sheets)
