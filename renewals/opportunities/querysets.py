"""Questions about the pipeline."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q, Sum, Window
from django.db.models.functions import Coalesce, Round, RowNumber

from accounts.clients.querysets import OfClientQuerySet
from accounts.follow_ups.models import FollowUp

if TYPE_CHECKING:
    from teams.people.models import User

OPEN = ~Q(stage__mark__in=["won", "lost"])
MONEY = models.DecimalField(max_digits=16, decimal_places=2)


def weighted(field: str) -> Any:
    """Σ `field` × probability of the stage, in dollars, each row in whole cents as it is shown."""
    each = Round(F(field) * F("stage__probability") / Decimal(100), 2, output_field=MONEY)
    return Coalesce(Sum(each), 0, output_field=MONEY)


class SalesStageQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "SalesStageQuerySet":
        """All of them: the stages belong to the house."""
        return self

    def open(self) -> "SalesStageQuerySet":
        """Stages in which something is still to be won."""
        return self.exclude(mark__in=["won", "lost"])


class SourceQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "SourceQuerySet":
        """All of them: the sources belong to the house."""
        return self


class OpportunityQuerySet(OfClientQuerySet):
    """Opportunities of the clients and prospects the user sees."""

    def open(self) -> "OpportunityQuerySet":
        """Neither won nor lost."""
        return self.filter(OPEN)

    def decided_in(self, first: date, last: date) -> "OpportunityQuerySet":
        """Won or lost from `first` to `last`, both counted."""
        return self.exclude(OPEN).filter(decided_on__gte=first, decided_on__lte=last)

    def sums(self) -> dict[str, Any]:
        """`count`, `premium` and `revenue`, and the `weighted` revenue, of all rows."""
        zero = {"output_field": MONEY}
        return self.order_by().aggregate(
            count=models.Count("pk"),
            premium=Coalesce(Sum("expected_premium"), 0, **zero),
            revenue=Coalesce(Sum("expected_revenue"), 0, **zero),
            weighted=weighted("expected_revenue"),
        )

    def first_of_each_stage(self, most: int) -> "OpportunityQuerySet":
        """Of each stage the `most` that are expected first."""
        place = Window(RowNumber(), partition_by=F("stage"), order_by=["expected_on", "pk"])
        return self.annotate(place=place).filter(place__lte=most)


def next_steps(opportunities: Sequence[Any]) -> dict[int, FollowUp]:
    """Opportunity id → its open follow-up that is due first; one query."""
    of_entry = {o.entry_id: o.pk for o in opportunities if o.entry_id}
    rows = FollowUp.objects.filter(entry__in=of_entry, done_at=None)
    rows = rows.select_related("owner", "team").order_by("entry_id", "due_on", "pk")
    return {of_entry[row.entry_id]: row for row in rows.distinct("entry_id")}
