"""Questions about specifications."""

from typing import TYPE_CHECKING

from django.db import models

from accounts.clients.querysets import clients_seen_by

if TYPE_CHECKING:
    from teams.people.models import User


class SpecificationQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "SpecificationQuerySet":
        """Specifications of placements of the clients the user sees."""
        clients = clients_seen_by(user)
        return self if clients is None else self.filter(placement__client__in=clients)

    def with_sendings(self) -> "SpecificationQuerySet":
        """With the markets each version went to, for lists; one query more."""
        rows = self.select_related("built_by", "reviewed_by")
        return rows.prefetch_related(
            "sendings__submission__company", "sendings__submission__intermediary"
        )

    def reviewed(self) -> "SpecificationQuerySet":
        """Those a second person stands for; only they go to markets."""
        return self.filter(reviewed_at__isnull=False)
