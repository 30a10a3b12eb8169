"""The Export List from a table, as published on a day: what comes, what goes, what stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO

from django.db import transaction

from accounts.imports.reading import recognize, rows
from accounts.policies.models import LineOfBusiness
from config.lib.errors import DomainError
from renewals.surplus.models import ExportListing
from teams.people.models import User

HEADINGS = ("Class", "Lines", "Note")
LONGEST = 160


@dataclass(frozen=True)
class Listed:
    """A class as the file has it: its name, the codes of its lines (none: any), a note."""

    name: str
    lines: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Taken:
    """How many classes an import added, ended and left as they were."""

    added: int
    ended: int
    kept: int


def read(stream: IO[bytes], size: int) -> list[Listed]:
    """The classes of a table whose first row holds the headings; only Class is needed.

    Raises DomainError, with the row, for a table without classes, one named twice or too long,
    and a code that is no line of the house.
    """
    found = rows(stream, recognize(stream, size))
    heads = [" ".join(h.split()).casefold() for h in next(found, (0, []))[1]]
    if "class" not in heads:
        raise DomainError("The first row must hold the heading Class; Lines and Note may follow.",
                          "file")  # fmt: skip
    known = set(LineOfBusiness.objects.values_list("code", flat=True))
    classes: dict[str, Listed] = {}
    for number, cells in found:
        said = {h: " ".join(c.split()) for h, c in zip(heads, cells, strict=False)}
        if not any(said.values()):
            continue
        row = _row(number, said, known)
        if row.name.casefold() in classes:
            raise DomainError(f"Row {number}: “{row.name}” stands twice in the file.", "file")
        classes[row.name.casefold()] = row
    if not classes:
        raise DomainError("The file has headings and no classes.", "file")
    return list(classes.values())


def _row(number: int, said: dict[str, str], known: set[str]) -> Listed:
    name, note = said.get("class", ""), said.get("note", "")[:200]
    if not name:
        raise DomainError(f"Row {number}: the class has no name.", "file")
    if len(name) > LONGEST:
        raise DomainError(f"Row {number}: the class is longer than {LONGEST} letters.", "file")
    codes = tuple(said.get("lines", "").upper().replace(",", " ").replace(";", " ").split())
    if unknown := [code for code in codes if code not in known]:
        raise DomainError(f"Row {number}: there is no line with the code {unknown[0]}.", "file")
    return Listed(name, codes, note)


@transaction.atomic
def take_over(*, classes: Sequence[Listed], from_on: date, source: str, by: User) -> Taken:
    """Let `classes` be the whole list from `from_on` on, as `source` published it.

    A class that is not among them ends on that day, one that is new or for other lines begins
    then, the others stay: the same file twice changes nothing. Raises DomainError when a class
    begins later, since lists are taken over in the order of their days.
    """
    if not by.may("renewals.rules"):
        raise DomainError("Your role may not keep the Export List.")
    if not source.strip():
        raise DomainError("Say which list this is, and where it was published.", "source")
    if ExportListing.objects.filter(from_on__gt=from_on).exists():
        raise DomainError("A later list was taken over already; enter its rows by hand.", "from_on")
    held = {
        row.name.casefold(): row
        for row in ExportListing.objects.in_force(from_on).select_for_update().order_by("pk")
    }
    wanted = {row.name.casefold(): row for row in classes}
    ended = 0
    for key, row in list(held.items()):
        if (new := wanted.get(key)) and sorted(new.lines) == sorted(row.lines):
            continue
        if row.from_on == from_on:
            raise DomainError(
                f"“{row.name}” began on this very day otherwise; change its row instead.", "from_on"
            )
        row.until_on = from_on
        row.save_version(row.version, ["until_on"])
        del held[key]
        ended += 1
    added = [row for key, row in wanted.items() if key not in held]
    ExportListing.objects.bulk_create(
        ExportListing(
            name=row.name, lines=list(row.lines), note=row.note, source=source.strip()[:200],
            from_on=from_on,
        )
        for row in added
    )  # fmt: skip
    return Taken(len(added), ended, len(held))
