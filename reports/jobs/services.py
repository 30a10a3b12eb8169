"""What can be done with jobs: ask for one, cancel it, try it again, sweep up what was lost."""

import uuid
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from config.lib.errors import DomainError
from config.schedule import RING_AGAIN_AFTER
from reports.jobs.doorbell import ring, unanswered
from reports.jobs.leases import claim
from reports.jobs.models import Job
from reports.jobs.registry import QUEUES, handler
from reports.jobs.runner import run_job
from teams.people.models import User

__all__ = ["cancel", "claim", "enqueue", "retry", "ring", "run_job", "sweep"]

NEVER_FINISHED = "The work stopped without finishing every time it was tried. Please report it."


def enqueue(
    kind: str,
    *,
    title: str,
    params: dict[str, Any],
    by: User | None,
    key: str | None = None,
    queue: str = "interactive",
    max_attempts: int = 3,
    parent: Job | None = None,
) -> Job:
    """Ask for a job, in the caller's transaction; a worker hears of it on commit.

    The same `key` gives the same job, ever. Works while Redis is down: the sweep rings later.
    Raises LookupError for a kind nobody handles and ValueError for an unknown queue.
    """
    handler(kind)
    if queue not in QUEUES:
        raise ValueError(f"There is no queue {queue}")
    job, is_new = Job.objects.get_or_create(
        key=key or uuid.uuid4().hex,
        defaults={
            "kind": kind,
            "title": title[:200],
            "params": params,
            "requested_by": by,
            "queue": queue,
            "max_attempts": max_attempts,
            "parent": parent,
            "not_before": timezone.now(),
        },
    )
    if is_new:
        transaction.on_commit(partial(ring, job), robust=True)
    return job


def cancel(job: Job, *, by: User) -> None:
    """Stop a waiting job at once, a running one at its next heartbeat with nothing kept.

    Raises DomainError when it is over already.
    """
    now, mine = timezone.now(), Job.objects.filter(pk=job.pk)
    _cancel_parts(job)
    waiting = mine.filter(state=Job.State.QUEUED)
    if waiting.update(state=Job.State.CANCELLED, finished_at=now, cancel_asked=True):
        return
    if not mine.filter(state=Job.State.RUNNING).update(cancel_asked=True):
        raise DomainError("This job is over already; there is nothing to cancel.")


def _cancel_parts(job: Job) -> None:
    """Stop the parts that have not finished; what was made by the others stays."""
    parts = Job.objects.filter(parent=job)
    parts.filter(state=Job.State.QUEUED).update(
        state=Job.State.CANCELLED, finished_at=timezone.now(), cancel_asked=True
    )
    parts.filter(state=Job.State.RUNNING).update(cancel_asked=True)


@transaction.atomic
def retry(job: Job, *, by: User) -> None:
    """Queue a job again with all its attempts, and those of its parts that were not made.

    Raises DomainError when it is under way, or done with all its parts.
    """
    again = (
        Job.objects.filter(pk=job.pk)
        .worth_retrying()
        .update(
            state=Job.State.QUEUED,
            attempts=0,
            done=0,
            total=0,
            message="",
            error="",
            cancel_asked=False,
            not_before=timezone.now(),
            rung_at=None,
            started_at=None,
            finished_at=None,
        )
    )
    if not again:
        raise DomainError("Only a failed or cancelled job can be tried again.")
    for part in Job.objects.filter(parent=job).not_made():
        retry(part, by=by)
    transaction.on_commit(partial(ring, job), robust=True)


def sweep() -> int:
    """Close what nobody may try again, and ring for jobs whose bell was lost; how many rang.

    A queue never holds more rings than jobs: behind a long queue everybody waits in silence.
    """
    now = timezone.now()
    over = Job.objects.given_up(now)
    free = {"lease": None, "leased_until": None, "finished_at": now}
    over.filter(cancel_asked=True).update(state=Job.State.CANCELLED, **free)
    over.update(state=Job.State.FAILED, error=NEVER_FINISHED, **free)
    rung = 0
    for queue in QUEUES:
        due = Job.objects.filter(queue=queue).claimable(now)
        wanting = due.count()
        heard = unanswered(queue) if wanting else 0
        if heard is None:
            break
        for job in due.unheard(now, since=now - RING_AGAIN_AFTER)[: max(wanting - heard, 0)]:
            rung += ring(job)
    return rung
