"""Questions about jobs."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

if TYPE_CHECKING:
    from reports.jobs.models import Job
    from teams.people.models import User

TICK = "tick"


class JobQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "JobQuerySet":
        """One's own jobs; overseers see everybody's. The clock's own row is nobody's."""
        work = self.exclude(kind=TICK)
        return work if user.may("jobs.oversee") else work.filter(requested_by=user)

    def claimable(self, at: datetime) -> "JobQuerySet":
        """Jobs a worker may take at `at`: queued and due, or running with an expired lease."""
        return self.filter(
            Q(state="queued", not_before__lte=at) | Q(state="running", leased_until__lt=at),
            attempts__lt=F("max_attempts"),
            cancel_asked=False,
        )

    def given_up(self, at: datetime) -> "JobQuerySet":
        """Jobs whose last worker fell silent and that nobody may or should take again."""
        return self.filter(
            Q(attempts__gte=F("max_attempts")) | Q(cancel_asked=True),
            state="running",
            leased_until__lt=at,
        )

    def unheard(self, at: datetime, since: datetime) -> "JobQuerySet":
        """Claimable jobs whose bell was not rung after `since`, the longest unheard first."""
        return (
            self.claimable(at)
            .filter(Q(rung_at=None) | Q(rung_at__lt=since))
            .order_by(F("rung_at").asc(nulls_first=True), "pk")
        )

    def ahead_of(self, job: "Job") -> "JobQuerySet":
        """Queued jobs that stand before `job` in its queue."""
        return self.filter(
            state="queued", queue=job.queue, not_before__lte=job.not_before, pk__lt=job.pk
        )

    def not_made(self) -> "JobQuerySet":
        """Jobs that failed or were cancelled."""
        return self.filter(state__in=["failed", "cancelled"])

    def worth_retrying(self) -> "JobQuerySet":
        """Jobs that were not made, and those that are done but for some of their parts."""
        parts = self.model._default_manager.not_made().filter(parent=OuterRef("pk"))
        return self.filter(Q(state__in=["failed", "cancelled"]) | Q(Exists(parts), state="done"))

    def unfinished(self) -> "JobQuerySet":
        """Jobs that wait or run."""
        return self.filter(state__in=["queued", "running"])
