"""Adding clients, and looking at their protected numbers."""

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from accounts.clients.models import Client, FeinLook, ServiceAssignment
from accounts.clients.querysets import team_ids_seen_by
from config.lib.errors import DomainError
from teams.access.roles import Role

if TYPE_CHECKING:
    from teams.people.models import User


@transaction.atomic
def add_client(*, values: dict[str, Any], executive: "User | None", by: "User") -> Client:
    """Add a prospect with `values` of its record; `executive` serves it from today.

    Raises DomainError for a team `by` does not see.
    """
    teams = team_ids_seen_by(by)
    if teams is not None and values["team"].pk not in teams:
        raise DomainError("Choose one of your own teams.", "team")
    client = Client.objects.create(code=_free_code(values["name"]), **values)
    if executive:
        ServiceAssignment.objects.create(
            client=client,
            user=executive,
            role=Role.ACCOUNT_EXECUTIVE,
            from_on=timezone.localdate(),
        )
    return client


def _free_code(name: str) -> str:
    """Up to six letters of the name and a number that no own client has yet."""
    letters = "".join(c for c in name.upper() if c.isascii() and c.isalnum())[:6] or "CLIENT"
    taken = set(
        Client.objects.filter(source="", code__startswith=letters).values_list("code", flat=True)
    )
    number = len(taken) + 1
    while f"{letters}{number:03d}" in taken:
        number += 1
    return f"{letters}{number:03d}"


@transaction.atomic
def reveal_fein(*, client: Client, by: "User", of: Any = None) -> str:
    """The FEIN of the client, or of its named insured `of`, in full; the look is written down.

    Raises DomainError when there is none on file.
    """
    thing = of or client
    if not thing.fein:
        raise DomainError("There is no FEIN on file.")
    FeinLook.objects.create(client=client, by=by, what=f"FEIN of {thing}"[:200])
    return thing.fein
