"""Questions about underwriting questions, answers and loss-run rules."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from accounts.clients.querysets import OfClientQuerySet

if TYPE_CHECKING:
    from renewals.placements.models import Placement
    from renewals.underwriting.models import Answer
    from teams.people.models import User


class DatedQuerySet(models.QuerySet):
    """Rows of the house that hold from a day on."""

    def visible_to(self, user: "User") -> "DatedQuerySet":
        """All of them: they belong to the house."""
        return self

    def in_force(self, on: date) -> "DatedQuerySet":
        """The rows of `on`."""
        return self.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)


class AnswerQuerySet(OfClientQuerySet):
    client_path = "placement__client"

    def before(self, placement: "Placement") -> "dict[int, Answer]":
        """Question id → the last answer of the client's earlier placements; one query."""
        rows: Any = self.filter(
            placement__client=placement.client_id, placement__target_on__lt=placement.target_on
        )
        ordered = rows.order_by("question_id", "-placement__target_on", "-pk")
        found = ordered.distinct("question_id").select_related("placement", "attachment")
        return {row.question_id: row for row in found}
