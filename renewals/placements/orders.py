"""Orders that are part of a placement."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from accounts.orders.wholes import order_whole
from renewals.placements.models import Placement

if TYPE_CHECKING:
    from accounts.clients.models import Client

KIND = "placement"


def ref_of(placement: Placement) -> str:
    """How an order names the placement it is part of."""
    return f"{KIND}:{placement.pk}"


@order_whole(KIND)
def placements_of(client: "Client", number: int | None) -> Iterator[tuple[int, str, str]]:
    """The client's open placements, or the one with this number."""
    rows = Placement.objects.filter(client=client).select_related("client")
    for row in rows.open() if number is None else rows.filter(pk=number):
        words = f"{row.get_kind_display()}, needed by {row.target_on:%m/%d/%Y}"
        yield row.pk, words, row.get_absolute_url()
