"""The columns of the open items."""

import django_tables2 as tables
from django.db.models import Count, Sum
from django.http import HttpRequest

from accounts.clients.tables import ClientColumn
from config.lib.asof import as_of
from config.lib.money import ZERO
from config.lib.tables import DateColumn, MoneyColumn, NumberColumn


class OpenItemTable(tables.Table):
    number = tables.Column(verbose_name="Invoice", linkify=("invoice-page", [tables.A("pk")]))
    client = ClientColumn()
    policy = tables.Column(accessor="term__number", default="")
    line = tables.Column(accessor="term__policy__line__name", default="")
    invoiced = DateColumn(accessor="invoice_on")
    due = DateColumn(accessor="due_on")
    aged = DateColumn(accessor="aged_on", verbose_name="Aged from")
    days = NumberColumn(accessor="days_past", verbose_name="Days")
    bucket = tables.Column()
    total = MoneyColumn()
    balance = MoneyColumn(verbose_name="Open")


def open_totals(queryset, request: HttpRequest) -> dict[str, str]:
    """How many items match and what is open on them."""
    found = queryset.order_by().aggregate(n=Count("pk"), open=Sum("balance"))
    return {"Open items": f"{found['n']:,}", "Open": f"${found['open'] or ZERO:,.2f}"}


def attach_days(invoices, request: HttpRequest) -> None:
    """Give each invoice `days_past`: days from its aging date to the date asked for."""
    on = as_of(request)
    for invoice in invoices:
        invoice.days_past = (on - invoice.aged_on).days


class UnappliedTable(tables.Table):
    number = tables.Column(
        accessor="label", linkify=("receipt-page", [tables.A("pk")]), verbose_name="Receipt"
    )
    client = ClientColumn()
    payer = tables.Column(default="")
    received = DateColumn(accessor="received_on")
    amount = MoneyColumn()
    unapplied = MoneyColumn()


def unapplied_totals(queryset, request: HttpRequest) -> dict[str, str]:
    """How many receipts match and what is left of them."""
    found = queryset.order_by().aggregate(n=Count("pk"), left=Sum("unapplied"))
    return {"Receipts": f"{found['n']:,}", "Unapplied": f"${found['left'] or ZERO:,.2f}"}
