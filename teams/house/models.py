"""How this house wants things called and done."""

from django.db import models

from teams.history.tracking import tracked


@tracked()
class HouseSetting(models.Model):
    """A setting that differs from its default in catalogue.py."""

    key = models.CharField(max_length=60, unique=True)
    value = models.CharField(max_length=200)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return f"{self.key}: {self.value}"
