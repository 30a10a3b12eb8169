"""The board of placements: a column for each stage, its first cards and its totals."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest

from config.lib.money import ZERO
from renewals.placements.models import PlacementStep, PlacementTerm
from renewals.placements.states import OPEN, Stage

CARDS = 15


@dataclass
class Column:
    """One stage: how many placements stand in it, their premium, and the first cards."""

    stage: Stage
    count: int = 0
    premium: Decimal = ZERO
    cards: list[Any] = field(default_factory=list)

    @property
    def more(self) -> int:
        return self.count - len(self.cards)


def board(placements: QuerySet, today: date) -> list[Column]:
    """The open `placements` by stage; a fixed number of queries."""
    columns = {stage.value: Column(stage) for stage in OPEN}
    sums = placements.order_by().values("stage").annotate(
        n=Count("pk"), total=Sum("premium")
    )  # fmt: skip
    for row in sums:
        columns[row["stage"]].count = row["n"]
        columns[row["stage"]].premium = row["total"] or ZERO
    cards = list(
        placements.first_of_each_stage(CARDS)
        .select_related("client", "line")
        .order_by("target_on", "pk")
    )
    attach_work(cards, today)
    for card in cards:
        columns[card.stage].cards.append(card)
    return list(columns.values())


def attach_work(placements: Sequence[Any], today: date, request: HttpRequest | None = None) -> None:
    """Give each placement `days_left`, `lines`, and its `next_step`; two queries for all."""
    steps = PlacementStep.objects.next_of(placements)
    lines: dict[int, list[str]] = defaultdict(list)
    rows = PlacementTerm.objects.filter(placement__in=[p.pk for p in placements])
    for key, name in rows.order_by("pk").values_list("placement", "term__policy__line__name"):
        if name not in lines[key]:
            lines[key].append(name)
    for placement in placements:
        placement.days_left = (placement.target_on - today).days
        placement.lines = lines.get(placement.pk) or [str(placement.line or "")]
        placement.next_step = steps.get(placement.pk)
        step = placement.next_step
        placement.is_late = bool(step and step.due_on < today and not placement.is_final)
