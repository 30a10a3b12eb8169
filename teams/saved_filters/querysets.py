"""Questions about kept filters."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from teams.people.models import User


class SavedFilterQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "SavedFilterQuerySet":
        """One's own, and those shared with everybody."""
        return self.filter(Q(owner=user) | Q(shared=True))

    def at(self, place: str) -> "SavedFilterQuerySet":
        """Those of one list."""
        return self.filter(place=place).select_related("owner")
