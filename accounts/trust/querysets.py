"""Questions about where the money lies."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from teams.people.models import User


class BankAccountQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "BankAccountQuerySet":
        """Banks are the house's own: those who see what every client owes see them."""
        sees = user.scope == "all" and user.may("receivables.view")
        return self if sees else self.none()

    def trust(self) -> "BankAccountQuerySet":
        """Accounts in use that hold premium."""
        return self.filter(active=True, kind="trust")
