"""Questions about orders."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import ExpressionWrapper, Q
from django.db.models.functions import Cast, Extract
from django.utils import timezone

from accounts.clients.querysets import clients_seen_by
from accounts.orders.rules import clock_of
from accounts.orders.states import CLOCK_RUNS, OPEN, OrderState
from teams.calendar.querysets import office_calendar

if TYPE_CHECKING:
    from accounts.clients.models import Client
    from accounts.orders.models import ServiceOrder
    from teams.people.models import User


class ServiceOrderQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "ServiceOrderQuerySet":
        """Orders of the clients the user sees."""
        clients = clients_seen_by(user)
        return self if clients is None else self.filter(client__in=clients)

    def open(self) -> "ServiceOrderQuerySet":
        """Orders that are neither accepted nor cancelled."""
        return self.filter(state__in=OPEN)

    def queue(self) -> "ServiceOrderQuerySet":
        """Orders nobody has taken, most urgent first."""
        return self.filter(state=OrderState.SUBMITTED).order_by("priority", "due_at", "pk")

    def overdue(self, at: datetime) -> "ServiceOrderQuerySet":
        """Orders whose clock runs and has run out at `at`."""
        return self.filter(state__in=CLOCK_RUNS, due_at__lt=at)

    def mine(self, user: "User") -> "ServiceOrderQuerySet":
        """Open orders this person took and has not completed, the one due first on top."""
        return (
            self.with_names()
            .filter(assigned_to=user, state__in=[OrderState.IN_PROGRESS, OrderState.ASKED_BACK])
            .order_by("due_at", "pk")
        )

    def waiting_for(self, user: "User") -> "ServiceOrderQuerySet":
        """Orders this person gave that wait for an answer or to be accepted."""
        return (
            self.with_names()
            .filter(requested_by=user, state__in=[OrderState.ASKED_BACK, OrderState.DONE])
            .order_by("due_at", "pk")
        )

    def given_by(self, user: "User") -> "ServiceOrderQuerySet":
        """Open orders this person gave, the one due first on top."""
        return self.with_names().open().filter(requested_by=user).order_by("due_at", "pk")

    def with_names(self) -> "ServiceOrderQuerySet":
        """With everything a row of a list shows, in one query."""
        return self.select_related(
            "client", "type", "term__policy__line", "requested_by", "assigned_to"
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


def orders_of(client: "Client", limit: int = 20) -> list["ServiceOrder"]:
    """The client's latest orders, open ones first, for a section of its page."""
    is_open = models.Case(models.When(state__in=OPEN, then=0), default=1)
    found = client.orders.with_names().order_by(is_open, "-created_at", "-pk")
    return clocked(found[:limit])


def is_licensed(user: "User", on: date) -> bool:
    """Whether this person holds an insurance licence that has not expired on `on` (DOMAIN §13)."""
    unexpired = Q(expires_on=None) | Q(expires_on__gte=on)
    return user.licences.filter(unexpired).exists()
