"""Questions about a client's schedules."""

from typing import TYPE_CHECKING

from accounts.clients.querysets import OfClientQuerySet

if TYPE_CHECKING:
    from accounts.clients.models import Client


class ScheduleQuerySet(OfClientQuerySet):
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
