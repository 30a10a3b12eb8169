"""Questions about policy terms and transactions."""

from datetime import date
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.carriers.querysets import OfTheHouseQuerySet
from accounts.clients.querysets import OfClientQuerySet

if TYPE_CHECKING:
    from decimal import Decimal


class TermStatus(models.TextChoices):
    """What a term is on a date; never stored (DOMAIN §6.1, §16 rule 1)."""

    FUTURE = "future", "Future"
    IN_FORCE = "in_force", "In force"
    CANCELLED = "cancelled", "Cancelled"
    EXPIRED = "expired", "Expired"


class PolicyTermQuerySet(OfClientQuerySet):
    def with_status(self, on: date) -> "PolicyTermQuerySet":
        """Annotate `status` as of the end of `on`.

        Cancelled when the last cancellation or reinstatement effective by then is a
        cancellation; else by its dates: effective ≤ D < expiration is in force.
        """
        return self.annotate(
            status=Case(
                When(Q(effective_on__gt=on), then=Value(TermStatus.FUTURE.value)),
                When(
                    Exists(self._cancelled_by(on)),
                    then=Value(TermStatus.CANCELLED.value),
                ),
                When(Q(expires_on__lte=on), then=Value(TermStatus.EXPIRED.value)),
                default=Value(TermStatus.IN_FORCE.value),
                output_field=models.CharField(),
            )
        )

    def _cancelled_by(self, on: date) -> models.QuerySet:
        transactions = apps.get_model("accounts", "PolicyTransaction").objects
        later = transactions.filter(term=OuterRef("term"), kind="REI", effective_on__lte=on).filter(
            Q(effective_on__gt=OuterRef("effective_on"))
            | Q(effective_on=OuterRef("effective_on"), pk__gt=OuterRef("pk"))
        )
        return transactions.filter(
            ~Exists(later), term=OuterRef("pk"), kind="CAN", effective_on__lte=on
        )

    def cancelled_by(self, on: date) -> "PolicyTermQuerySet":
        """Terms whose last cancellation or reinstatement effective by `on` is a cancellation."""
        return self.filter(Exists(self._cancelled_by(on)))

    def in_force(self, on: date) -> "PolicyTermQuerySet":
        """Terms in force on `on`: effective ≤ D < expiration and not cancelled by D."""
        return self.filter(
            ~Exists(self._cancelled_by(on)),
            Q(expires_on__gt=on) | Q(expires_on=None),
            effective_on__lte=on,
        )

    def expiring(self, on: date, days: int) -> "PolicyTermQuerySet":
        """Terms in force on `on` that expire within `days` days of it."""
        last = date.fromordinal(on.toordinal() + days)
        return self.in_force(on).filter(expires_on__lte=last)

    def with_written_premium(self) -> "PolicyTermQuerySet":
        """Annotate `written_premium` and `written_commission`: all transactions together."""
        transactions = apps.get_model("accounts", "PolicyTransaction").objects
        of_term = transactions.filter(term=OuterRef("pk")).order_by().values("term")
        zero = Value(0, output_field=models.DecimalField(max_digits=14, decimal_places=2))
        return self.annotate(
            written_premium=Coalesce(
                Subquery(of_term.annotate(total=models.Sum("premium")).values("total")), zero
            ),
            written_commission=Coalesce(
                Subquery(of_term.annotate(total=models.Sum("commission")).values("total")), zero
            ),
        )

    def with_annual(self, on: date | None = None) -> "PolicyTermQuerySet":
        """Annotate `annual`, dollars of a full term: as it began and as endorsements changed it.

        With `on` only those in effect by then.
        """
        changes = apps.get_model("accounts", "PolicyTransaction").objects.filter(
            term=OuterRef("pk"), yearly_change__isnull=False
        )
        if on is not None:
            changes = changes.filter(effective_on__lte=on)
        total = changes.order_by().values("term").annotate(n=models.Sum("yearly_change"))
        money = models.DecimalField(max_digits=14, decimal_places=2)
        change = Coalesce(Subquery(total.values("n")), Value(0), output_field=money)
        return self.annotate(
            annual=models.ExpressionWrapper(F("annual_premium") + change, output_field=money)
        )


class PremiumRuleQuerySet(OfTheHouseQuerySet):
    def in_force(self, on: date) -> "dict[str, Decimal]":
        """Code → value of the rules that hold on `on`."""
        rows = self.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)
        return dict(rows.order_by("from_on").values_list("code", "value"))


class PolicyTransactionQuerySet(OfClientQuerySet):
    client_path = "term__client"
