"""What an order may be a part of: efforts that apps above know, such as a placement.

    @order_whole("placement")
    def placements(client, number):
        return [(placement.pk, str(placement), placement.get_absolute_url()), …]

gives those of the client that are under way, or the one with `number`. An order keeps the
reference `placement:12` alone, so it knows nothing of the apps above.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.clients.models import Client

Find = Callable[["Client", int | None], Iterable[tuple[int, str, str]]]


@dataclass(frozen=True)
class Whole:
    """Its reference, its words and its page."""

    ref: str
    words: str
    url: str


_FINDS: dict[str, Find] = {}


def order_whole(kind: str) -> Callable[[Find], Find]:
    """Decorator: orders may be part of what this function finds."""

    def register(find: Find) -> Find:
        _FINDS[kind] = find
        return find

    return register


def wholes_of(client: "Client") -> list[Whole]:
    """What is under way for the client and may have orders."""
    return [
        Whole(f"{kind}:{number}", words, url)
        for kind, find in sorted(_FINDS.items())
        for number, words, url in find(client, None)
    ]


def whole_of(client: "Client", ref: str) -> Whole | None:
    """What `ref` names, when it is the client's; under way or ended."""
    kind, _, number = ref.partition(":")
    if kind not in _FINDS or not (number.isascii() and number.isdigit()):
        return None
    for found, words, url in _FINDS[kind](client, int(number[:18])):
        return Whole(f"{kind}:{found}", words, url)
    return None
