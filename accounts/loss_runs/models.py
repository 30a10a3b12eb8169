"""How current loss runs must be: dated rows, for files, requests and submissions alike."""

from django.db import models
from django.db.models import F, Q

from accounts.loss_runs.querysets import LossRunRuleQuerySet
from config.lib.models import Dated
from teams.history.tracking import tracked


@tracked()
class LossRunRule(Dated):
    """How old the valuation of loss runs may be, and how many years are wanted (DOMAIN §9.3)."""

    stale_days = models.PositiveSmallIntegerField(
        "stale after", help_text="Days between the valuation date and the submission."
    )
    years = models.PositiveSmallIntegerField("years of experience", default=5)
    source = models.CharField(max_length=120)
    note = models.CharField(max_length=300, blank=True)

    objects = LossRunRuleQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on"]
        constraints = [
            models.UniqueConstraint(fields=["from_on"], name="loss_run_rule_from_once"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")),
                name="loss_run_rule_in_order",
                violation_error_message="The rule must end after it begins.",
            ),
        ]

    def __str__(self) -> str:
        return f"Stale after {self.stale_days} days"
