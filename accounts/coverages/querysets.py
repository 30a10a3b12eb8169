"""Questions about what belongs to a term."""

from typing import TYPE_CHECKING

from django.db import models

from accounts.clients.querysets import clients_seen_by

if TYPE_CHECKING:
    from teams.people.models import User


class OfClientTermQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "OfClientTermQuerySet":
        """Rows on the terms of the clients the user sees."""
        clients = clients_seen_by(user)
        return self if clients is None else self.filter(term__client__in=clients)
