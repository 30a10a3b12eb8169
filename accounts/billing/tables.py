"""The columns of the transactions that are not yet invoiced."""

import django_tables2 as tables
from django.db.models import Count, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from config.lib.money import ZERO
from config.lib.tables import DateColumn, MoneyColumn


class TickColumn(tables.Column):
    """A box that takes the row into a run, for those who may; `form` is the id of its form."""

    def __init__(self, form: str, **kwargs: object):
        self.form = form
        super().__init__(empty_values=(), exclude_from_export=True, **kwargs)

    def render(self, record: object, table: tables.Table) -> object:
        if not table.request.user.may("receivables.bill"):
            return ""
        return format_html(
            '<input type="checkbox" name="transaction" value="{}" form="{}" checked '
            'aria-label="Invoice {} of {}"> <a href="{}">Bill</a>',
            record.pk, self.form, record.get_kind_display(), record.term,
            reverse("transaction-bill", args=[record.pk]),
        )  # fmt: skip


class NotInvoicedTable(tables.Table):
    tick = TickColumn("run", verbose_name="Choose")
    policy = tables.Column(accessor="term__number", linkify=("term-page", [tables.A("term_id")]))
    client = tables.Column(
        accessor="term__client__name", linkify=("client-page", [tables.A("term__client_id")])
    )
    line = tables.Column(accessor="term__policy__line__name")
    company = tables.Column(accessor="term__policy__writing_company__name")
    kind = tables.Column(accessor="get_kind_display")
    effective = DateColumn(accessor="effective_on")
    entered = DateColumn(accessor="entered_at")
    premium = MoneyColumn()
    commission = MoneyColumn()


def not_invoiced_totals(queryset, request: HttpRequest) -> dict[str, str]:
    """How many transactions match and their premium."""
    found = queryset.order_by().aggregate(n=Count("pk"), premium=Sum("premium"))
    return {"Transactions": f"{found['n']:,}", "Premium": f"${found['premium'] or ZERO:,.2f}"}
