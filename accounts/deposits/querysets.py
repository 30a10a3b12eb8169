"""Questions about deposits."""

from typing import TYPE_CHECKING

from django.db import models

from accounts.clients.querysets import clients_seen_by

if TYPE_CHECKING:
    from teams.people.models import User


class DepositQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "DepositQuerySet":
        """A deposit holds payments of any client: those see it who post and see every client."""
        sees = user.may("receivables.post") and clients_seen_by(user) is None
        return self if sees else self.none()
