"""The columns of the receipts list."""

import django_tables2 as tables
from django.db.models import QuerySet, Sum
from django.http import HttpRequest

from accounts.clients.tables import ClientColumn
from config.lib.money import ZERO
from config.lib.tables import BadgeColumn, DateColumn, MoneyColumn


class ReceiptTable(tables.Table):
    number = tables.Column(
        accessor="label", linkify=("receipt-page", [tables.A("pk")]), verbose_name="Receipt"
    )
    received = DateColumn(accessor="received_on")
    client = ClientColumn()
    payer = tables.Column(default="")
    method = tables.Column(accessor="get_method_display")
    reference = tables.Column(default="")
    standing = BadgeColumn(
        {"used": "Used", "open": "Unapplied", "returned": "Returned"},
        {"used": "good", "open": "warn", "returned": "bad"},
        accessor="standing",
    )
    unapplied = MoneyColumn()
    amount = MoneyColumn()


def receipt_totals(receipts: QuerySet, request: HttpRequest) -> dict[str, str]:
    """How much came in, and how much of it is left, of all receipts that match."""
    sums = receipts.order_by().aggregate(amount=Sum("amount"), left=Sum("unapplied"))
    return {
        "Received": f"${sums['amount'] or ZERO:,.2f}",
        "Unapplied": f"${sums['left'] or ZERO:,.2f}",
    }
