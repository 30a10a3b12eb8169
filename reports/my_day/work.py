"""What one person has to do: follow-ups and orders side by side, by day."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from accounts.follow_ups.models import FollowUp
from accounts.orders.models import ServiceOrder
from accounts.orders.querysets import FOR_THE_GIVER, clocked
from accounts.orders.states import DESK, OPEN, WAITING

if TYPE_CHECKING:
    from teams.people.models import User

SHOWN = 12


@dataclass
class Group:
    """One heading of the day with its rows; `more` counts those not shown."""

    label: str
    tone: str
    rows: list[tuple[str, Any]] = field(default_factory=list)
    more: int = 0


def to_do(user: "User", today: date) -> list[Group]:
    """Overdue, today and this week: the follow-ups `user` sees to and the orders on the desk."""
    week = today + timedelta(days=7)
    follow_ups = FollowUp.objects.visible_to(user).of(user).due_by(week).with_names()
    orders = clocked(
        ServiceOrder.objects.visible_to(user)
        .with_names()
        .filter(assigned_to=user, state__in=DESK)
        .awake()
        .order_by("due_at", "pk")[: 4 * SHOWN]
    )
    found = [(row.due_on, "follow_up", row) for row in follow_ups[: 4 * SHOWN]]
    now = timezone.now()
    for order in orders:
        day = timezone.localtime(order.due_at).date()
        if order.due_at < now:
            day = min(day, today - timedelta(days=1))
        found.append((day, "order", order))
    found.sort(key=lambda row: (row[0], row[1], row[2].pk))
    groups = [Group("Overdue", "bad"), Group("Today", "warn"), Group("This week", "quiet")]
    for day, kind, row in found:
        if day > week:
            continue
        group = groups[0 if day < today else 1 if day == today else 2]
        if len(group.rows) < SHOWN:
            group.rows.append((kind, row))
        else:
            group.more += 1
    return [group for group in groups if group.rows]


def for_the_giver(user: "User") -> list[ServiceOrder]:
    """Orders this person gave that wait for an answer, a new word or the sign-off."""
    orders = ServiceOrder.objects.visible_to(user).waiting_for(user)
    return clocked(orders.filter(state__in=FOR_THE_GIVER)[:SHOWN])


def waiting_on_others(user: "User") -> tuple[list[ServiceOrder], list[FollowUp]]:
    """What others have to do first: one's orders that wait or that colleagues work at, and the
    follow-ups one gave away."""
    orders = ServiceOrder.objects.visible_to(user).with_names()
    held = Q(assigned_to=user, state__in=WAITING)
    given = Q(requested_by=user, state__in=[s for s in OPEN if s not in FOR_THE_GIVER])
    found = orders.filter(held | (given & ~Q(assigned_to=user))).order_by("due_at", "pk")
    follow_ups = FollowUp.objects.visible_to(user).open().with_names().filter(created_by=user)
    others = follow_ups.exclude(owner=user).order_by("due_on", "pk")
    return clocked(found[:SHOWN]), list(others[:SHOWN])
