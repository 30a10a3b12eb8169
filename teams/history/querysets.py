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


LABELS = {"insert": "Added", "update": "Changed", "delete": "Removed"}


def changes_of(record: models.Model, limit: int = 100) -> list[Change]:
    """The latest changes of `record`, newest first, each with (field, before, after).

    Protected fields say only that they changed.
    """
    events = list(
        record.history.select_related("pgh_context").order_by("-pgh_id")[: limit + 1]  # type: ignore[attr-defined]
    )
    changes = []
    for index, event in enumerate(events[:limit]):
        earlier = events[index + 1] if index + 1 < len(events) else None
        context = event.pgh_context.metadata if event.pgh_context else {}
        changes.append(
            Change(
                at=event.pgh_created_at,
                what=LABELS.get(event.pgh_label, event.pgh_label),
                who=context.get("who", "") or "Steward",
                reason=context.get("reason", ""),
                request=context.get("request", ""),
                fields=_differences(type(record), earlier, event) if earlier else [],
            )
        )
    return changes


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
