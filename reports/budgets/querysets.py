"""Questions about budgets."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, Q, When

from teams.access.roles import Scope
from teams.people.querysets import team_ids_seen_by

if TYPE_CHECKING:
    from teams.people.models import User


class BudgetQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "BudgetQuerySet":
        """The house's for those who see every client; a person's for whoever sees their team."""
        if not user.may("production.view"):
            return self.none()
        if user.scope == Scope.ALL:
            return self
        teams = team_ids_seen_by(user)
        return self.filter(Q(person=user) | Q(person__memberships__team__in=teams)).distinct()

    def house_first(self) -> "BudgetQuerySet":
        """The whole house's, then those of people by part and name."""
        return self.annotate(
            of_people=Case(
                When(part="house", then=0), default=1, output_field=models.IntegerField()
            )
        ).order_by("of_people", "part", "person__name", "pk")
