"""The policy list's columns."""

import django_tables2 as tables
from django.db.models import Count, Sum
from django.http import HttpRequest

from accounts.clients.tables import ClientColumn
from accounts.policies.querysets import TermStatus
from config.lib.money import ZERO
from config.lib.tables import BadgeColumn, DateColumn, MoneyColumn

STATUS_LABELS = dict(TermStatus.choices)
STATUS_TONES = {"in_force": "good", "future": "info", "cancelled": "bad", "expired": "quiet"}


class PolicyTable(tables.Table):
    number = tables.Column(verbose_name="Policy", linkify=("term-page", [tables.A("pk")]))
    client = ClientColumn()
    line = tables.Column(accessor="policy__line__name")
    company = tables.Column(accessor="policy__writing_company__name")
    effective = DateColumn(accessor="effective_on")
    expires = DateColumn(accessor="expires_on", default="continuous")
    status = BadgeColumn(STATUS_LABELS, STATUS_TONES)
    billing = tables.Column(accessor="policy__get_bill_mode_display")
    premium = MoneyColumn(accessor="annual", verbose_name="Premium")


def policy_totals(queryset, request: HttpRequest) -> dict[str, str]:
    """How many policies match and their full-term premium."""
    found = queryset.order_by().aggregate(n=Count("pk"), premium=Sum("annual"))
    return {"Policies": f"{found['n']:,}", "Premium": f"${found['premium'] or ZERO:,.2f}"}
