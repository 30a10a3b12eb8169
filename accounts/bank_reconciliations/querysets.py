"""Questions about reconciliations with the bank."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from teams.people.models import User


class BankReconciliationQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "BankReconciliationQuerySet":
        """The bank is the house's own: those who may see payables see them."""
        return self if user.may("payables.view") else self.none()
