"""The doorbell: tells a worker through Redis that a job waits. It may fail; it never blocks.

Every process keeps a circuit breaker: after a failure nobody tries for some seconds, so
pages stay fast while Redis is down. The sweep rings for whatever was missed.
"""

import time
from functools import lru_cache

import structlog
from django.utils import timezone
from kombu import Connection
from kombu.pools import producers

from config.celery import app
from reports.jobs.models import Job

log = structlog.get_logger()

QUIET_SECONDS = 5.0
_quiet_until = 0.0


@lru_cache
def _connection() -> Connection:
    """Like Celery's own, but giving up within a second instead of trying for ever."""
    options = app.conf.broker_transport_options | {
        "socket_timeout": 1,
        "socket_connect_timeout": 1,
        "max_retries": 0,
    }
    return app.connection_for_write(connect_timeout=1, transport_options=options)


def forget() -> None:
    """Forget the connection and any outage, as a new process would."""
    global _quiet_until
    _connection.cache_clear()
    _quiet_until = 0.0


def _fell_silent(problem: Exception) -> None:
    global _quiet_until
    _quiet_until = time.monotonic() + QUIET_SECONDS
    log.warning("the job bell is out of order; the sweep will ring later", problem=str(problem))


def ring(job: Job) -> bool:
    """Ring for the job and note when; False when the bell is out of order."""
    if time.monotonic() < _quiet_until:
        return False
    try:
        with producers[_connection()].acquire(block=True, timeout=1) as producer:
            app.send_task(
                "reports.jobs.tasks.run_job",
                (job.pk,),
                queue=job.queue,
                producer=producer,
                retry=False,
            )
    except Exception as problem:
        _fell_silent(problem)
        return False
    Job.objects.filter(pk=job.pk).update(rung_at=timezone.now())
    return True


def unanswered(queue: str) -> int | None:
    """How many rings of `queue` no worker has heard yet; None when the bell is out of order."""
    if time.monotonic() < _quiet_until:
        return None
    try:
        with producers[_connection()].acquire(block=True, timeout=1) as producer:
            return int(producer.channel.client.llen(queue))
    except Exception as problem:
        _fell_silent(problem)
        return None
