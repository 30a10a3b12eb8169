"""Questions about scheduled reports."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from teams.people.models import User


class ReportScheduleQuerySet(models.QuerySet):
    """`visible_to` first."""

    def visible_to(self, user: "User") -> "ReportScheduleQuerySet":
        """Those that `user` set up, and those that send something to `user`."""
        return self.filter(Q(owner=user) | Q(recipients=user)).distinct()

    def kept_by(self, user: "User") -> "ReportScheduleQuerySet":
        """Those that `user` may change: one's own, and those one receives whose keeper left."""
        return self.filter(Q(owner=user) | Q(recipients=user, owner__is_active=False)).distinct()

    def due(self, now: datetime) -> "ReportScheduleQuerySet":
        """Those whose next moment has come."""
        return self.filter(next_at__lte=now)


class ReportRunQuerySet(models.QuerySet):
    """Runs are reached through their schedule."""

    def visible_to(self, user: "User") -> "ReportRunQuerySet":
        from reports.schedules.models import ReportSchedule

        return self.filter(schedule__in=ReportSchedule.objects.visible_to(user))
