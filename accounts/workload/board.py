"""Who has how much open work: orders, follow-ups and commitments, card by card."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.follow_ups.models import FollowUp
from accounts.orders.models import ServiceOrder
from accounts.orders.states import OrderState
from accounts.service_plans.models import Commitment
from accounts.service_team.models import Absence
from accounts.workload.models import Kind, WorkWeight
from teams.people.models import Membership, Team, User
from teams.people.querysets import teams_seen_by

if TYPE_CHECKING:
    from django.db.models import Model

AHEAD = timedelta(days=30)
ROWS, SHOWN = 600, 20


@dataclass(frozen=True)
class Card:
    """One piece of open work; `owner` is whose, None for nobody's yet."""

    kind: str
    pk: int
    version: int
    owner: int | None
    title: str
    client: str
    url: str
    due_on: date
    age: int
    hours: Decimal
    late: bool

    @property
    def name(self) -> str:
        """Its name for good: kind and id."""
        return f"{self.kind}:{self.pk}"


@dataclass
class Column:
    """A person with the open work it has, the most urgent first."""

    person: User | None
    cards: list[Card] = field(default_factory=list)
    absence: Absence | None = None

    @property
    def hours(self) -> Decimal:
        return sum((card.hours for card in self.cards), Decimal(0))

    @property
    def late(self) -> int:
        return sum(card.late for card in self.cards)

    @property
    def shown(self) -> list[Card]:
        return self.cards[:SHOWN]

    @property
    def more(self) -> int:
        return max(len(self.cards) - SHOWN, 0)


def teams_of(user: User) -> list[Team]:
    """The teams whose work `user` may look at, one's own first."""
    seen = teams_seen_by(user)
    rows: QuerySet = Team.objects.all() if seen is None else seen
    own = Membership.objects.filter(team=OuterRef("pk"), user=user)
    return list(rows.annotate(own=Exists(own)).order_by("-own", "department", "name").distinct())


def people_of(team: Team) -> list[User]:
    """Those of the team who may be given work."""
    return list(User.objects.active().holding("service.work").filter(teams=team).order_by("name"))


def board(user: User, team: Team) -> list[Column]:
    """The team's open work by person, and first what nobody has taken; a fixed number of queries.

    Commitments count when they are due within thirty days.
    """
    today, people = timezone.localdate(), people_of(team)
    running = Absence.objects.running(today).filter(person__in=people).select_related("deputy")
    away = {row.person_id: row for row in running}
    columns: dict[int | None, Column] = {None: Column(None)}
    for person in people:
        columns[person.pk] = Column(person, absence=away.get(person.pk))
    for card in _cards(user, team, [p.pk for p in people], today):
        if card.owner in columns:
            columns[card.owner].cards.append(card)
    for column in columns.values():
        column.cards.sort(key=lambda c: (c.due_on, c.kind, c.pk))
    return list(columns.values())


def _cards(user: User, team: Team, ids: list[int], today: date) -> Iterable[Card]:
    hours = WorkWeight.objects.hours_on(today)

    def weigh(kind: str, code: str) -> Decimal:
        return hours.get((kind, code), hours.get((kind, ""), Decimal(0)))

    orders = ServiceOrder.objects.visible_to(user).select_related("client", "type")
    held = orders.open().filter(assigned_to__in=ids).exclude(state=OrderState.DONE)
    queue = orders.filter(client__team=team, state=OrderState.SUBMITTED)
    for order in [*held.order_by("due_at", "pk")[:ROWS], *queue.order_by("due_at", "pk")[:ROWS]]:
        due = timezone.localdate(order.due_at)
        yield Card(
            Kind.ORDER, order.pk, order.version, order.assigned_to_id, str(order.type),
            str(order.client), order.get_absolute_url(), due, _age(order, today),
            weigh("order", order.type.code), order.due_at < timezone.now(),
        )  # fmt: skip
    rows = FollowUp.objects.visible_to(user).filter(owner__in=ids, done_at=None)
    for row in rows.select_related("client", "kind").order_by("due_on", "pk")[:ROWS]:
        yield Card(
            Kind.FOLLOW_UP, row.pk, row.version, row.owner_id, row.subject, str(row.client),
            row.get_absolute_url(), row.due_on, _age(row, today),
            weigh("follow_up", row.kind.code), row.due_on < today,
        )  # fmt: skip
    promised = Commitment.objects.visible_to(user).open().with_owner()
    promised = promised.filter(owned_by__in=ids, due_on__lte=today + AHEAD, waits_since=None)
    for item in promised.select_related("client", "template").order_by("due_on", "pk")[:ROWS]:
        yield Card(
            Kind.COMMITMENT, item.pk, item.version, item.owned_by, item.template.name,
            str(item.client), f"/commitments/{item.pk}/", item.due_on, 0,
            weigh("commitment", item.code), item.late_after < today,
        )  # fmt: skip


def _age(row: "Model", today: date) -> int:
    """Whole days since it came up."""
    return (today - timezone.localdate(row.created_at)).days  # type: ignore[attr-defined]
