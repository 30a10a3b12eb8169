"""How long orders take, by kind, person and month, and what share was on time (DOMAIN §2.2)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Avg, Count, F, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from accounts.orders.models import ServiceOrder
from accounts.orders.rules import in_words
from accounts.orders.states import OrderState

if TYPE_CHECKING:
    from teams.people.models import User

FINISHED = (OrderState.DONE, OrderState.VERIFIED, OrderState.CLOSED)


@dataclass(frozen=True)
class Row:
    """The finished orders of one kind, person or month; times in business minutes."""

    label: Any
    done: int
    on_time: int
    took: int
    waited: int

    @property
    def percent(self) -> int:
        """Percent on time, rounded half up."""
        return (self.on_time * 200 + self.done) // (2 * self.done) if self.done else 0

    @property
    def took_words(self) -> str:
        return in_words(self.took)

    @property
    def waited_words(self) -> str:
        return in_words(self.waited)


@dataclass(frozen=True)
class Turnaround:
    """Three cuts of the same orders, and their total."""

    total: Row
    kinds: list[Row]
    people: list[Row]
    months: list[Row]


def finished(user: "User", first: date, last: date) -> models.QuerySet:
    """The orders the user sees whose work was done from `first` to `last`, both included."""
    begin = timezone.make_aware(datetime.combine(first, time()))
    end = timezone.make_aware(datetime.combine(last + timedelta(days=1), time()))
    return ServiceOrder.objects.visible_to(user).filter(
        state__in=FINISHED, done_at__gte=begin, done_at__lt=end
    )


def turnaround(user: "User", first: date, last: date) -> Turnaround:
    """What took how long from `first` to `last`: four statements, however many orders."""
    orders = finished(user, first, last).order_by()
    month = orders.annotate(month=TruncMonth("done_at"))
    return Turnaround(
        total=_row("All orders", orders.aggregate(**_FIGURES)),
        kinds=_cut(orders, "type__name"),
        people=_cut(orders, "assigned_to__name"),
        months=_cut(month, "month"),
    )


_FIGURES: dict[str, Any] = {
    "done": Count("pk"),
    "on_time": Count("pk", filter=Q(done_at__lte=F("due_at"))),
    "took": Avg("took_minutes"),
    "waited": Avg("waited_minutes"),
}


def _cut(orders: models.QuerySet, by: str) -> list[Row]:
    rows = orders.values(by).annotate(**_FIGURES).order_by(by)
    return [_row(row[by], row) for row in rows]


def _row(label: Any, row: dict[str, Any]) -> Row:
    if isinstance(label, datetime):
        label = timezone.localtime(label).date()
    took, waited = round(row["took"] or 0), round(row["waited"] or 0)
    return Row(label, row["done"], row["on_time"], took, waited)
