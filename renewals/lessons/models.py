"""What a placement taught: why it was won or lost, and how the carriers did."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.carriers.models import Carrier
from config.lib.models import Versioned
from renewals.placements.models import Placement
from renewals.placements.querysets import OfPlacementQuerySet
from teams.history.tracking import tracked


@tracked()
class Lesson(Versioned):
    """What decided a placement. Its words stand on the placement itself."""

    class Because(models.TextChoices):
        PRICE = "price", "Price"
        COVERAGE = "coverage", "Coverage"
        SERVICE = "service", "Our service"
        RELATION = "relation", "Relationship"
        CARRIER = "carrier", "The carrier’s appetite or terms"
        TIMING = "timing", "Timing"
        OTHER = "other", "Something else"

    placement = models.OneToOneField(Placement, models.PROTECT, related_name="lesson")
    because = models.CharField("decided by", max_length=10, choices=Because)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on = models.DateField()

    objects = OfPlacementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    because__in=[
                        "price", "coverage", "service", "relation", "carrier", "timing", "other",
                    ]
                ),
                name="lesson_reason_known",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.placement}: {self.get_because_display()}"


@tracked()
class CarrierNote(Versioned):
    """How a carrier did in a placement: answers, terms, policies in time."""

    class Grade(models.TextChoices):
        GOOD = "good", "Good"
        FAIR = "fair", "Fair"
        POOR = "poor", "Poor"

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="carrier_notes")
    carrier = models.ForeignKey(Carrier, models.PROTECT, related_name="placement_notes")
    grade = models.CharField(max_length=4, choices=Grade)
    text = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on = models.DateField()

    objects = OfPlacementQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["placement", "carrier"], name="carrier_noted_once"),
            models.CheckConstraint(
                condition=Q(grade__in=["good", "fair", "poor"]), name="carrier_grade_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.carrier}: {self.get_grade_display()}"
