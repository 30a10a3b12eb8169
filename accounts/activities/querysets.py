"""Questions about what happened with clients."""

from typing import TYPE_CHECKING

from django.db import models

from accounts.clients.querysets import clients_seen_by

if TYPE_CHECKING:
    from teams.people.models import User


class ActivityQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "ActivityQuerySet":
        """Entries of the clients the user sees."""
        clients = clients_seen_by(user)
        return self if clients is None else self.filter(client__in=clients)

    def with_names(self) -> "ActivityQuerySet":
        """With what a row of the timeline shows of each entry."""
        return self.select_related("by", "term", "pin__by")
