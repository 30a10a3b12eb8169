"""Questions about orders."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q, Sum
from django.db.models.functions import Cast, Extract
from django.utils import timezone

from accounts.clients.querysets import clients_seen_by
from accounts.orders.rules import clock_of
from accounts.orders.states import CLOCK_RUNS, DESK, OPEN, WAITING, OrderState
from config.lib.models import HouseQuerySet
from teams.calendar.querysets import office_calendar

if TYPE_CHECKING:
    from accounts.clients.models import Client
    from accounts.orders.models import ServiceOrder
    from teams.people.models import User


FOR_THE_GIVER = (OrderState.ASKED_BACK, OrderState.RETURNED, OrderState.DONE)


def is_overdue(at: datetime) -> Q:
    """The condition that an order's clock runs and has run out at `at`."""
    return Q(state__in=CLOCK_RUNS, due_at__lt=at)


def in_queue() -> Q:
    """The condition that nobody has taken an order and nobody has put it off."""
    return _awake() & Q(state=OrderState.SUBMITTED)


def _awake() -> Q:
    return Q(snoozed_until=None) | Q(snoozed_until__lte=timezone.now())


class OrderCheckQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "OrderCheckQuerySet":
        """The checklists of the orders the user sees."""
        orders = apps.get_model("accounts", "ServiceOrder").objects.visible_to(user)
        return self.filter(order__in=orders)


class OrderBundleQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "OrderBundleQuerySet":
        """Which orders go together is no secret."""
        return self if user.may("orders.view") else self.none()


class OrderTemplateQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "OrderTemplateQuerySet":
        return self.filter(Q(owner=None) | Q(owner=user))

    def for_user(self, user: "User") -> "OrderTemplateQuerySet":
        """The templates of the house and one's own."""
        return self.filter(Q(owner=None) | Q(owner=user), type__active=True)


class DeskLimitQuerySet(HouseQuerySet):
    def hours_of(self, role: str, on: date) -> int | None:
        """How many hours of work people of `role` may hold on `on`; None without a limit."""
        rows = self.filter(Q(until_on=None) | Q(until_on__gt=on), role=role, from_on__lte=on)
        return rows.order_by("-from_on").values_list("hours", flat=True).first()


class ServiceOrderQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "ServiceOrderQuerySet":
        """Orders of the clients the user sees; drafts only of their own hand."""
        clients = clients_seen_by(user)
        rows = self.exclude(~Q(requested_by=user), state=OrderState.DRAFT)
        return rows if clients is None else rows.filter(client__in=clients)

    def open(self) -> "ServiceOrderQuerySet":
        """Orders that were given and are neither closed nor cancelled."""
        return self.filter(state__in=OPEN)

    def queue(self) -> "ServiceOrderQuerySet":
        """Orders nobody has taken and nobody has put off, most urgent first."""
        return self.filter(in_queue()).order_by("priority", "due_at", "pk")

    def awake(self) -> "ServiceOrderQuerySet":
        """Without what somebody put off until later."""
        return self.filter(_awake())

    def resting(self) -> "ServiceOrderQuerySet":
        """Orders of the queue that somebody put off."""
        return self.filter(state=OrderState.SUBMITTED, snoozed_until__gt=timezone.now())

    def suited_to(self, user: "User") -> "ServiceOrderQuerySet":
        """Without kinds of work that are for skilled people, `user` not among them."""
        skills = apps.get_model("accounts", "OrderSkill").objects.filter(type=OuterRef("type"))
        somebody = skills.filter(user__is_active=True)
        return self.filter(~Exists(somebody) | Exists(skills.filter(user=user)))

    def overdue(self, at: datetime) -> "ServiceOrderQuerySet":
        """Orders whose clock runs and has run out at `at`."""
        return self.filter(is_overdue(at))

    def mine(self, user: "User") -> "ServiceOrderQuerySet":
        """Open orders this person took and has not completed, the one due first on top."""
        return (
            self.with_names()
            .filter(assigned_to=user, state__in=[*DESK, *WAITING])
            .order_by("due_at", "pk")
        )

    def waiting_for(self, user: "User") -> "ServiceOrderQuerySet":
        """Orders this person gave that wait for an answer, a new word or the sign-off."""
        return (
            self.with_names()
            .filter(requested_by=user, state__in=FOR_THE_GIVER)
            .order_by("due_at", "pk")
        )

    def with_names(self) -> "ServiceOrderQuerySet":
        """With everything a row of a list shows, in one query."""
        return self.select_related(
            "client", "type", "term__policy__line", "requested_by", "assigned_to", "bundle"
        )

    def with_urgency(self) -> "ServiceOrderQuerySet":
        """Annotate `urgency`, a number that sorts by priority and then by due time."""
        big = models.BigIntegerField()
        seconds = Cast(Extract("due_at", "epoch"), big)
        urgency = Cast("priority", big) * 10**11 + seconds
        return self.annotate(urgency=ExpressionWrapper(urgency, output_field=big))


def clocked(orders: Iterable["ServiceOrder"]) -> list["ServiceOrder"]:
    """`orders` as a list, each with its `clock` as of now; two queries however many."""
    calendar, now = office_calendar(), timezone.localtime()
    rows = list(orders)
    for order in rows:
        order.clock = clock_of(order, calendar, now)  # type: ignore[attr-defined]
    return rows


def orders_of(client: "Client", user: "User", limit: int = 20) -> list["ServiceOrder"]:
    """The client's latest orders that `user` sees, open ones first, for a section of its page."""
    is_open = models.Case(models.When(state__in=OPEN, then=0), default=1)
    found = client.orders.visible_to(user).with_names().order_by(is_open, "-created_at", "-pk")
    return clocked(found[:limit])


def desk_of(user: "User") -> tuple[int, int]:
    """How many orders this person works at now, and their usual minutes together."""
    orders = apps.get_model("accounts", "ServiceOrder").objects
    held = orders.filter(assigned_to=user, state__in=DESK).aggregate(
        count=models.Count("pk"), minutes=Sum("type__effort_minutes")
    )
    return held["count"], held["minutes"] or 0
