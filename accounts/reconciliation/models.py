"""What was found each time the books were checked."""

from django.conf import settings
from django.db import models

from accounts.reconciliation.querysets import BooksCheckQuerySet


class BooksCheck(models.Model):
    """One look at whether the books tie, with every gap and the items that make it."""

    at = models.DateTimeField(auto_now_add=True)
    on = models.DateField(help_text="As of the end of this day.")
    ties = models.BooleanField()
    results = models.JSONField(help_text="Each check: its figures, its gap and its items.")
    trust = models.JSONField(help_text="The trust position of that day.")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = BooksCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Books as of {self.on}: {'tie' if self.ties else 'do not tie'}"

    @property
    def gaps(self) -> list[dict]:
        """The checks that did not hold."""
        return [row for row in self.results if not row["holds"]]
