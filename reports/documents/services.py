"""Asking for documents, making them, and keeping what was made."""

import hashlib
import tempfile
import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import connection
from django.utils import timezone

from accounts.clients.models import Client
from config.lib.errors import DomainError
from config.lib.exports import write_workbook
from reports.documents import render
from reports.documents.letterhead import letterhead, preparer
from reports.documents.models import Document
from reports.documents.printer import printer
from reports.documents.registry import Ask, Content, Kind, chosen, find
from reports.documents.word import fill
from reports.jobs.models import Job
from reports.jobs.registry import Work
from reports.jobs.services import enqueue
from teams.people.models import User

STEPS = 6


def request_document(
    *,
    kind: str,
    by: User,
    client: Client | None = None,
    subject: Any = None,
    as_of: date | None = None,
    params: Mapping[str, Any] | None = None,
    nonce: str = "",
    queue: str = "reports",
    parent: Job | None = None,
) -> Job:
    """Ask for a document; a worker makes it and the job's result opens it.

    `subject` is what it is about, the thing or its key: an invoice, a policy, a month; where
    the kind is about a client, `client` says so. `as_of` is today when left out; `params` are
    the kind's options. The same `nonce` (one per page shown) gives the same job, so that a
    second press of the button prints nothing twice. Raises DomainError for what the person may
    not ask for, cannot see, or what could not be printed for want of a license number.
    """
    found = find(kind)
    key = subject if isinstance(subject, str) else found.about.key_of(subject or client)
    ask = ask_for(found, key=key, as_of=as_of, params=params or {}, by=by)
    letterhead()
    preparer(by=by, client=ask.client, on=timezone.localdate(), licensed=found.licensed)
    about = f"{found.label} for {ask.client}" if ask.client else f"{found.label} {ask.key}".strip()
    return _queued(
        found, about, {"subject": ask.key, "as_of": ask.as_of.isoformat(),
                       "options": dict(ask.options)}, by, nonce, queue, parent,
    )  # fmt: skip


def request_part(*, kind: str, client: Client, parent: Job, by: User, queue: str) -> Job:
    """Ask for the document of `client` that a batch consists of, and look at nothing yet.

    What cannot be made fails as a job of its own, with its reason, and can be tried again.
    """
    found = find(kind)
    params = {"subject": found.about.key_of(client), "as_of": timezone.localdate().isoformat()}
    title = f"{found.label} for {client}"
    return _queued(found, title, params, by, f"batch-{parent.pk}", queue, parent)


def _queued(
    kind: Kind, title: str, params: dict[str, Any], by: User, nonce: str, queue: str,
    parent: Job | None,
) -> Job:  # fmt: skip
    key = f"document:{kind.name}:{params['subject']}:{by.pk}:{nonce}"[:160] if nonce else None
    return enqueue(
        "document", title=title, params={"kind": kind.name, **params}, by=by, key=key,
        queue=queue, parent=parent,
    )  # fmt: skip


def ask_for(
    kind: Kind, *, key: str, as_of: date | None, params: Mapping[str, Any], by: User
) -> Ask:
    """The document asked for, checked. Raises DomainError like `request_document`."""
    if not by.may("documents.make") or not by.may(kind.rule):
        raise DomainError(f"Your role may not ask for this: {kind.label.lower()}.")
    today = timezone.localdate()
    if as_of is not None and as_of > today:
        raise DomainError("The as-of date lies in the future.", "as_of")
    about = kind.about.find(key, by)
    return Ask(
        about=about,
        key=kind.about.key_of(about),
        as_of=as_of or today,
        by=by,
        client=kind.about.client_of(about),
        options=chosen(kind, params, by),
    )


def make_document(*, work: Work) -> Document:
    """Build, print and keep the document a job asks for, saying how far it is.

    Runs inside the job's transaction; files have fresh names and count only with their row.
    """
    if work.by is None:
        raise DomainError("A document is made for somebody; this job names nobody.")
    printer.warm_up()
    kind = find(work.params["kind"])
    ask = ask_for(
        kind,
        key=work.params["subject"],
        as_of=date.fromisoformat(work.params["as_of"]),
        params=work.params.get("options", {}),
        by=work.by,
    )
    work.progress(0, STEPS, "Adding up the figures")
    content = kind.build(ask)
    work.progress(1, STEPS, "Drawing the charts")
    text = page(kind, content, ask)
    steps = iter((2, 3))
    made = render.pdf(text, lambda words: work.progress(next(steps), STEPS, words))
    work.progress(4, STEPS, "Filling the other files")
    word = fill(kind, content, ask) if kind.word else None
    with tempfile.TemporaryFile() as sheet:
        if kind.sheets:
            write_workbook(sheet, kind.sheets(content, work.by))
            sheet.seek(0)
        work.progress(5, STEPS, "Storing")
        return _keep(work, ask, kind, content, made, File(sheet) if kind.sheets else None, word)


def page(kind: Kind, content: Content, ask: Ask, *, on_screen: bool = False) -> str:
    """The document as HTML. Raises DomainError when a license number it must carry is missing."""
    by = preparer(by=ask.by, client=ask.client, on=timezone.localdate(), licensed=kind.licensed)
    return render.html(kind, content, by, on_screen=on_screen)


def _keep(
    work: Work, ask: Ask, kind: Kind, content: Content, made: render.Pdf, sheet: File | None,
    word: bytes | None,
) -> Document:  # fmt: skip
    stem = f"{kind.name}-{ask.key or 'house'}-{uuid.uuid4().hex}"
    with connection.cursor() as cursor:
        # Two versions made at once stand one after the other.
        lock = f"document {kind.name} {ask.key}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [lock])
    last = Document.objects.versions_of(
        kind=kind.name, subject=ask.key, client=ask.client, made_by=ask.by
    ).first()
    document = Document(
        kind=kind.name,
        title=content.title[:200],
        client=ask.client,
        subject=ask.key,
        version=last.version + 1 if last else 1,
        supersedes=last,
        as_of=content.as_of,
        params=work.params,
        sha256=hashlib.sha256(made.data).hexdigest(),
        size=len(made.data),
        pages=made.pages,
        built_from={**content.built_from, "kind": str(kind.label)},
        job=work.job,
        made_by=ask.by,
    )
    document.file.save(f"{stem}.pdf", ContentFile(made.data), save=False)
    if sheet:
        document.sheet.save(f"{stem}.xlsx", sheet, save=False)
    if word:
        document.word.save(f"{stem}.docx", ContentFile(word), save=False)
    document.save()
    return document
