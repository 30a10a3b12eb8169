"""Questions about the Export List."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from teams.people.models import User


class ExportListingQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "ExportListingQuerySet":
        """All of them: the list belongs to the house."""
        return self if user.may("policies.view") else self.none()

    def in_force(self, on: date) -> "ExportListingQuerySet":
        """The classes on the list on `on`."""
        return self.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)
