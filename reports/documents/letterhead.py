"""Who we are on paper, and who prepared it: with the licenses the law asks for (DOMAIN §13)."""

import base64
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from config.lib.errors import DomainError
from reports.documents.models import Letterhead
from teams.access.roles import Role
from teams.people.models import License, User

if TYPE_CHECKING:
    from accounts.clients.models import Client


def letterhead() -> Letterhead:
    """The agency's letterhead. Raises DomainError when its name or license number is missing."""
    found = Letterhead.objects.first()
    if found is None or not found.name.strip() or not found.license.strip():
        raise DomainError(
            "Documents carry the agency's name and license number (CIC 1725.5); "
            "a director sets them under Reports, Letterhead."
        )
    return found


def logo_data(head: Letterhead) -> str:
    """The logo as a data: address, so that pages and paper load nothing; empty without one."""
    if not head.logo:
        return ""
    with head.logo.open("rb") as file:
        return "data:image/png;base64," + base64.b64encode(file.read()).decode()


@dataclass(frozen=True)
class Preparer:
    """Who stands on a document as the person to ask; `license` is empty where none is needed."""

    name: str
    title: str
    email: str
    phone: str
    license: str = ""


def preparer(*, by: User, client: "Client | None", on: date, licensed: bool) -> Preparer:
    """Who prepared it: `by`, or the client's executive where `by` holds no license on `on`.

    Raises DomainError when a license must be printed and neither holds one (CIC 1725.5):
    clerical work needs none, but what advises on coverage is signed by a licensed person.
    """
    if found := _license(by, on):
        return _person(by, found.number)
    if not licensed:
        return _person(by)
    executive = _executive(client)
    if executive and (found := _license(executive, on)):
        return _person(executive, found.number)
    raise DomainError(
        f"This document names a licensed person, and {by.name} has no license on file that is "
        "valid; nor has the client's account executive. Add the license first."
    )


def _person(user: User, license: str = "") -> Preparer:
    return Preparer(user.name, user.get_role_display(), user.email, user.phone, license)


def _license(user: User, on: date) -> License | None:
    valid = Q(expires_on=None) | Q(expires_on__gte=on)
    return user.licenses.filter(valid, state="CA").exclude(number="").order_by("pk").first()


def _executive(client: "Client | None") -> User | None:
    if client is None:
        return None
    serving = client.assignments.current().filter(role=Role.ACCOUNT_EXECUTIVE)
    found = serving.select_related("user").first()
    return found.user if found else None
