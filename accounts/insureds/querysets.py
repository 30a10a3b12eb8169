"""Questions about how clients belong together."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from accounts.clients.querysets import clients_seen_by

if TYPE_CHECKING:
    from accounts.clients.models import Client
    from teams.people.models import User


class RelationQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "RelationQuerySet":
        """Relations between two clients that the user both sees."""
        clients = clients_seen_by(user)
        return self if clients is None else self.filter(client__in=clients, other__in=clients)

    def parent_ids(self) -> dict[int, int]:
        """Child → parent, for all clients that have a parent."""
        return dict(self.filter(kind="parent").order_by().values_list("other", "client"))


def relations_of(client: "Client", user: "User") -> list[dict[str, Any]]:
    """What `client` is to other clients that `user` sees, both directions, in words."""
    from accounts.insureds.models import BACKWARDS, ClientRelation

    rows = ClientRelation.objects.visible_to(user).filter(Q(client=client) | Q(other=client))
    found = []
    for row in rows.select_related("client", "other"):
        forward = row.client_id == client.pk
        words = row.get_kind_display() if forward else BACKWARDS[row.kind]
        found.append({"row": row, "words": words, "client": row.other if forward else row.client})
    return found
