"""Questions about submissions, quotes and the rules of marketing."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from accounts.clients.querysets import clients_seen_by

if TYPE_CHECKING:
    from teams.people.models import User

MONEY = models.DecimalField(max_digits=14, decimal_places=2)


class Standing(models.TextChoices):
    """What became of a submission; read from its events, never typed."""

    DRAFT = "draft", "Not sent"
    SENT = "sent", "Sent"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    ASKED = "asked", "Market asks"
    QUOTED = "quoted", "Quoted"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


class QuoteStanding(models.TextChoices):
    """What a quote is on a day; read from its dates, never typed."""

    OPEN = "open", "Open"
    EXPIRED = "expired", "Expired"
    WITHDRAWN = "withdrawn", "Withdrawn"


class OfPlacementQuerySet(models.QuerySet):
    """Rows that reach their placement by `placement_path`."""

    placement_path = "placement"

    def visible_to(self, user: "User") -> Any:
        """Rows on placements of the clients the user sees."""
        clients = clients_seen_by(user)
        return self if clients is None else self.filter(**self._of_clients(clients))

    def _of_clients(self, clients: Any) -> dict[str, Any]:
        return {f"{self.placement_path}__client__in": clients}


class SubmissionQuerySet(OfPlacementQuerySet):
    def with_standing(self) -> "SubmissionQuerySet":
        """Annotate `standing`, `stood_on`, and `sent_on`, the day it was first sent."""
        events = apps.get_model("renewals", "SubmissionStep").objects.filter(
            submission=OuterRef("pk")
        )
        last = events.exclude(kind="chased").order_by("-on", "-pk")
        sent = events.filter(kind="sent").order_by("on", "pk")
        return self.annotate(
            standing=Coalesce(Subquery(last.values("kind")[:1]), Value(Standing.DRAFT.value)),
            stood_on=Subquery(last.values("on")[:1]),
            sent_on=Subquery(sent.values("on")[:1]),
        )

    def waiting(self) -> "SubmissionQuerySet":
        """Sent, and the market has yet to quote or decline."""
        return self.with_standing().filter(
            standing__in=[Standing.SENT, Standing.ACKNOWLEDGED, Standing.ASKED]
        )


class OfSubmissionQuerySet(OfPlacementQuerySet):
    placement_path = "submission__placement"


class QuoteQuerySet(OfSubmissionQuerySet):
    def with_totals(self) -> "QuoteQuerySet":
        """Annotate `premium`, `taxes`, `fees` and `total`, dollars of all lines and the quote."""
        lines = apps.get_model("renewals", "QuoteLine").objects.filter(quote=OuterRef("pk"))
        of_one = lines.order_by().values("quote")
        zero = Value(Decimal(0), output_field=MONEY)

        def summed(name: str) -> Coalesce:
            return Coalesce(Subquery(of_one.annotate(n=Sum(name)).values("n")), zero)

        return self.annotate(
            premium=summed("premium"), taxes=summed("taxes"), fees=summed("fees")
        ).annotate(
            total=models.ExpressionWrapper(
                F("premium") + F("taxes") + F("fees") + F("broker_fee"), output_field=MONEY
            )
        )

    def with_standing(self, on: date) -> "QuoteQuerySet":
        """Annotate `standing` on `on`: withdrawn, expired after its last day, else open."""
        return self.annotate(
            standing=Case(
                When(withdrawn_on__lte=on, then=Value(QuoteStanding.WITHDRAWN.value)),
                When(valid_until__lt=on, then=Value(QuoteStanding.EXPIRED.value)),
                default=Value(QuoteStanding.OPEN.value),
                output_field=models.CharField(),
            )
        )

    def open(self, on: date) -> "QuoteQuerySet":
        """Quotes that can be proposed and bound on `on`."""
        return self.with_standing(on).filter(standing=QuoteStanding.OPEN)


class SubjectivityQuerySet(OfPlacementQuerySet):
    placement_path = "quote__submission__placement"

    def uncleared(self) -> "SubjectivityQuerySet":
        """Those the market still waits for."""
        return self.filter(cleared_on=None)


class MarketRuleQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "MarketRuleQuerySet":
        """All of them: the rules belong to the house."""
        return self if user.may("policies.view") else self.none()

    def in_force(self, on: date) -> "dict[str, Any]":
        """Code → the row that holds on `on`."""
        rows: Any = self.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)
        return {rule.code: rule for rule in rows.order_by("from_on")}
