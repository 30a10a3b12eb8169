"""Bringing a book in: start, check, run. Undoing is in undo.py."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import date
from itertools import islice
from typing import IO, Protocol

import pghistory
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from accounts.clients.models import Client, ServiceAssignment
from accounts.imports import engine
from accounts.imports.layouts import (
    ANY_SOURCE,
    Layout,
    field_of,
    fingerprint,
    known_layout,
    missing,
    plain,
    source_name,
)
from accounts.imports.models import ImportBatch, ImportFile, ImportMapping
from accounts.imports.reading import MB, recognize, rows
from accounts.ledger.models import Posting
from accounts.policies.models import Policy, PolicyTerm, PolicyTransaction
from accounts.receivables.models import Invoice
from config.lib.errors import DomainError
from config.lib.statistics import renew_statistics
from teams.people.models import Team, User

# What an import fills, whose sizes the planner is told at once: reports are opened next.
FILLED = (Client, ServiceAssignment, Policy, PolicyTerm, PolicyTransaction, Invoice, Posting)
MAX_FILES = 12
HEADING_WITHIN = 30
State = ImportBatch.State


class Upload(Protocol):
    """A named file that can be read from its beginning: an upload or a file on disk."""

    name: str
    size: int

    def seek(self, offset: int) -> int: ...
    def read(self, size: int = -1) -> bytes: ...


def start_batch(
    files: Iterable[Upload], *, team: Team, by: User | None, source: str = ""
) -> ImportBatch:
    """Keep the files and recognize each. `source` overrides the name the headings suggest.

    A file of unknown headings is kept without a kind, to be mapped. Raises DomainError,
    naming the file, for one that is no table, dangerous, or too large; then nothing is kept.
    """
    files = list(files)
    if not files:
        raise DomainError("Choose at least one file.", field="files")
    if len(files) > MAX_FILES:
        raise DomainError(f"At most {MAX_FILES} files go into one import.", field="files")
    looked = [_look(upload) for upload in files]
    if len({f.sha256 for f in looked}) < len(looked):
        raise DomainError("The same file was chosen twice.", field="files")
    found = sorted({f.source for f in looked} - {ANY_SOURCE})
    if not source and len(found) > 1:
        raise DomainError(
            f"The files come from several systems ({', '.join(found)}); import one at a time.",
            field="files",
        )
    with transaction.atomic():
        batch = ImportBatch.objects.create(
            source=source_name(source) or (found[0] if found else "Other"), team=team, by=by
        )
        for upload, file in zip(files, looked, strict=True):
            file.batch = batch
            upload.seek(0)
            ending = ".xlsx" if file.name.lower().endswith(".xlsx") else ".csv"
            file.file.save(f"{file.sha256[:16]}{ending}", File(upload), save=False)  # type: ignore[arg-type]
            file.save()
    return batch


def _look(upload: Upload) -> ImportFile:
    """An unsaved ImportFile that knows what the upload is."""
    name = (upload.name or "file").replace("\\", "/").rsplit("/", 1)[-1][:200]
    try:
        how = recognize(upload, upload.size)  # type: ignore[arg-type]
        file = _headings(upload, how, name)  # type: ignore[arg-type]
    except DomainError as error:
        raise DomainError(f"{name}: {error.message}", field="files") from error
    upload.seek(0)
    digest = hashlib.sha256()
    while block := upload.read(MB):
        digest.update(block)
    file.sha256, file.size = digest.hexdigest(), upload.size
    return file


def _headings(stream: IO[bytes], how, name: str) -> ImportFile:
    """Find the heading row among the first rows: the one that is known, else the widest."""
    reading = rows(stream, how)
    head = list(islice(reading, HEADING_WITHIN))
    last = max((number for number, _ in reading), default=head[-1][0] if head else 0)
    best: tuple[int, int, list[str], Layout | None] = (0, 0, [], None)
    for number, cells in head:
        filled = sum(map(bool, cells))
        layout = _layout(cells) if filled > 1 else None
        if layout or filled > best[0]:
            best = (filled, number, cells, layout)
        if layout:
            break
    width, heading_row, headings, layout = best
    if width < 2:
        raise DomainError("No row with column headings was found.")
    if last <= heading_row:
        raise DomainError("There are headings but no rows under them.")
    twice = [h for h in headings if h and headings.count(h) > 1]
    if twice:
        raise DomainError(f"The heading “{twice[0]}” stands there twice.")
    return ImportFile(
        name=name,
        heading_row=heading_row,
        headings=[h[:120] for h in headings],
        rows=last - heading_row,
        kind=layout.kind if layout else "",
        source=layout.source if layout else ANY_SOURCE,
        columns=layout.columns if layout else {},
    )


def _layout(headings: list[str]) -> Layout | None:
    """What somebody said of these headings before, else a known system's layout."""
    mapping = ImportMapping.objects.filter(headings=fingerprint(headings)).first()
    if mapping is None:
        return known_layout(headings)
    there = {plain(h): h for h in headings}
    columns = {name: there[plain(h)] for name, h in mapping.columns.items() if plain(h) in there}
    return Layout(mapping.source, mapping.kind, columns)


