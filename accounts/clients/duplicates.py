"""Is it one of these? Clients that a new one may already be."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q, QuerySet
from django.db.models.functions import Upper

from accounts.clients.models import Client
from config.lib.crypto import digest
from config.lib.identifiers import digits

if TYPE_CHECKING:
    from teams.people.models import User

ALIKE = 0.45
SHOWN = 12


@dataclass
class Lookalike:
    """A client and what it has in common with the new one."""

    client: Client
    reasons: list[str] = field(default_factory=list)


def lookalikes(
    user: "User", *, name: str, fein: str = "", phone: str = "", street: str = ""
) -> list[Lookalike]:
    """Clients `user` sees with the same FEIN, phone or street, or a similar name.

    The FEIN is found by its keyed digest. Those with most in common come first.
    """
    seen: QuerySet = Client.objects.visible_to(user).select_related("team")
    found: dict[int, Lookalike] = {}

    def note(rows: QuerySet, reason: str) -> None:
        for client in rows[:SHOWN]:
            found.setdefault(client.pk, Lookalike(client)).reasons.append(reason)

    if fein:
        note(seen.filter(fein_digest=digest(fein)), "same FEIN")
    if len(number := digits(phone)) >= 7:
        rows = seen
        note(rows.filter(phone_digits=number), "same phone")
    if street.strip():
        rows = seen.annotate(upper_street=Upper("street"))
        note(rows.filter(upper_street=street.strip().upper()), "same street")
    if name.strip():
        rows = seen.annotate(upper_name=Upper("name"), upper_dba=Upper("dba"))
        wanted = name.strip().upper()
        alike = TrigramSimilarity(Upper("name"), wanted)
        rows = rows.filter(upper_name__trigram_similar=wanted).annotate(alike=alike)
        rows = rows.filter(Q(alike__gte=ALIKE)).order_by("-alike", "pk")
        note(rows, "similar name")
    return sorted(found.values(), key=lambda one: (-len(one.reasons), one.client.name))
