"""The office calendar: opening hours and the days on which the office is closed."""

from django.db import models

from teams.history.tracking import tracked


@tracked()
class OfficeHours(models.Model):
    """Opening hours of an ordinary business day, in force from a date on."""

    from_on = models.DateField(unique=True)
    opens_at = models.TimeField()
    closes_at = models.TimeField()
    cut_off_at = models.TimeField(help_text="Work that arrives later counts from the next day.")
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-from_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opens_at__lt=models.F("cut_off_at"))
                & models.Q(cut_off_at__lte=models.F("closes_at")),
                name="office_hours_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.opens_at:%H:%M}–{self.closes_at:%H:%M} from {self.from_on}"


@tracked()
class OfficeClosure(models.Model):
    """A day on which this office is closed (or open in spite of a public holiday)."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=120)
    is_open = models.BooleanField(default=False, help_text="Open in spite of a public holiday.")

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
