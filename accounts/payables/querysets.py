"""Questions about what is paid on."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, CharField, Q, Value, When

from config.lib.models import HouseQuerySet

if TYPE_CHECKING:
    from teams.people.models import User


class RemittanceQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "RemittanceQuerySet":
        """Remittances gather every client's items: those who may see payables see them all."""
        return self if user.may("payables.view") else self.none()

    def with_standing(self) -> "RemittanceQuerySet":
        """Annotate `stands`: the word of `Remittance.standing`."""
        return self.annotate(
            stands=Case(
                When(dropped_by__isnull=False, then=Value("dropped")),
                When(entry__reversed_by__isnull=False, then=Value("void")),
                When(entry__isnull=False, then=Value("paid")),
                When(approved_at__isnull=False, then=Value("approved")),
                default=Value("proposed"),
                output_field=CharField(),
            )
        )

    def under_way(self) -> "RemittanceQuerySet":
        """Those proposed or approved and not yet paid."""
        return self.filter(Q(dropped_by=None), entry=None)


class PaymentRuleQuerySet(HouseQuerySet):
    def values_on(self, on: date) -> dict[str, int]:
        """Code → the number that holds on `on`."""
        rows = self.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)
        return dict(rows.order_by("from_on").values_list("code", "value"))