@transaction.atomic
def save_mapping(
    file: ImportFile, *, kind: str, source: str, columns: dict[str, str], by: User
) -> None:
    """Say what the columns of a file are (field name → heading); remembered for the next time.

    Raises DomainError when a needed column is not named, one is used twice, or the file
    was imported already.
    """
    batch = ImportBatch.objects.select_for_update().get(pk=file.batch_id)
    if batch.state not in (State.UPLOADED, State.CHECKED):
        raise DomainError("The import is done; its columns cannot change any more.")
    lacking = missing(kind, columns)
    if lacking:
        raise DomainError(f"Say which column holds: {', '.join(lacking)}.")
    for name, heading in columns.items():
        label = field_of(kind, name).label
        if heading not in file.headings:
            raise DomainError(f"The file has no column “{heading}”.", field=name)
        if list(columns.values()).count(heading) > 1:
            raise DomainError(f"{label}: the column “{heading}” is named twice.", field=name)
    ImportMapping.objects.update_or_create(
        headings=fingerprint(file.headings),
        defaults={"source": source_name(source), "kind": kind, "columns": columns},
    )
    file.kind, file.source, file.columns = kind, source_name(source), columns
    file.save(update_fields=["kind", "source", "columns"])
    batch.source, batch.state = source_name(source) or batch.source, State.UPLOADED
    batch.save(update_fields=["source", "state"])


def ready(batch: ImportBatch) -> None:
    """Raises DomainError when a file of the batch is not understood yet."""
    for file in batch.files.all():
        if not file.kind:
            shown = ", ".join(h for h in file.headings if h)[:300]
            raise DomainError(
                f"{file.name}: the headings are not known ({shown}). Say which column is which."
            )


def _nothing(done: int, total: int, message: str) -> None:
    """Nobody watches."""


def check(
    batch: ImportBatch,
    *,
    by: User | None,
    open_from: date | None = None,
    progress: engine.Progress = _nothing,
) -> ImportBatch:
    """Try the import without keeping it, and store what it found. Raises DomainError."""
    ready(batch)
    with transaction.atomic():
        batch = _locked(batch)
        with transaction.atomic():
            found = engine.run(batch, by=by, open_from=open_from, progress=progress)
            transaction.set_rollback(True)
        return _store(batch, found, State.CHECKED)


def run_import(
    batch: ImportBatch,
    *,
    by: User | None,
    open_from: date | None = None,
    progress: engine.Progress = _nothing,
) -> ImportBatch:
    """Take the batch over: all rows that are not refused, or nothing if anything fails.

    A batch that is imported already stays as it is. Raises DomainError.
    """
    ready(batch)
    with transaction.atomic(), history_reason(by, f"Import {batch.pk} from {batch.source}"):
        batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if batch.state == State.IMPORTED:
            return batch
        batch = _locked(batch)
        found = engine.run(batch, by=by, open_from=open_from, progress=progress)
        batch.imported_at = timezone.now()
        renew_statistics(model._meta.db_table for model in FILLED)
        return _store(batch, found, State.IMPORTED)


def _locked(batch: ImportBatch) -> ImportBatch:
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state not in (State.UPLOADED, State.CHECKED):
        raise DomainError(f"This import is {batch.get_state_display().lower()} already.")
    return batch


def _store(batch: ImportBatch, found: list[engine.Findings], state: str) -> ImportBatch:
    totals: dict[str, int] = {}
    for findings in found:
        findings.store()
        for name, count in findings.tally.counts.items():
            totals[name] = totals.get(name, 0) + count
    batch.totals, batch.state = totals, state
    batch.save(update_fields=["totals", "state", "imported_at"])
    return batch


def history_reason(by: User | None, reason: str) -> Callable:
    """The context in which the history writes down who and why."""
    return pghistory.context(
        user=by.pk if by else None, who=by.name if by else "Command line", reason=reason
    )
