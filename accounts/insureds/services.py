"""Relating clients to each other."""

from typing import TYPE_CHECKING

from django.db import connection, transaction

from accounts.clients.models import Client
from accounts.insureds.models import ClientRelation
from accounts.insureds.rules import is_above
from config.lib.errors import DomainError

if TYPE_CHECKING:
    from teams.people.models import User

BACK = {"child": "parent", "referred_by": "referred"}


@transaction.atomic
def relate(
    *, client: Client, other: Client, kind: str, by: "User", note: str = ""
) -> ClientRelation:
    """Say what `client` is to `other`; "child" and "referred_by" turn the two around.

    Raises DomainError for a client and itself, for what is said already, for a second parent
    and for a circle of parents.
    """
    if kind in BACK:
        client, other, kind = other, client, BACK[kind]
    if client.pk == other.pk:
        raise DomainError("A client cannot be related to itself.", "other")
    with connection.cursor() as cursor:
        # One at a time: two relations at once could close a circle between them.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('client relations'))")
    rows = ClientRelation.objects.all()
    if rows.filter(client=client, other=other, kind=kind).exists():
        raise DomainError("These two are related so already.", "other")
    if kind == "parent":
        if rows.filter(other=other, kind="parent").exists():
            raise DomainError(f"{other} has a parent already; remove that first.", "other")
        if is_above(other.pk, client.pk, rows.parent_ids()):
            raise DomainError(f"{other} stands above {client}; this would be a circle.", "other")
    return ClientRelation.objects.create(client=client, other=other, kind=kind, note=note)
