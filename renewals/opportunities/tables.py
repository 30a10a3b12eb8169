"""The columns of the list of opportunities."""

from collections.abc import Sequence
from typing import Any

import django_tables2 as tables
from django.http import HttpRequest
from django.utils import timezone

from accounts.clients.tables import ClientColumn
from config.lib.tables import DateColumn, MoneyColumn, NumberColumn
from renewals.opportunities.board import attach_steps


class OpportunityTable(tables.Table):
    expected = DateColumn(accessor="expected_on", verbose_name="Expected", linkify=True)
    client = ClientColumn()
    kind = tables.Column(accessor="get_kind_display")
    line = tables.Column(default="")
    stage = tables.Column()
    probability = NumberColumn(accessor="stage__probability", verbose_name="%")
    premium = MoneyColumn(accessor="expected_premium", verbose_name="Premium")
    revenue = MoneyColumn(accessor="expected_revenue", verbose_name="Revenue")
    weighted = MoneyColumn(accessor="weighted_revenue", verbose_name="Weighted")
    executive = tables.Column(default="")
    seller = tables.Column(verbose_name="Sales executive", default="")
    source = tables.Column()
    next = tables.Column(accessor="next_step", verbose_name="Next step", default="")
    due = DateColumn(accessor="next_step__due_on", verbose_name="Due")
    decided = DateColumn(accessor="decided_on", verbose_name="Decided")
    lost = tables.Column(accessor="lost_reason", verbose_name="Lost because", default="")


def attach_opportunity(opportunities: Sequence[Any], request: HttpRequest) -> None:
    """What the list shows beside each opportunity."""
    attach_steps(opportunities, timezone.localdate(), request)


def opportunity_totals(queryset: Any, request: HttpRequest) -> dict[str, str]:
    """How many, their premium and revenue, and what the revenue weighs."""
    found = queryset.sums()
    return {
        "Opportunities": f"{found['count']:,}",
        "Premium": f"${found['premium']:,.2f}",
        "Revenue": f"${found['revenue']:,.2f}",
        "Weighted revenue": f"${found['weighted']:,.2f}",
    }
