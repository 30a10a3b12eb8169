"""The records of a client whose changes are told beside its timeline."""

from typing import Any

from django.db import models

from accounts.clients.models import Client
from accounts.contacts.models import Contact
from accounts.insureds.models import NamedInsured
from accounts.policies.models import PolicyTerm
from accounts.requirements.models import Requirement
from accounts.schedules.kinds import SCHEDULES
from teams.history.querysets import Change, changes_among, changes_of

RECORDS: dict[str, tuple[str, type[models.Model]]] = {
    "policies": ("Policies", PolicyTerm),
    "contacts": ("Contacts", Contact),
    "insureds": ("Named insureds", NamedInsured),
    "requirements": ("Requirements", Requirement),
    **{schedule.slug: (schedule.label, schedule.model) for schedule in SCHEDULES},
}


def kinds() -> list[tuple[str, str]]:
    """What can be asked for, with its label; "" is the client's own record."""
    return [("", "The client’s record"), *((name, label) for name, (label, _) in RECORDS.items())]


def changes(client: Client, of: str) -> list[Change]:
    """The latest changes of the client’s record, or of its records of one kind."""
    if of not in RECORDS:
        return changes_of(client)
    found: Any = changes_among(RECORDS[of][1], client=client.pk)
    return found
