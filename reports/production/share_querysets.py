"""Questions about the shares of a closed month."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Func, Q

from accounts.clients.models import Client
from teams.people.querysets import team_ids_seen_by

if TYPE_CHECKING:
    from teams.people.models import User


class ShareQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "ShareQuerySet":
        """The shares of the teams the user sees, and those served by the user in person when the
        month was closed."""
        teams = team_ids_seen_by(user)
        if teams is None:
            return self
        return self.filter(Q(team__in=teams) | Q(people__contains=[user.pk]))

    def their_clients(self) -> models.QuerySet:
        """The ids of the clients in these shares; of a merged one, that of the record it became."""
        ids = self.values(client=_Each("clients"))
        return Client.objects.filter(Q(pk__in=ids) | Q(merged_from__in=ids)).order_by().values("pk")


class _Each(Func):
    function = "unnest"
    output_field = models.BigIntegerField()
    set_returning = True
