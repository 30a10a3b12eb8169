"""Abstract shapes shared by the apps' models."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from config.lib.errors import DomainError


class Versioned(models.Model):
    """A row that two people may edit: the second save is told, never lost (DESIGN §4.7)."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def save_version(self, opened_with: int, fields: list[str]) -> None:
        """Write `fields` if the row still has the version the form was opened with.

        Raises DomainError when somebody saved in between.
        """
        values = {name: getattr(self, name) for name in fields}
        changed = (
            type(self)
            ._default_manager.filter(pk=self.pk, version=opened_with)
            .update(version=opened_with + 1, **values)
        )
        if not changed:
            raise DomainError(
                "Somebody else saved this record since you opened it. "
                "Reload to see what changed, then save again."
            )
        self.version = opened_with + 1


class Dated(Versioned):
    """A row that holds from a day until the first day without it."""

    from_on = models.DateField("from")
    until_on = models.DateField("until", null=True, blank=True, help_text="First day without it.")

    class Meta:
        abstract = True

    def clean(self) -> None:
        # Told before the constraints are asked: the database makes no range of such days.
        if self.until_on and self.from_on and self.until_on <= self.from_on:
            raise ValidationError({"until_on": "The row must end after it begins."})


class HouseQuerySet(models.QuerySet):
    """Rows that belong to the house: whoever may open their page sees all of them."""

    def visible_to(self, user: Any) -> "HouseQuerySet":
        return self


class MoneyField(models.DecimalField):
    """Dollars and cents."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_digits", 14)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(*args, **kwargs)


class RateField(models.DecimalField):
    """A rate in percent, four places."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_digits", 8)
        kwargs.setdefault("decimal_places", 4)
        super().__init__(*args, **kwargs)


class WebAddressField(models.URLField):
    """An address of the web; one typed without a scheme is taken as https."""

    def formfield(self, **kwargs):
        return super().formfield(**{"assume_scheme": "https", **kwargs})
