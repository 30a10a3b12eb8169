"""Who we are on paper: name, address and the licence the law asks for (CIC 1725.5)."""

from dataclasses import dataclass

from django.conf import settings

from config.lib.errors import DomainError


@dataclass(frozen=True)
class Letterhead:
    """The agency as it stands on every document."""

    name: str
    licence: str
    address: str
    phone: str


def letterhead() -> Letterhead:
    """The agency's letterhead. Raises DomainError when the licence number is missing."""
    agency = {key: (settings.AGENCY.get(key) or "").strip() for key in Letterhead.__annotations__}
    if not agency["name"] or not agency["licence"]:
        raise DomainError(
            "Documents carry the agency's name and licence number; "
            "set AGENCY_NAME and AGENCY_LICENCE first."
        )
    return Letterhead(**agency)
