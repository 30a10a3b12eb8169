"""Absences: who stands in for whom, from when until when."""

from django.conf import settings
from django.db import models

from accounts.service_team.querysets import AbsenceQuerySet
from teams.history.tracking import tracked


@tracked()
class Absence(models.Model):
    """A person is away from the first day to the last; the deputy works their clients."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="absences")
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="covers")
    from_on = models.DateField("first day away")
    last_on = models.DateField("last day away")
    reason = models.CharField(max_length=120, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_on__gte=models.F("from_on")),
                name="absence_dates_in_order",
            ),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("deputy")), name="nobody_covers_themselves"
            ),
        ]
        indexes = [
            models.Index(fields=["deputy", "last_on"], name="absence_by_deputy"),
            models.Index(fields=["person", "last_on"], name="absence_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, covered by {self.deputy} until {self.last_on:%m/%d/%Y}"
