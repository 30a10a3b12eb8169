"""Questions about placements and their steps."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum, Window
from django.db.models.functions import Coalesce, RowNumber

from accounts.clients.querysets import OfClientQuerySet, clients_seen_by
from renewals.placements.states import FINAL

if TYPE_CHECKING:
    from renewals.placements.models import PlacementStep
    from teams.people.models import User


class TemplateQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "TemplateQuerySet":
        """All of them: the templates belong to the house."""
        return self

    def in_force(self, on: date) -> "TemplateQuerySet":
        """Templates of `on`."""
        return self.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)


class PlacementQuerySet(OfClientQuerySet):
    def open(self) -> "PlacementQuerySet":
        """Those still under way."""
        return self.exclude(stage__in=FINAL)

    def with_premium(self) -> "PlacementQuerySet":
        """Annotate `premium`: what the expiring terms cost a year, else what is estimated."""
        placed = apps.get_model("renewals", "PlacementTerm").objects
        of_one = placed.filter(placement=OuterRef("pk")).order_by().values("placement")
        return self.annotate(
            premium=Coalesce(
                Subquery(of_one.annotate(n=Sum("term__annual_premium")).values("n")),
                F("estimated_premium"),
            )
        )

    def first_of_each_stage(self, most: int) -> "PlacementQuerySet":
        """Of each stage the `most` that are needed first."""
        place = Window(RowNumber(), partition_by=F("stage"), order_by=["target_on", "pk"])
        return self.annotate(place=place).filter(place__lte=most)

    def overdue(self, on: date) -> "PlacementQuerySet":
        """Open placements with a step that was due before `on`."""
        steps = apps.get_model("renewals", "PlacementStep").objects
        return self.open().filter(
            Exists(steps.waiting().filter(placement=OuterRef("pk"), due_on__lt=on))
        )


class PlacementStepQuerySet(OfClientQuerySet):
    client_path = "placement__client"

    def waiting(self) -> "PlacementStepQuerySet":
        """Steps neither done nor waived."""
        return self.filter(done_on=None, waived_why="")

    def next_of(self, placements: Sequence[Any]) -> "dict[int, PlacementStep]":
        """Placement id → its step that is due first; one query."""
        rows: Any = self.waiting().filter(placement__in=[p.pk for p in placements])
        ordered = rows.select_related("owner").order_by("placement_id", "due_on", "position")
        return {step.placement_id: step for step in ordered.distinct("placement_id")}


class OpeningQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "OpeningQuerySet":
        """One's own openings, and all of those who see every client."""
        return self if clients_seen_by(user) is None else self.filter(by=user)


class OfPlacementQuerySet(OfClientQuerySet):
    """Rows of a placement, seen by those who see its client."""

    client_path = "placement__client"
