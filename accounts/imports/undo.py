"""Taking an import back: its rows go, the values it replaced return."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.carriers.models import WritingCompany
from accounts.clients.models import Client, ServiceAssignment
from accounts.imports.changes import CREATED, put_back
from accounts.imports.engine import Progress, make_way
from accounts.imports.models import ImportBatch, ImportChange
from accounts.imports.services import history_reason
from accounts.ledger.models import JournalEntry, Posting
from accounts.policies.models import Coverage, Policy, PolicyTerm, PolicyTransaction
from accounts.receipts.models import Allocation, Receipt
from accounts.receivables.models import Invoice, InvoiceLine
from config.lib.errors import DomainError
from config.lib.triggers import allow_undo
from teams.history.tracking import is_history_model
from teams.people.models import User

# Made by imports for people's use; they stay where somebody uses them already.
_LENT = ("accounts.Carrier", "teams.Membership", "teams.License", "teams.User")


def _quiet(done: int, total: int, message: str) -> None:
    """Nobody watches."""


def removals(batch: ImportBatch) -> dict[type[models.Model], models.QuerySet]:
    """Every row the batch brought in, by model, in the order in which they can go."""
    of_invoice = Q(invoice__batch=batch) & (Q(receipt=None) | Q(receipt__batch=batch))
    entries = JournalEntry.objects.filter(of_invoice | Q(receipt__batch=batch)).filter(
        kind__in=[
            JournalEntry.Kind.INVOICE,
            JournalEntry.Kind.RECEIPT,
            JournalEntry.Kind.ALLOCATION,
        ]
    )
    found = (
        Posting.objects.filter(entry__in=entries.values("pk")),
        entries,
        Allocation.objects.filter(receipt__batch=batch),
        Receipt.objects.filter(batch=batch),
        InvoiceLine.objects.filter(invoice__batch=batch),
        Invoice.objects.filter(batch=batch),
        PolicyTransaction.objects.filter(batch=batch),
        Coverage.objects.filter(term__batch=batch),
        PolicyTerm.objects.filter(batch=batch),
        Policy.objects.filter(batch=batch),
        ServiceAssignment.objects.filter(batch=batch),
        Client.objects.filter(batch=batch),
        WritingCompany.objects.filter(batch=batch),
    )
    return {rows.model: rows.order_by() for rows in found}


def undo_import(
    batch: ImportBatch, *, by: User | None, reason: str, progress: Progress = _quiet
) -> ImportBatch:
    """Remove what the batch brought in and put back what it replaced, all or nothing.

    Values that somebody changed since stay as they are now. Raises DomainError when later
    work hangs on the rows, or the import is not there to be undone.
    """
    if not reason.strip():
        raise DomainError("Say why the import is undone.", field="reason")
    words = f"Undo of import {batch.pk}: {reason.strip()}"
    with transaction.atomic(), history_reason(by, words):
        batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if batch.state == ImportBatch.State.UNDONE:
            return batch
        if batch.state != ImportBatch.State.IMPORTED:
            raise DomainError("Only an import that is in the book can be undone.")
        make_way()
        allow_undo()
        going = removals(batch)
        steps = len(going) + 2
        # Who serves a client now gives way to who served it before; terms go back to their
        # policies. Only then does it show what others built on the import.
        going[ServiceAssignment]._raw_delete(going[ServiceAssignment].db)
        _restore(batch)
        progress(1, steps, "Values put back")
        _refuse_if_built_upon(batch, going)
        cascades = [rows for model in going for rows in _cascades(model, going)]
        for rows in cascades:
            rows._raw_delete(rows.db)
        for step, rows in enumerate(going.values(), start=2):
            rows._raw_delete(rows.db)
            progress(step, steps, f"{rows.model._meta.verbose_name_plural} removed")
        _return_lent(batch)
        batch.state, batch.undone_at = ImportBatch.State.UNDONE, timezone.now()
        batch.save(update_fields=["state", "undone_at"])
    return batch


def _hanging(
    model: type[models.Model], going: dict[type[models.Model], models.QuerySet]
) -> Iterator[tuple[Any, models.QuerySet]]:
    """For each relation onto `model`: the rows that point at going rows and stay themselves."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
            continue
        other: Any = relation.related_model
        if is_history_model(other) or other._meta.proxy:
            continue
        rows = other._base_manager.filter(
            **{f"{relation.field.name}__in": going[model].values("pk")}
        )
        if other in going:
            rows = rows.exclude(pk__in=going[other].values("pk"))
        yield relation.field, rows


def _refuse_if_built_upon(
    batch: ImportBatch, going: dict[type[models.Model], models.QuerySet]
) -> None:
    for model in going:
        for field, rows in _hanging(model, going):
            if field.remote_field.on_delete is models.CASCADE:
                continue
            count = rows.count()
            if count:
                meta = field.model._meta
                name = meta.verbose_name if count == 1 else meta.verbose_name_plural
                verb = "hangs" if count == 1 else "hang"
                raise DomainError(
                    f"{count:,} {name} made since {verb} on {model._meta.verbose_name_plural} "
                    "of this import; take that back first."
                )
        later = ImportChange.objects.filter(
            model=model._meta.label,
            object_id__in=going[model].values("pk"),
            batch__state=ImportBatch.State.IMPORTED,
            batch__pk__gt=batch.pk,
        ).exclude(field=CREATED)
        if change := later.first():
            raise DomainError(f"Import {change.batch_id} changed rows of this one; undo it first.")


def _cascades(
    model: type[models.Model], going: dict[type[models.Model], models.QuerySet]
) -> Iterator[models.QuerySet]:
    """Rows that mean nothing without the going ones, such as alerts already told."""
    for field, rows in _hanging(model, going):
        if field.remote_field.on_delete is models.CASCADE:
            yield rows


def _restore(batch: ImportBatch) -> None:
    for change in batch.changes.exclude(field=CREATED).order_by("-pk").iterator():
        put_back(change)


def _return_lent(batch: ImportBatch) -> None:
    """Carriers and people that the batch made go too, unless something else needs them."""
    made = batch.changes.filter(field=CREATED)
    for label in _LENT:
        model = apps.get_model(label)
        ids = list(made.filter(model=label).values_list("object_id", flat=True))
        for thing in model._default_manager.filter(pk__in=ids):
            used = getattr(thing, "last_login", None) is not None or any(
                rows.exists() for _, rows in _hanging(model, {model: _only(thing)})
            )
            if not used:
                rows = _only(thing)
                rows._raw_delete(rows.db)


def _only(thing: models.Model) -> models.QuerySet:
    return type(thing)._base_manager.filter(pk=thing.pk)
