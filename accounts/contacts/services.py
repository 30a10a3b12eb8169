"""Keeping the people at a client."""

from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts.clients.models import Client
from accounts.contacts.models import Contact

if TYPE_CHECKING:
    from teams.people.models import User


@transaction.atomic
def add_contact(*, client: Client, values: dict[str, Any], by: "User") -> Contact:
    """Add a contact; the first one is the primary, and a new primary replaces the former."""
    others = Contact.objects.filter(client=Client.objects.select_for_update().get(pk=client.pk))
    primary = values.get("primary") or not others.filter(primary=True).exists()
    if primary:
        step_back(client=client)
    return Contact.objects.create(client=client, **(values | {"primary": primary}))


def step_back(*, client: Client, unless: int = 0) -> None:
    """No contact of the client is the primary any more, but for the one with id `unless`."""
    for contact in client.contacts.filter(primary=True).exclude(pk=unless):
        contact.primary = False
        contact.save_version(contact.version, ["primary"])


@transaction.atomic
def remove_contact(*, contact: Contact, by: "User") -> None:
    """Remove a contact; its history stays."""
    contact.delete()
