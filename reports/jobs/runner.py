"""Runs one job: the handler's writes and the mark "done" are one transaction."""

import uuid

import pghistory
import structlog
from django.db import transaction

from config.lib.errors import DomainError
from reports.jobs.doorbell import ring
from reports.jobs.heartbeat import Heartbeat
from reports.jobs.leases import claim, end, finish, try_again, wait_for_parts, wake_parent
from reports.jobs.models import Job
from reports.jobs.registry import Cancelled, LeaseLost, PartsWanted, Work, handler

log = structlog.get_logger()


def run_job(job_id: int) -> None:
    """Claim the job and do it; do nothing when it is not to be had.

    Safe to call any number of times, from any number of workers, and to kill at any moment.
    """
    job = claim(job_id)
    if job is None:
        return
    with structlog.contextvars.bound_contextvars(job=job.pk, kind=job.kind):
        try:
            _attempt(job)
        except Cancelled:
            end(job, Job.State.CANCELLED)
        except LeaseLost:
            log.warning("lease lost, everything rolled back", attempt=job.attempts)
        except DomainError as refusal:
            end(job, Job.State.FAILED, refusal.message)
        except Exception:
            _take_note(job)
        if parent := wake_parent(job):
            ring(parent)


def _attempt(job: Job) -> None:
    by, work = job.requested_by, Work(job)
    with (
        Heartbeat(work) as heartbeat,
        pghistory.context(
            user=by.pk if by else None,
            who=by.name if by else "",
            request=f"job-{job.pk}",
            url=job.get_absolute_url(),
            reason=job.title,
        ),
        transaction.atomic(),
    ):
        try:
            result = handler(job.kind)(work)
        except PartsWanted as wanted:
            heartbeat.stop()
            wait_for_parts(work, wanted)
        else:
            heartbeat.stop()
            finish(work, result)


def _take_note(job: Job) -> None:
    """Keep a sentence for people on the job and the traceback in the log, joined by a reference."""
    reference = uuid.uuid4().hex[:8]
    log.exception("job failed", reference=reference, attempt=job.attempts)
    sentence = f"“{job.title}” failed unexpectedly; reference {reference}."
    if job.attempts < job.max_attempts:
        try_again(job, sentence)
    else:
        end(job, Job.State.FAILED, sentence)
