"""Questions about the checks of the books."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from teams.people.models import User


class BooksCheckQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "BooksCheckQuerySet":
        """Those who may see payables see whether the books tie."""
        return self if user.may("payables.view") else self.none()
