"""The columns of the list of placements, and of the policies to be opened."""

from collections.abc import Sequence
from typing import Any

import django_tables2 as tables
from django.db.models import Count, Sum
from django.http import HttpRequest
from django.utils import timezone

from accounts.clients.tables import ClientColumn
from config.lib.money import ZERO
from config.lib.tables import BadgeColumn, DateColumn, MoneyColumn, NumberColumn
from renewals.placements.board import attach_work
from renewals.placements.states import EXITS, Stage

TONES = {
    **dict.fromkeys(Stage.values, "info"),
    Stage.CLOSED.value: "good",
    **{stage.value: "bad" for stage in EXITS},
}


class PlacementTable(tables.Table):
    needed = DateColumn(accessor="target_on", verbose_name="Needed by", linkify=True)
    days = NumberColumn(accessor="days_left", verbose_name="Days left")
    client = ClientColumn()
    tier = tables.Column(accessor="client__tier__name", default="")
    kind = tables.Column(accessor="get_kind_display")
    lines = tables.Column(accessor="line_words")
    stage = BadgeColumn(dict(Stage.choices), TONES, accessor="stage")
    next = tables.Column(accessor="next_step__name", verbose_name="Next step", default="")
    due = DateColumn(accessor="next_step__due_on", verbose_name="Due")
    owner = tables.Column(accessor="next_step__owner", default="")
    late = NumberColumn(accessor="late_days", verbose_name="Late start, days")
    premium = MoneyColumn(accessor="premium", verbose_name="Premium")


def attach_placement(placements: Sequence[Any], request: HttpRequest) -> None:
    """What the list shows beside each placement."""
    attach_work(placements, timezone.localdate())
    for placement in placements:
        placement.line_words = ", ".join(placement.lines)


def placement_totals(queryset: Any, request: HttpRequest) -> dict[str, str]:
    """How many placements, and the premium at stake."""
    found = queryset.order_by().aggregate(n=Count("pk"), total=Sum("premium"))
    return {"Placements": f"{found['n']:,}", "Premium": f"${found['total'] or ZERO:,.2f}"}
