"""Gap rules, the facts people found out, what was found for whom, and what became of it."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from accounts.activities.models import Activity
from accounts.attachments.models import Attachment
from accounts.clients.models import Client
from accounts.clients.querysets import OfClientQuerySet
from accounts.policies.models import LineOfBusiness
from config.lib.models import Versioned
from renewals.gaps.facts import FACTS
from renewals.gaps.querysets import GapDecisionQuerySet, GapFindingQuerySet, GapRuleQuerySet
from renewals.gaps.rules import check_condition, in_words
from renewals.opportunities.models import Opportunity
from teams.history.tracking import tracked


def is_condition(value: Any) -> None:
    """Raises ValidationError for a condition that cannot be judged."""
    try:
        check_condition(value)
    except ValueError as error:
        raise ValidationError(str(error)) from None


class Weight(models.IntegerChoices):
    CRITICAL = 1, "Critical"
    HIGH = 2, "High"
    MEDIUM = 3, "Medium"
    LOW = 4, "Low"


@tracked()
class GapRule(Versioned):
    """If the facts of an account are so and none of these lines is in force: suggest."""

    code = models.CharField(max_length=10, unique=True)
    name = models.CharField("suggest", max_length=120)
    condition = models.JSONField(
        "if", validators=[is_condition],
        help_text="any, all, or one fact with is, at_least, more_than or less_than.",
    )  # fmt: skip
    lines = ArrayField(
        models.CharField(max_length=10), default=list, blank=True, verbose_name="and none of",
        help_text="Codes of the lines that close the gap, with commas. Empty: none does.",
    )  # fmt: skip
    every_line = models.BooleanField("all of these lines are needed", default=False)
    proposes = models.ForeignKey(
        LineOfBusiness, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="line to propose",
    )  # fmt: skip
    weight = models.PositiveSmallIntegerField(choices=Weight, default=Weight.MEDIUM)
    lead_days = models.PositiveSmallIntegerField(
        "days before the x-date", default=120,
        help_text="So early a line that is placed elsewhere comes up again.",
    )  # fmt: skip
    why = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=200, default="DOMAIN §11")
    active = models.BooleanField(default=True)

    objects = GapRuleQuerySet.as_manager()

    class Meta:
        ordering = ["weight", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weight__in=Weight.values), name="gap_rule_weight_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def condition_words(self) -> str:
        return in_words(self.condition)


@tracked()
class ClientFact(Versioned):
    """An answer to a question of the gap rules: who said it, and when it was so."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="facts")
    fact = models.CharField(max_length=30, choices=[(k, f.label) for k, f in FACTS.items()])
    yes = models.BooleanField(null=True, blank=True)
    number = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    source = models.CharField(max_length=200, help_text="Who said so, or where it stands.")
    known_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = OfClientQuerySet.as_manager()

    class Meta:
        ordering = ["client", "fact"]
        constraints = [
            models.UniqueConstraint(fields=["client", "fact"], name="client_fact_once"),
            models.CheckConstraint(
                condition=Q(yes=None, number__gte=0) | Q(yes__isnull=False, number=None),
                name="client_fact_has_one_value",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_fact_display()}: {self.shown}"

    @property
    def shown(self) -> str:
        """The value in words."""
        return f"{self.number:,.0f}" if self.number is not None else "yes" if self.yes else "no"


class GapFinding(models.Model):
    """A rule that holds for a client, and the facts that triggered it; made anew every night."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="gap_findings")
    rule = models.ForeignKey(GapRule, models.CASCADE, related_name="findings")
    because = models.CharField(max_length=500)
    found_on = models.DateField()

    objects = GapFindingQuerySet.as_manager()

    class Meta:
        ordering = ["rule__weight", "pk"]
        constraints = [models.UniqueConstraint(fields=["client", "rule"], name="gap_found_once")]

    def __str__(self) -> str:
        return f"{self.rule}, because: {self.because}"


class Choice(models.TextChoices):
    PROPOSED = "proposed", "Propose"
    ELSEWHERE = "elsewhere", "Placed elsewhere"
    DECLINED = "declined", "Declined"
    NOT_APPLICABLE = "not_applicable", "Not applicable"


@tracked()
class GapDecision(Versioned):
    """What became of a gap: the last word on a rule for a client; earlier ones are its history.

    It comes up again on `again_on`: before the x-date of a line placed elsewhere, or on the day
    on which what was declined is offered again.
    """

    client = models.ForeignKey(Client, models.PROTECT, related_name="gap_decisions")
    rule = models.ForeignKey(GapRule, models.PROTECT, related_name="decisions")
    choice = models.CharField(max_length=15, choices=Choice)
    because = models.CharField(max_length=500, blank=True, help_text="The facts at that time.")
    carrier = models.CharField("placed with", max_length=120, blank=True)
    x_on = models.DateField("x-date", null=True, blank=True)
    evidence = models.CharField(max_length=300, blank=True)
    attachment = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+"
    )
    again_on = models.DateField("comes up again", null=True, blank=True)
    opportunity = models.OneToOneField(
        Opportunity, models.PROTECT, null=True, blank=True, related_name="gap"
    )
    entry = models.ForeignKey(Activity, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = GapDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["client", "rule"]
        constraints = [
            models.UniqueConstraint(fields=["client", "rule"], name="gap_decided_once"),
            models.CheckConstraint(
                condition=Q(choice__in=Choice.values), name="gap_choice_known"
            ),
            models.CheckConstraint(
                condition=~Q(choice="proposed") | Q(opportunity__isnull=False),
                name="proposed_gap_has_its_opportunity",
            ),
            models.CheckConstraint(
                condition=~Q(choice="elsewhere") | (~Q(carrier="") & Q(x_on__isnull=False)),
                name="gap_elsewhere_has_carrier_and_x_date",
            ),
            models.CheckConstraint(
                condition=~Q(choice__in=["declined", "not_applicable"]) | ~Q(evidence=""),
                name="declined_gap_has_evidence",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.rule}: {self.get_choice_display().lower()}"
