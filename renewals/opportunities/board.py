"""The board of opportunities: a column for each open stage, its first cards and its sums."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest

from config.lib.money import ZERO
from renewals.opportunities.models import SalesStage
from renewals.opportunities.querysets import next_steps, weighted

CARDS = 15


@dataclass
class Column:
    """One stage: how many opportunities stand in it, their revenue and what it weighs."""

    stage: SalesStage
    count: int = 0
    revenue: Decimal = ZERO
    weighted: Decimal = ZERO
    cards: list[Any] = field(default_factory=list)

    @property
    def more(self) -> int:
        return self.count - len(self.cards)


def columns_of(opportunities: QuerySet, today: date) -> list[Column]:
    """The open `opportunities` by stage; a fixed number of queries."""
    columns = {stage.pk: Column(stage) for stage in SalesStage.objects.open()}
    sums = opportunities.order_by().values("stage").annotate(
        n=Count("pk"), total=Sum("expected_revenue"), weighs=weighted("expected_revenue")
    )  # fmt: skip
    for row in sums:
        column = columns[row["stage"]]
        column.count, column.revenue, column.weighted = row["n"], row["total"], row["weighs"]
    first: Any = opportunities
    cards = list(first.first_of_each_stage(CARDS).order_by("expected_on", "pk"))
    attach_steps(cards, today)
    for card in cards:
        columns[card.stage_id].cards.append(card)
    return list(columns.values())


def attach_steps(
    opportunities: Sequence[Any], today: date, request: HttpRequest | None = None
) -> None:
    """Give each opportunity `days_left`, its `next_step` and whether it `is_late`; one query."""
    steps = next_steps(opportunities)
    for row in opportunities:
        row.days_left = (row.expected_on - today).days
        row.next_step = steps.get(row.pk)
        behind = row.expected_on < today or bool(row.next_step and row.next_step.due_on < today)
        row.is_late = behind and not row.stage.is_end
