"""Imports as jobs."""

from datetime import date

from django.apps import apps
from django.db.models import Max

from accounts.imports import services
from accounts.imports.models import ImportBatch
from accounts.imports.undo import undo_import
from config.lib.dates import add_months
from reports.jobs.models import Job
from reports.jobs.registry import JobResult, Work, job
from reports.jobs.services import enqueue
from teams.people.models import User

TITLES = {"check": "Check", "book": "Import", "undo": "Undo"}


def open_from() -> date | None:
    """The first accounting month that takes bookings (DESIGN §4.5); None while none is closed."""
    closes = apps.get_model("reports", "MonthClose").objects
    last = closes.aggregate(last=Max("month"))["last"]
    return add_months(last, 1) if last else None


def ask_for(step: str, batch: ImportBatch, *, by: User, **params: str) -> Job:
    """Ask for the check, the import (book) or the undo of a batch, once however often pressed.

    A step that is over may be asked for again.
    """
    prefix = f"import:{batch.pk}:{step}:"
    over = Job.objects.filter(key__startswith=prefix).exclude(state__in=["queued", "running"])
    return enqueue(
        f"import-{step}",
        title=f"{TITLES[step]}: import {batch.pk} from {batch.source}",
        params={"batch": batch.pk, **params},
        by=by,
        key=f"{prefix}{over.count()}",
    )


def latest_job(batch: ImportBatch, user: User) -> Job | None:
    """The last job about the batch, if the user may see it."""
    jobs = Job.objects.visible_to(user).filter(key__startswith=f"import:{batch.pk}:")
    return jobs.order_by("-pk").first()


def _batch(work: Work) -> ImportBatch:
    return ImportBatch.objects.get(pk=work.params["batch"])


def _result(batch: ImportBatch, verb: str) -> JobResult:
    totals = batch.totals
    counts = ", ".join(
        f"{totals.get(name, 0):,} {name}"
        for name in ("new", "changed", "unchanged", "repeated", "refused")
        if totals.get(name)
    )
    return JobResult(
        result=totals, url=batch.get_absolute_url(), message=f"{verb}: {counts or 'no rows'}."
    )


@job("import-check")
def check(work: Work) -> JobResult:
    """Try the import; nothing but the findings is kept."""
    batch = _batch(work)
    if batch.state not in (ImportBatch.State.UPLOADED, ImportBatch.State.CHECKED):
        return _result(batch, batch.get_state_display())
    batch = services.check(batch, by=work.by, open_from=open_from(), progress=work.progress)
    return _result(batch, "Checked")


@job("import-book")
def run(work: Work) -> JobResult:
    """Take the batch over, all of it or nothing."""
    batch = services.run_import(
        _batch(work), by=work.by, open_from=open_from(), progress=work.progress
    )
    return _result(batch, "Imported")


@job("import-undo")
def undo(work: Work) -> JobResult:
    """Take the batch back out of the book."""
    batch = undo_import(
        _batch(work), by=work.by, reason=work.params["reason"], progress=work.progress
    )
    return JobResult(url=batch.get_absolute_url(), message="The import is undone.")
