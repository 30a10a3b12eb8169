"""Filters of a list kept under a name."""

from django.conf import settings
from django.db import models

from teams.history.tracking import tracked
from teams.saved_filters.querysets import SavedFilterQuerySet


@tracked()
class SavedFilter(models.Model):
    """The question asked of one list, as its address has it; one's own, or everybody's."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters"
    )
    place = models.CharField(max_length=60, help_text="The URL name of the list.")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=600)
    shared = models.BooleanField("for everybody", default=False)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "place", "name"], name="saved_filter_once")
        ]

    def __str__(self) -> str:
        return self.name
