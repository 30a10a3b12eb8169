"""Who may work on a job: every step is one conditional UPDATE, so only one worker wins it."""

import uuid
from datetime import datetime

from django.db.models import Case, DateTimeField, Exists, F, OuterRef, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from config.schedule import FIRST_PAUSE, JOB_LEASE, PARTS_PAUSE
from reports.jobs.models import Job
from reports.jobs.querysets import JobQuerySet
from reports.jobs.registry import Cancelled, JobResult, LeaseLost, PartsWanted, Work
from reports.jobs.rules import pause_after

_FREE = {"lease": None, "leased_until": None}


def claim(job_id: int) -> Job | None:
    """Take the job for one lease and count the attempt; None when it is not to be had.

    A job that is finished, cancelled, not due or in other hands is not to be had, so a
    message delivered twice does nothing.
    """
    now, lease = timezone.now(), uuid.uuid4()
    won = (
        Job.objects.claimable(now)
        .filter(pk=job_id)
        .update(
            state=Job.State.RUNNING,
            lease=lease,
            leased_until=now + JOB_LEASE,
            attempts=F("attempts") + 1,
            started_at=_begun(now),
            done=0,
            total=0,
            message="",
        )
    )
    return Job.objects.select_related("requested_by").get(pk=job_id) if won else None


def _begun(now: datetime) -> Case:
    """When this attempt began: `now`, or what it began with if it waited for its parts since."""
    moment = Value(now, output_field=DateTimeField())
    asked = Exists(Job.objects.filter(parent=OuterRef("pk")))
    return Case(When(asked, then=Coalesce("started_at", moment)), default=moment)


def _held(job: Job) -> JobQuerySet:
    return Job.objects.filter(pk=job.pk, lease=job.lease, state=Job.State.RUNNING)


def renew(work: Work) -> None:
    """Prolong the lease and write the progress down. Raises LeaseLost or Cancelled."""
    kept = _held(work.job).update(
        leased_until=timezone.now() + JOB_LEASE,
        done=work.done,
        total=work.total,
        message=work.message,
    )
    if not kept:
        raise LeaseLost
    if _held(work.job).filter(cancel_asked=True).exists():
        raise Cancelled


def finish(work: Work, result: JobResult) -> None:
    """Mark the job done, in the handler's transaction. Raises LeaseLost or Cancelled."""
    kept = (
        _held(work.job)
        .filter(cancel_asked=False)
        .update(
            **_FREE,
            state=Job.State.DONE,
            finished_at=timezone.now(),
            done=max(work.done, work.total),
            total=work.total,
            message=result.message[:200],
            result=result.result,
            result_url=result.url,
            error="",
        )
    )
    if not kept:
        raise Cancelled if _held(work.job).exists() else LeaseLost


def wait_for_parts(work: Work, wanted: PartsWanted) -> None:
    """Put the job aside until its parts are over, in the handler's transaction; not an attempt.

    Raises LeaseLost or Cancelled.
    """
    kept = (
        _held(work.job)
        .filter(cancel_asked=False)
        .update(
            **_FREE,
            state=Job.State.QUEUED,
            attempts=F("attempts") - 1,
            not_before=timezone.now() + PARTS_PAUSE,
            rung_at=None,
            message=wanted.message[:200],
            result_url=wanted.url,
        )
    )
    if not kept:
        raise Cancelled if _held(work.job).exists() else LeaseLost


def wake_parent(job: Job) -> Job | None:
    """The job that `job` is a part of, due now, if this was its last part; else None."""
    if job.parent_id is None or Job.objects.unfinished().filter(parent=job.parent_id).exists():
        return None
    waiting = Job.objects.filter(pk=job.parent_id, state=Job.State.QUEUED)
    if not waiting.update(not_before=timezone.now()):
        return None
    return Job.objects.get(pk=job.parent_id)


def try_again(job: Job, error: str) -> None:
    """Queue the job once more after a pause, keeping what went wrong."""
    pause = pause_after(job.attempts, FIRST_PAUSE)
    _held(job).update(
        **_FREE,
        state=Job.State.QUEUED,
        not_before=timezone.now() + pause,
        rung_at=None,
        error=error,
    )


def end(job: Job, state: str, error: str = "") -> None:
    """Close the job as failed or cancelled."""
    _held(job).update(**_FREE, state=state, finished_at=timezone.now(), error=error)
