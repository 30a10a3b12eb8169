"""Reading the history that the triggers keep."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from config.lib.crypto import EncryptedField


@dataclass(frozen=True)
class Change:
    """One moment in a record's life: who, when, in which request, why, and what."""

    at: datetime
    what: str
    who: str
    reason: str
    request: str
    fields: list[tuple[str, Any, Any]]
    record: str = ""


LABELS = {"insert": "Added", "update": "Changed", "delete": "Removed"}


def changes_of(record: models.Model, limit: int = 100) -> list[Change]:
    """The latest changes of `record`, newest first, each with (field, before, after).

    Protected fields say only that they changed.
    """
    events = list(
        record.history.select_related("pgh_context").order_by("-pgh_id")[: limit + 1]  # type: ignore[attr-defined]
    )
    befores: list[Any] = [*events[1:], None]
    return [
        _change(type(record), earlier, event)
        for event, earlier in zip(events[:limit], befores, strict=False)
    ]


def changes_among(model: type[models.Model], limit: int = 100, **wanted: Any) -> list[Change]:
    """The latest changes of all rows of `model` that fit `wanted`, newest first, each named.

    Rows that were removed are among them. Two queries, however many rows there are.
    """
    history: Any = model._meta.get_field("history_row").related_model
    events = list(
        history.objects.filter(**wanted).select_related("pgh_context").order_by("-pgh_id")[:limit]
    )
    oldest = events[-1].pgh_id if events else 0
    rows = {event.pgh_obj_id for event in events}
    # Of each row the last event before those, so that its first change here can be told.
    befores = history.objects.filter(pgh_obj_id__in=rows, pgh_id__lt=oldest)
    last = {
        b.pgh_obj_id: b for b in befores.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
    }
    changes = []
    for event in reversed(events):
        changes.append(_change(model, last.get(event.pgh_obj_id), event, named=True))
        last[event.pgh_obj_id] = event
    return changes[::-1]


def _change(model: type[models.Model], earlier: Any, event: Any, named: bool = False) -> Change:
    context = event.pgh_context.metadata if event.pgh_context else {}
    is_told = earlier is not None and event.pgh_label != "insert"
    return Change(
        at=event.pgh_created_at,
        what=LABELS.get(event.pgh_label, event.pgh_label),
        who=context.get("who", "") or "Steward",
        reason=context.get("reason", ""),
        request=context.get("request", ""),
        fields=_differences(model, earlier, event) if is_told else [],
        record=_name_of(model, event) if named else "",
    )


def _name_of(model: type[models.Model], event: Any) -> str:
    """How the row called itself at the event."""
    fields = [f for f in model._meta.concrete_fields if hasattr(event, f.attname)]
    return str(model(**{f.attname: getattr(event, f.attname) for f in fields}))


def _differences(
    model: type[models.Model], earlier: models.Model, later: models.Model
) -> list[tuple[str, Any, Any]]:
    found = []
    for field in model._meta.concrete_fields:
        if field.primary_key or field.name == "version" or not hasattr(later, field.attname):
            continue
        before, after = getattr(earlier, field.attname), getattr(later, field.attname)
        if before == after:
            continue
        if isinstance(field, EncryptedField):
            before, after = "protected", "protected"
        elif field.is_relation:
            before, after = _named(field, before), _named(field, after)
        found.append((str(field.verbose_name), before, after))
    return found


def _named(field: Any, pk: Any) -> Any:
    return field.related_model._default_manager.filter(pk=pk).first() if pk else None
