"""Questions about procedures."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.clients.querysets import clients_seen_by

if TYPE_CHECKING:
    from accounts.clients.models import Client
    from teams.people.models import User


class ProcedureQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "ProcedureQuerySet":
        """Those of the house, and the playbooks of the clients one sees."""
        clients = clients_seen_by(user)
        return self if clients is None else self.filter(Q(client=None) | Q(client__in=clients))

    def for_work(self, *, client: "Client", order_type: Any = None) -> "ProcedureQuerySet":
        """What applies when working for `client`, on an order of `order_type` if there is one."""
        mine = Q(client=None) | Q(client=client)
        kind = Q(order_type=None, client=client) | Q(
            order_type=order_type, order_type__isnull=False
        )
        return self.filter(mine, kind, active=True)

    def with_read(self, user: "User") -> "ProcedureQuerySet":
        """Annotate `is_read`: whether `user` has read the present edition."""
        reads = apps.get_model("accounts", "ProcedureRead").objects.filter(
            procedure=OuterRef("pk"), edition=OuterRef("edition"), user=user
        )
        return self.annotate(is_read=Exists(reads))
