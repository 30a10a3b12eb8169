"""The pulse of a running job, on a database connection of its own."""

import threading
from types import TracebackType

import structlog
from django.db import DatabaseError, InterfaceError, connection

from config.schedule import JOB_LEASE
from reports.jobs.leases import renew
from reports.jobs.registry import Cancelled, LeaseLost, Work

log = structlog.get_logger()

BEAT_SECONDS = min(1.0, JOB_LEASE.total_seconds() / 4)


class Heartbeat:
    """While it beats, progress becomes visible and the lease stays ours.

    The handler's own transaction hides its writes until the end, hence the second
    connection. Inside a transaction of the caller the job is invisible to everybody
    else, so there is nothing to renew and no thread is started.
    """

    def __init__(self, work: Work):
        self.work = work
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"job-{work.job.pk}", daemon=True)

    def __enter__(self) -> "Heartbeat":
        if not connection.in_atomic_block:
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop beating. Must precede the final UPDATE, on which a beat would wait."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def _run(self) -> None:
        try:
            while not self.work.stopped_by and not self._over.wait(BEAT_SECONDS):
                self._beat()
        finally:
            connection.close()

    def _beat(self) -> None:
        try:
            renew(self.work)
        except (Cancelled, LeaseLost) as reason:
            self.work.stopped_by = reason
        except (DatabaseError, InterfaceError) as problem:
            # The lease outlasts many missed beats; a restarted PostgreSQL is met next time.
            log.warning("heartbeat missed", job=self.work.job.pk, problem=str(problem))
            connection.close()
