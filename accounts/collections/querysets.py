"""Questions about collecting."""

from datetime import date
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import (
    Case,
    CharField,
    DecimalField,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from accounts.clients.querysets import OfClientQuerySet, clients_seen_by
from accounts.collections.rules import Standing

if TYPE_CHECKING:
    from teams.people.models import User

_MONEY: DecimalField = DecimalField(max_digits=14, decimal_places=2)


class CollectionStepQuerySet(models.QuerySet):
    def in_force(self, on: date) -> "CollectionStepQuerySet":
        """The steps of a day, the earliest first."""
        return self.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on).order_by(
            "days", "code"
        )

    def visible_to(self, user: "User") -> "CollectionStepQuerySet":
        """The house's rules are no secret to those who see receivables."""
        return self if user.may("receivables.view") else self.none()


class CollectionContactQuerySet(OfClientQuerySet):
    """Contacts with the clients the user sees."""


class PaymentPromiseQuerySet(OfClientQuerySet):
    def with_standing(self, today: date) -> "PaymentPromiseQuerySet":
        """Annotate `received` (dollars, by the promised day) and `standing`.

        For one invoice counts what receipts of those days paid of it, else what came in for the
        client; what the bank returned counts for nothing. What was entered before the promise
        was made is not its keeping.
        """
        in_time = {"received_on__gte": OuterRef("made_on"), "received_on__lte": OuterRef("due_on")}
        entries = apps.get_model("accounts", "JournalEntry").objects
        came_in = (
            apps.get_model("accounts", "Receipt")
            .objects.filter(
                ~Exists(entries.filter(receipt=OuterRef("pk"), kind="return")),
                client=OuterRef("client"),
                created_at__gte=OuterRef("at"),
                **in_time,
            )
            .order_by()
            .values("client")
            .annotate(total=Sum("amount"))
            .values("total")
        )
        used = (
            apps.get_model("accounts", "Allocation")
            .objects.filter(
                invoice=OuterRef("invoice"),
                receipt__created_at__gte=OuterRef("at"),
                **{f"receipt__{name}": value for name, value in in_time.items()},
            )
            .order_by()
            .values("invoice")
            .annotate(total=Sum("amount"))
            .values("total")
        )
        received = Case(
            When(invoice=None, then=Coalesce(Subquery(came_in), Value(0), output_field=_MONEY)),
            default=Coalesce(Subquery(used), Value(0), output_field=_MONEY),
            output_field=_MONEY,
        )
        return self.annotate(received=received).annotate(
            standing=Case(
                When(received__gte=F("amount"), then=Value(Standing.KEPT.value)),
                When(replaced_by__isnull=False, then=Value(Standing.REPLACED.value)),
                When(due_on__gte=today, then=Value(Standing.OPEN.value)),
                default=Value(Standing.BROKEN.value),
                output_field=CharField(),
            )
        )

    def about(self, invoice: OuterRef, client: OuterRef) -> "PaymentPromiseQuerySet":
        """Promises about an invoice of an outer query, or about all that its client owes."""
        return self.filter(Q(invoice=invoice) | Q(invoice=None, client=client))


class DisputeQuerySet(OfClientQuerySet):
    client_path = "invoice__client"

    def running(self) -> "DisputeQuerySet":
        """Disputes that nobody settled."""
        return self.filter(closed_on=None)


class ReminderRunQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "ReminderRunQuerySet":
        """Runs about clients that the user sees, all of them."""
        clients = clients_seen_by(user)
        if clients is None:
            return self
        hidden = apps.get_model("accounts", "ReminderRow").objects.filter(run=OuterRef("pk"))
        return self.filter(~Exists(hidden.exclude(invoice__client__in=clients)))
