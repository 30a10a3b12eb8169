"""Asking for documents, making them, and keeping what was made."""

import hashlib
import tempfile
import uuid
from datetime import date
from typing import Any

from django.core.files.base import ContentFile, File
from django.utils import timezone

from config.lib.errors import DomainError
from config.lib.exports import write_workbook
from reports.documents import render
from reports.documents.models import Document
from reports.documents.registry import Content, Kind, find
from reports.jobs.models import Job
from reports.jobs.registry import Work
from reports.jobs.services import enqueue
from teams.people.models import User

STEPS = 6


def request_production_report(*, month: date, by: User, nonce: str = "") -> Job:
    """Ask for the production report of `month`; a worker makes it.

    The same `nonce` (one per page shown) gives the same job, so that a second press of the
    button prints nothing twice.
    """
    if not by.may("documents.make") or not by.may("production.view"):
        raise DomainError("Your role may not ask for production reports.")
    return enqueue(
        "document",
        title=f"Production report {month:%B %Y}",
        params={
            "kind": "production",
            "subject": f"{month:%Y-%m}",
            "as_of": timezone.localdate().isoformat(),
        },
        by=by,
        key=f"document:production:{month:%Y-%m}:{by.pk}:{nonce}" if nonce else None,
        queue="reports",
    )


def make_document(*, work: Work) -> Document:
    """Build, print and keep the document a job asks for, saying how far it is.

    Runs inside the job's transaction; files have fresh names and count only with their row.
    """
    if work.by is None:
        raise DomainError("A document is made for somebody; this job names nobody.")
    kind, as_of = find(work.params["kind"]), date.fromisoformat(work.params["as_of"])
    work.progress(0, STEPS, "Adding up the figures")
    content = kind.build(work.params["subject"], as_of, work.by)
    work.progress(1, STEPS, "Drawing the charts")
    text = page(kind, content)
    steps = iter((2, 3))
    made = render.pdf(text, lambda words: work.progress(next(steps), STEPS, words))
    work.progress(4, STEPS, "Filling the spreadsheet")
    with tempfile.TemporaryFile() as sheet:
        write_workbook(sheet, kind.sheets(content, work.by))
        sheet.seek(0)
        work.progress(5, STEPS, "Storing")
        return _keep(work, kind, content, made, File(sheet))


def page(kind: Kind, content: Content) -> str:
    """The document as HTML. Raises DomainError when the letterhead lacks the licence number."""
    return render.html(kind.template, {"report": content, **kind.context(content)})


def _keep(work: Work, kind: Kind, content: Content, made: render.Pdf, sheet: File) -> Document:
    stem = f"{kind.name}-{work.params['subject']}-{uuid.uuid4().hex}"
    built_from: dict[str, Any] = {**content.built_from, "kind": kind.label}
    document = Document(
        kind=kind.name,
        title=content.title,
        as_of=content.as_of,
        params=work.params,
        sha256=hashlib.sha256(made.data).hexdigest(),
        size=len(made.data),
        pages=made.pages,
        built_from=built_from,
        job=work.job,
        made_by=work.by,
    )
    document.file.save(f"{stem}.pdf", ContentFile(made.data), save=False)
    document.sheet.save(f"{stem}.xlsx", sheet, save=False)
    document.save()
    return document
