"""Questions about absences and about who serves whom."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from teams.people.querysets import team_ids_seen_by

if TYPE_CHECKING:
    from accounts.clients.models import ServiceAssignment
    from teams.people.models import User


class AbsenceQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "AbsenceQuerySet":
        """Absences of the people in the teams the user sees."""
        teams = team_ids_seen_by(user)
        if teams is None:
            return self
        from teams.people.models import Membership

        people = Membership.objects.filter(team__in=teams).values("user")
        return self.filter(person__in=people)

    def running(self, on: date) -> "AbsenceQuerySet":
        """Absences that `on` falls into."""
        return self.filter(from_on__lte=on, last_on__gte=on)


def with_covers(assignments: Iterable["ServiceAssignment"]) -> list["ServiceAssignment"]:
    """The assignments, each with `absence`: its person's running absence, or None; one query."""
    from accounts.service_team.models import Absence

    rows = list(assignments)
    running = Absence.objects.running(timezone.localdate()).select_related("deputy")
    away = {a.person_id: a for a in running.filter(person__in=[r.user_id for r in rows])}
    for row in rows:
        row.absence = away.get(row.user_id) if row.until_on is None else None  # type: ignore[attr-defined]
    return rows
