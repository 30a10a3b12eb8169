"""What umbrellas ask of the policies beneath them: attachment points as dated rows."""

from django.db import models
from django.db.models import F, Q

from accounts.carriers.models import WritingCompany
from accounts.coverages.models import CoverageField
from config.lib.models import Dated, MoneyField
from renewals.underlying.querysets import UnderlyingRuleQuerySet
from teams.history.tracking import tracked


@tracked()
class UnderlyingRule(Dated):
    """The least limit beneath an umbrella. One that names a company goes before the house's."""

    field = models.ForeignKey(
        CoverageField, models.PROTECT, related_name="+", verbose_name="limit of the policy beneath"
    )
    company = models.ForeignKey(
        WritingCompany, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="umbrella of", help_text="Empty: every company.",
    )  # fmt: skip
    minimum = MoneyField()
    source = models.CharField(max_length=200, help_text="The carrier’s form, or who decided.")
    note = models.CharField(max_length=200, blank=True)

    objects = UnderlyingRuleQuerySet.as_manager()

    class Meta:
        ordering = ["field__line__name", "field__order", "company__name", "-from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["field", "company", "from_on"], nulls_distinct=False,
                name="underlying_rule_once",
                violation_error_message="There is a row for this limit from that day already.",
            ),
            models.CheckConstraint(condition=Q(minimum__gt=0), name="underlying_rule_positive"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")),
                name="underlying_rule_dates_in_order",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.field.line}: {self.field} at least {self.minimum:,.0f}"
