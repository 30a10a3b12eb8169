"""What a diligent search still lacks, with no database (DOMAIN §4.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Declination:
    """A refusal of this very risk by an admitted insurer, and whom one can ask about it."""

    company: str
    on: date
    reason: str
    contact: str


def counted(declinations: Sequence[Declination]) -> list[Declination]:
    """One declination an insurer, those that can be verified, the earliest of each."""
    found: dict[str, Declination] = {}
    for row in sorted(declinations, key=lambda d: d.on):
        if row.contact.strip():
            found.setdefault(row.company, row)
    return list(found.values())


def lacking(
    ground: str, declinations: Sequence[Declination], needed: int, facts: str, listed: bool
) -> list[str]:
    """What is missing before the search can be affirmed, in words; empty when nothing is."""
    found = []
    if ground == "search":
        have = len(counted(declinations))
        if have < needed:
            found.append(f"{have} of {needed} declinations of admitted carriers")
    if ground == "export" and not listed:
        found.append("the class is not on the Export List today")
    if not facts.strip():
        found.append("the facts of the risk for the SL-2 are not written")
    return found
