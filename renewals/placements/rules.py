"""When the steps of a placement are due, with no database (DOMAIN §9.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from renewals.placements.models import PlacementTemplate


@dataclass(frozen=True)
class Due:
    """The day a step was planned for, and the day it is due after a late start."""

    planned_on: date
    due_on: date


@dataclass(frozen=True)
class Plan:
    """The days of all steps; `late_days` is by how much the start was missed."""

    days: list[Due]
    late_days: int


def plan(offsets: Sequence[int], target_on: date, opened_on: date) -> Plan:
    """Due days of steps at `offsets` days from `target_on` (negative: before it).

    Opened after the first of them, the steps before the target share the days that are left in
    the proportions of the plan; those after it stay where they are. Nothing is due before
    `opened_on`.
    """
    planned = [target_on + timedelta(days=n) for n in offsets]
    first = min(planned, default=target_on)
    late = max((opened_on - first).days, 0)
    if not late:
        return Plan([Due(day, day) for day in planned], 0)
    left, span = (target_on - opened_on).days, (target_on - first).days
    days = []
    for day in planned:
        due = day
        if day <= target_on:
            share = (day - first).days * left / span if left > 0 and span > 0 else 0
            due = opened_on + timedelta(days=round(share))
        days.append(Due(day, max(due, opened_on)))
    return Plan(days, late)


def in_windows(days: Sequence[tuple[date, int]], width: int) -> list[list[int]]:
    """The keys of (day, key), those within `width` days of the first of a group together."""
    groups: list[list[int]] = []
    first: date | None = None
    for day, key in sorted(days):
        if first is None or (day - first).days > width:
            groups.append([])
            first = day
        groups[-1].append(key)
    return groups


def best(
    templates: "Iterable[PlacementTemplate]", tier_id: int | None, revenue: Decimal
) -> "PlacementTemplate | None":
    """The template for a client of a tier with `revenue` dollars of commission at stake.

    One of the client's own tier goes before the others, then the one with the lowest limit.
    """
    fitting = [
        t
        for t in templates
        if t.tier_id in (None, tier_id) and (t.most_revenue is None or t.most_revenue >= revenue)
    ]
    return min(
        fitting,
        key=lambda t: (t.tier_id is None, t.most_revenue is None, t.most_revenue or 0, t.pk),
        default=None,
    )
