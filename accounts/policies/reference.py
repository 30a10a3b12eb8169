"""What policies refer to: lines of business, why they end, numbers of premium arithmetic."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MinValueValidator
from django.db import models

from accounts.policies.querysets import PremiumRuleQuerySet
from config.lib.models import Dated, RateField
from teams.history.tracking import tracked


@tracked()
class PremiumRule(Dated):
    """A number of premium arithmetic and the days on which it holds (DOMAIN §10.2)."""

    class Code(models.TextChoices):
        SHORT_RATE = "short_rate", "Short rate: percent of the pro rata return"
        MINIMUM_EARNED_SURPLUS = "minimum_surplus", "Minimum earned, surplus lines: percent"
        TOLERANCE_DOLLARS = "tolerance_dollars", "Tolerance to the carrier's figure: dollars"
        TOLERANCE_PERCENT = "tolerance_percent", "Tolerance to the carrier's figure: percent"

    code = models.CharField("rule", max_length=20, choices=Code)
    value = RateField(validators=[MinValueValidator(0, "A rule’s number is not negative.")])
    source = models.CharField(max_length=200, help_text="The statute, the form, or who decided.")
    note = models.CharField(max_length=200, blank=True)

    objects = PremiumRuleQuerySet.as_manager()

    class Meta:
        ordering = ["code", "-from_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    code__in=[
                        "short_rate",
                        "minimum_surplus",
                        "tolerance_dollars",
                        "tolerance_percent",
                    ]
                ),
                name="premium_rule_known",
            ),
            models.CheckConstraint(
                condition=models.Q(value__gte=0), name="premium_rule_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(code="tolerance_dollars") | models.Q(value__lte=100),
                name="premium_rule_is_a_percentage",
                violation_error_message="A percentage is at most 100.",
            ),
            models.CheckConstraint(
                condition=models.Q(until_on=None) | models.Q(until_on__gt=models.F("from_on")),
                name="premium_rule_dates_in_order",
            ),
            ExclusionConstraint(
                name="one_premium_rule_at_a_time",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (
                        models.Func(
                            "from_on",
                            "until_on",
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="Another row of this rule holds on some of these days. "
                "End that one first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()} {self.value.normalize():f}"


@tracked()
class ChangeReason(models.Model):
    """Why a policy ends; lost business is counted by it (DOMAIN §6.2)."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@tracked()
class LineOfBusiness(models.Model):
    """A line of business under the house's own code (DOMAIN §14.1)."""

    code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "lines of business"

    def __str__(self) -> str:
        return self.name


@tracked()
class LineAlias(models.Model):
    """Another code or name under which systems know a line."""

    line = models.ForeignKey(LineOfBusiness, models.CASCADE, related_name="aliases")
    alias = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ["alias"]
        verbose_name_plural = "line aliases"

    def __str__(self) -> str:
        return self.alias
