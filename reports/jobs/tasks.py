"""What Celery runs: one job, and the tick that keeps everything moving."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from celery import shared_task
from django.db import connection
from django.utils import timezone

from reports.jobs import services
from reports.jobs.models import Job
from reports.jobs.querysets import TICK
from reports.jobs.registry import hooks
from teams.notifications.services import send_due_emails

log = structlog.get_logger()

_TICK_LOCK = 7_310_001


@shared_task(name="reports.jobs.tasks.run_job")
def run_job(job_id: int) -> None:
    """Do the job, unless it is done or somebody else is at it."""
    services.run_job(job_id)


@shared_task(name="reports.jobs.tasks.tick")
def tick() -> None:
    """Ring for lost jobs, ask what has become due, send mail, and leave a sign of life.

    Sweeping may happen twice at once; the rest is done by one worker at a time. A part
    that fails does not stop the others.
    """
    services.sweep()
    with _alone() as alone:
        if not alone:
            return
        for part in (*hooks(), send_due_emails):
            try:
                part()
            except Exception:
                log.exception("part of the tick failed", part=part.__qualname__)
        _sign_of_life()


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether this worker is the only one ticking. PostgreSQL frees the lock of a killed one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_TICK_LOCK])
        (got_it,) = cursor.fetchone()
    try:
        yield got_it
    finally:
        if got_it:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_TICK_LOCK])


def _sign_of_life() -> None:
    now = timezone.now()
    Job.objects.update_or_create(
        key=TICK,
        defaults={"finished_at": now},
        create_defaults={
            "kind": TICK,
            "title": "The clock",
            "state": Job.State.DONE,
            "not_before": now,
            "finished_at": now,
        },
    )
