"""Whether background work moves: asked of what was finished, not of what seems to run."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.utils import timezone

from config.schedule import TICK_SECONDS
from reports.jobs.models import Job
from reports.jobs.querysets import TICK
from reports.jobs.rules import in_words
from teams.notifications.models import OutboundEmail

LATE_AFTER = timedelta(seconds=TICK_SECONDS * 6)


@dataclass(frozen=True)
class JobHealth:
    """How background work is doing at `at`."""

    at: datetime
    ticked_at: datetime | None
    waiting: int
    running: int
    oldest_wait: datetime | None
    mail_waiting: int
    mail_unknown: int
    mail_failed: int

    @property
    def is_late(self) -> bool:
        """No worker has finished a tick for six ticks: nothing in the background moves."""
        return self.ticked_at is None or self.at - self.ticked_at > LATE_AFTER

    @property
    def last_tick(self) -> str:
        return f"{in_words(self.at - self.ticked_at)} ago" if self.ticked_at else "never"

    @property
    def longest_wait(self) -> str:
        return in_words(self.at - self.oldest_wait) if self.oldest_wait else ""


def job_health() -> JobHealth:
    """The state of jobs and mail, with three queries."""
    now = timezone.now()
    due = Q(state="queued", not_before__lte=now)
    jobs = Job.objects.unfinished().aggregate(
        waiting=Count("pk", filter=Q(state="queued")),
        running=Count("pk", filter=Q(state="running")),
        oldest_wait=Min("not_before", filter=due),
    )
    mail = OutboundEmail.objects.exclude(state="sent").aggregate(
        mail_waiting=Count("pk", filter=Q(state__in=["queued", "sending"])),
        mail_unknown=Count("pk", filter=Q(state="unknown")),
        mail_failed=Count("pk", filter=Q(state="failed")),
    )
    ticked_at = Job.objects.filter(key=TICK).values_list("finished_at", flat=True).first()
    return JobHealth(at=now, ticked_at=ticked_at, **jobs, **mail)
