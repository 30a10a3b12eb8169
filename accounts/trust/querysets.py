"""Questions about where the money lies."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from teams.people.models import User


class BankAccountQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "BankAccountQuerySet":
        """Banks are the house's own: those who may see payables see them."""
        return self if user.may("payables.view") else self.none()

    def trust(self) -> "BankAccountQuerySet":
        """Accounts in use that hold premium."""
        return self.filter(active=True, kind="trust")


class TrustTransferQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "TrustTransferQuerySet":
        """The house's own transfers, for those who may see payables."""
        return self if user.may("payables.view") else self.none()
