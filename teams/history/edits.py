"""Two people, one record (DESIGN §4.7): the second save merges, or shows what changed."""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models, transaction

from config.lib.errors import DomainError
from config.lib.models import Versioned

R = TypeVar("R", bound=Versioned)


@dataclass(frozen=True)
class Clash:
    """A field that both changed: what it was, what the other made of it, what you typed."""

    label: str
    original: Any
    theirs: Any
    yours: Any


class EditConflict(DomainError):
    """Somebody else changed the same fields since the form was opened.

    `clashes` lists them; `version` is the one to save with after looking.
    """

    def __init__(self, clashes: list[Clash], version: int):
        names = ", ".join(clash.label for clash in clashes)
        super().__init__(f"Somebody else changed {names} since you opened this. Nothing was saved.")
        self.clashes = clashes
        self.version = version


@transaction.atomic
def save_edit(record: R, *, values: dict[str, Any], opened_with: int) -> R:
    """Write `values` to `record` as edited from version `opened_with`; give the saved row.

    Fields that only the other person changed keep their value, fields that only this person
    changed are written. Raises EditConflict when both changed the same field differently, and
    ValidationError from the record's own checks. A save that changes nothing keeps the version.
    """
    row = type(record)._default_manager.select_for_update(of=("self",)).get(pk=record.pk)
    original = _as_of_version(row, opened_with)
    clashes, changed = [], []
    for name, yours in values.items():
        theirs, was = getattr(row, name), getattr(original, name)
        if yours in (theirs, was):
            continue
        if theirs != was:
            label = str(row._meta.get_field(name).verbose_name)
            clashes.append(Clash(label, was, theirs, yours))
        setattr(row, name, yours)
        changed.append(name)
    if clashes:
        raise EditConflict(clashes, row.version)
    if changed:
        row.full_clean(exclude=[f.name for f in row._meta.fields if f.name not in changed])
        row.version += 1
        row.save(update_fields=[*changed, "version"])
    return row


def _as_of_version(row: Versioned, version: int) -> Versioned:
    """`row` with the values it had in `version`, from its history; now's if it is current."""
    if version == row.version:
        return row
    event = row.history.filter(version=version).order_by("-pgh_id").first()  # type: ignore[attr-defined]
    if event is None:
        return row
    fields: list[models.Field] = [
        field for field in row._meta.concrete_fields if hasattr(event, field.attname)
    ]
    return type(row)(**{field.attname: getattr(event, field.attname) for field in fields})
