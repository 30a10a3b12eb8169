"""Questions about imports."""

from typing import TYPE_CHECKING

from django.db import models

from teams.people.querysets import team_ids_seen_by

if TYPE_CHECKING:
    from teams.people.models import User


class ImportBatchQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "ImportBatchQuerySet":
        """Imports into the teams the user sees."""
        teams = team_ids_seen_by(user)
        return self if teams is None else self.filter(team__in=teams)
