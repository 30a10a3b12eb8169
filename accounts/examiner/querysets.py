"""Questions about exports for examiners."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from teams.people.models import User


class ExaminerExportQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "ExaminerExportQuerySet":
        """They hold every client's records: for those who may see payables."""
        return self if user.may("payables.view") else self.none()
