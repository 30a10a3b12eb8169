"""The trial balance as a file."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest
from django.utils import timezone

from accounts.ledger.balances import AccountBalance
from config.lib.errors import DomainError
from config.lib.exports import Sheet, csv_response, xlsx_response

HEADINGS = ["Account", "Debit", "Credit", "Postings", "Meaning"]


def trial_balance_export(request: HttpRequest, on: date, rows: Sequence[AccountBalance]):
    """Every account's balance, as CSV or XLSX with an About sheet."""
    cells = [[r.account.label, r.debit, r.credit, r.postings, r.meaning] for r in rows]
    name = f"trial-balance-{on:%Y-%m-%d}"
    if request.GET["_export"] == "csv":
        return csv_response(name, HEADINGS, cells)
    if request.GET["_export"] != "xlsx":
        raise DomainError("Reports are exported as csv or xlsx.")
    about = [("As of", on), ("Made by", request.user.name), ("Made at", timezone.now())]
    sheets = [Sheet("Trial balance", HEADINGS, cells), Sheet("About", ["What", "Value"], about)]
    return xlsx_response(name, sheets)
