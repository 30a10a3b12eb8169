"""Questions about submissions, quotes and the rules of marketing."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from renewals.placements.querysets import OfPlacementQuerySet

if TYPE_CHECKING:
    from teams.people.models import User


class Standing(models.TextChoices):
    """What became of a submission; read from its events, never typed."""

    DRAFT = "draft", "Not sent"
    SENT = "sent", "Sent"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    ASKED = "asked", "Market asks"
    QUOTED = "quoted", "Quoted"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


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
    client_path = "submission__placement__client"


class MarketRuleQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "MarketRuleQuerySet":
        """All of them: the rules belong to the house."""
        return self if user.may("policies.view") else self.none()

    def in_force(self, on: date) -> "dict[str, Any]":
        """Code → the row that holds on `on`."""
        rows: Any = self.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)
        return {rule.code: rule for rule in rows.order_by("from_on")}
