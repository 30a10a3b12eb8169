"""Questions about requests to clients, their links and their reminders."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Q

from accounts.clients.querysets import OfClientQuerySet, clients_seen_by

if TYPE_CHECKING:
    from renewals.client_links.models import ClientLink
    from teams.people.models import User


class ClientRequestQuerySet(OfClientQuerySet):
    """Requests to the clients the user sees."""

    client_path = "placement__client"

    def waiting(self) -> "ClientRequestQuerySet":
        """Those the client has neither signed off nor been spared."""
        return self.filter(signed_at=None, withdrawn_at=None)

    def with_counts(self) -> "ClientRequestQuerySet":
        """Annotate `n` questions, how many are `said` and how many `undecided`."""
        return self.annotate(
            n=Count("items"),
            said=Count("items", filter=Q(items__saved_at__isnull=False)),
            undecided=Count("items", filter=Q(items__decision="")),
        )


class RequestItemQuerySet(OfClientQuerySet):
    """Questions put to the clients the user sees."""

    client_path = "request__placement__client"


class RequestUploadQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "RequestUploadQuerySet":
        """Files sent by the clients the user sees."""
        clients = clients_seen_by(user)
        if clients is None:
            return self
        return self.filter(item__request__placement__client__in=clients)


class ClientLinkQuerySet(models.QuerySet):
    def under(self, digest: str) -> "ClientLink | None":
        """The link with this digest, with its request, client and contact."""
        rows: Any = self.filter(digest=digest)
        related = rows.select_related(
            "request__placement__client", "request__contact", "request__asked_by"
        )
        return related.first()


class ChaserRuleQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "ChaserRuleQuerySet":
        """All of them: they belong to the house."""
        return self

    def in_force(self, on: date) -> "ChaserRuleQuerySet":
        """The rules of `on`."""
        return self.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)
