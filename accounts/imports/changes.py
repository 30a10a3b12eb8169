"""Values that an import replaces, kept so that undoing can put them back."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models

from accounts.imports.models import ImportBatch, ImportChange
from config.lib.crypto import DigestField, digest

CREATED = "+"


def plain(field: models.Field, value: Any) -> Any:
    """A value as JSON keeps it; protected fields stay encrypted."""
    if value is None or isinstance(value, bool | int):
        return value
    if hasattr(field, "from_db_value"):
        return field.get_prep_value(value)
    return str(value)


def restored(field: models.Field, value: Any) -> Any:
    """The value that `plain` wrote down."""
    if value is not None and hasattr(field, "from_db_value"):
        return field.from_db_value(value, None, None)
    return field.to_python(value)


class Changes:
    """Writes down what a batch replaced, and what it made where rows name no batch."""

    def __init__(self, batch: ImportBatch):
        self.batch = batch
        self.rows: list[ImportChange] = []

    def replace(self, thing: models.Model, name: str, after: Any) -> None:
        """Set `thing.name` to `after` (unsaved) and remember what stood there."""
        field: Any = thing._meta.get_field(name)
        before = getattr(thing, field.attname)
        setattr(thing, field.attname, after)
        self.rows.append(
            ImportChange(
                batch=self.batch,
                model=thing._meta.label,
                object_id=thing.pk,
                field=field.attname,
                before=plain(field, before),
                after=plain(field, after),
            )
        )

    def created(self, things: Iterable[models.Model]) -> None:
        """Remember rows that have no batch of their own to be found by."""
        self.rows += [
            ImportChange(batch=self.batch, model=t._meta.label, object_id=t.pk, field=CREATED)
            for t in things
        ]

    def store(self) -> None:
        ImportChange.objects.bulk_create(self.rows)
        self.rows = []


def put_back(change: ImportChange) -> bool:
    """Restore one value if nobody changed it since; says whether it did."""
    model = apps.get_model(change.model)
    field = next(f for f in model._meta.concrete_fields if f.attname == change.field)
    thing = model._default_manager.filter(pk=change.object_id).first()
    if thing is None or getattr(thing, field.attname) != restored(field, change.after):
        return False
    values: dict[str, Any] = {field.attname: restored(field, change.before)}
    for kept in model._meta.concrete_fields:
        if isinstance(kept, DigestField) and kept.source == field.name:
            values[kept.attname] = digest(values[field.attname])
    if hasattr(thing, "version"):
        values["version"] = thing.version + 1
    model._default_manager.filter(pk=thing.pk).update(**values)
    return True
