"""Questions about documents."""

from typing import TYPE_CHECKING

from django.db import models

from teams.access.roles import Scope

if TYPE_CHECKING:
    from teams.people.models import User


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "DocumentQuerySet":
        """Documents one made; those who see every client see every document.

        A report holds the figures its maker could see, so it is not shared further.
        """
        return self if user.scope == Scope.ALL else self.filter(made_by=user)
