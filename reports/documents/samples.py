"""One document of each kind from whatever book there is: for its picture, and for tests."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count

from accounts.clients.models import Client
from config.lib.errors import DomainError
from reports.documents.registry import Ask, Kind
from reports.documents.services import ask_for, page
from reports.documents.subjects import MONTH
from teams.people.models import User

CLIENTS = 60
THINGS = 2
ENOUGH = 8


def sample(kind: Kind, *, by: User, on: date) -> tuple[Ask, str] | None:
    """The fullest of some documents of `kind` as of `on`, and its HTML; None if none can be made.

    `by` asks for them; what that person may not have, or the book cannot give, is passed over.
    """
    made: list[tuple[Ask, str]] = []
    for key in _keys(kind, by, on):
        try:
            ask = ask_for(kind, key=key, as_of=on, params={}, by=by)
            made.append((ask, page(kind, kind.build(ask), ask)))
        except DomainError:
            continue
        if len(made) == ENOUGH:
            break
    return max(made, key=lambda found: len(found[1]), default=None)


def _keys(kind: Kind, by: User, on: date) -> Iterator[str]:
    if not kind.about.of_client:
        yield f"{on:%Y-%m}" if kind.about is MONTH else ""
        return
    clients = Client.objects.visible_to(by).alias(n=Count("terms")).order_by("-n", "pk")
    for client in clients[:CLIENTS]:
        if kind.about.choices is None:
            yield kind.about.key_of(client)
        else:
            yield from (key for key, _ in kind.about.choices(client)[:THINGS])
