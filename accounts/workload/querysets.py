"""The hours in force."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from teams.people.models import User


class WorkWeightQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "WorkWeightQuerySet":
        """How much work is reckoned to be is no secret in the house."""
        return self if user.may("orders.view") else self.none()

    def hours_on(self, on: date) -> dict[tuple[str, str], Decimal]:
        """(kind, code) → hours that hold on `on`; the code "" stands for every other one."""
        rows = self.filter(from_on__lte=on).order_by("from_on")
        return {(kind, code): hours for kind, code, hours in
                rows.values_list("kind", "code", "hours")}  # fmt: skip
