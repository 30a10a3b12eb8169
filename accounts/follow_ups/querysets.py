"""Questions about follow-ups."""

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.clients.querysets import OfClientQuerySet, absent_ids_covered_by

if TYPE_CHECKING:
    from teams.people.models import User


class FollowUpQuerySet(OfClientQuerySet):
    def open(self) -> "FollowUpQuerySet":
        return self.filter(done_at=None)

    def of(self, user: "User") -> "FollowUpQuerySet":
        """Those this person sees to: their own, their teams', and those of the absent colleagues
        they stand in for today."""
        people = [user.pk, *absent_ids_covered_by(user)]
        teams = user.memberships.order_by().values("team")
        return self.filter(Q(owner__in=people) | Q(owner=None, team__in=teams))

    def due_by(self, day: date) -> "FollowUpQuerySet":
        """Open ones due on `day` or before, the oldest first."""
        return self.open().filter(due_on__lte=day).order_by("due_on", "pk")

    def with_names(self) -> "FollowUpQuerySet":
        """With everything a row of a list shows, in one query."""
        return self.select_related(
            "client", "kind", "owner", "team", "term__policy__line", "order__type", "invoice",
            "entry", "outcome", "created_by",
        )  # fmt: skip
