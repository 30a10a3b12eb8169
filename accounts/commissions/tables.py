"""The columns of expected commission and of statements."""

import django_tables2 as tables
from django.db.models import Count, Sum
from django.http import HttpRequest

from accounts.clients.tables import ClientColumn
from config.lib.money import ZERO
from config.lib.tables import DateColumn, MoneyColumn


class ExpectedTable(tables.Table):
    policy = tables.Column(accessor="term__number", linkify=("term-page", [tables.A("term_id")]))
    client = ClientColumn()
    carrier = tables.Column(accessor="carrier__name")
    kind = tables.Column(accessor="transaction__get_kind_display")
    effective = DateColumn(accessor="transaction__effective_on")
    expected_on = DateColumn(verbose_name="On the books")
    premium = MoneyColumn(verbose_name="Premium, billed by the carrier")
    amount = MoneyColumn(verbose_name="Expected")
    open = MoneyColumn(verbose_name="Not yet paid")


def expected_totals(queryset, request: HttpRequest) -> dict[str, str]:
    """How many match, what is expected on them and what of it is not yet paid."""
    found = queryset.order_by().aggregate(n=Count("pk"), due=Sum("amount"), left=Sum("open"))
    return {
        "Transactions": f"{found['n']:,}",
        "Expected": f"${found['due'] or ZERO:,.2f}",
        "Not yet paid": f"${found['left'] or ZERO:,.2f}",
    }
