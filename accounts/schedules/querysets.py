"""Questions about a client's schedules."""

from typing import TYPE_CHECKING

from django.db import models

from accounts.clients.querysets import clients_seen_by

if TYPE_CHECKING:
    from accounts.clients.models import Client
    from teams.people.models import User


class ScheduleQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "ScheduleQuerySet":
        """The rows of the clients the user sees."""
        clients = clients_seen_by(user)
        return self if clients is None else self.filter(client__in=clients)

    def current(self) -> "ScheduleQuerySet":
        """Rows that have not been removed."""
        return self.filter(removed_on=None)

    def of(self, client: "Client") -> "ScheduleQuerySet":
        """The current rows of `client`."""
        return self.current().filter(client=client)


def places_of(client: "Client") -> dict[str, int]:
    """Location number in upper case → id, of the client's current locations."""
    from accounts.schedules.models import Location

    rows = Location.objects.of(client).values_list("number", "pk")
    return {number.upper(): pk for number, pk in rows}
