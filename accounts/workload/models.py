"""How much work a piece of work is."""

from django.core.validators import MinValueValidator
from django.db import models

from accounts.workload.querysets import WorkWeightQuerySet
from config.lib.models import Versioned
from teams.history.tracking import tracked


class Kind(models.TextChoices):
    ORDER = "order", "Order"
    FOLLOW_UP = "follow_up", "Follow-up"
    COMMITMENT = "commitment", "Commitment"


@tracked()
class WorkWeight(Versioned):
    """Hours that a piece of work of a kind usually takes; a dated row."""

    kind = models.CharField(max_length=12, choices=Kind)
    code = models.CharField(
        max_length=40, blank=True,
        help_text="The kind of order, follow-up or commitment; empty: every other one.",
    )  # fmt: skip
    hours = models.DecimalField(max_digits=5, decimal_places=2, validators=[MinValueValidator(0)])
    from_on = models.DateField("from")

    objects = WorkWeightQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "code", "-from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "code", "from_on"], name="work_weight_once",
                violation_error_message="There are hours for this from that day already.",
            ),
            models.CheckConstraint(condition=models.Q(hours__gte=0), name="hours_not_negative"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.code or 'in general'}: {self.hours} h"
