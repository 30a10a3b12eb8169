"""Questions about quotes and what they ask for."""

from datetime import date
from decimal import Decimal

from django.apps import apps
from django.db import models
from django.db.models import Case, F, OuterRef, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from renewals.marketing.querysets import OfSubmissionQuerySet
from renewals.placements.querysets import OfPlacementQuerySet

MONEY = models.DecimalField(max_digits=14, decimal_places=2)


class QuoteStanding(models.TextChoices):
    """What a quote is on a day; read from its dates, never typed."""

    OPEN = "open", "Open"
    EXPIRED = "expired", "Expired"
    WITHDRAWN = "withdrawn", "Withdrawn"


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
    client_path = "quote__submission__placement__client"

    def uncleared(self) -> "SubjectivityQuerySet":
        """Those the market still waits for."""
        return self.filter(cleared_on=None)
