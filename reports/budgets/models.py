"""What is planned: premium and commission by month, for the house or for one person."""

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from config.lib.models import MoneyField, Versioned
from reports.budgets.querysets import BudgetQuerySet
from teams.history.tracking import tracked


@tracked()
class Budget(Versioned):
    """The plan of one year: of the whole house, or of one person's clients or sales."""

    class Part(models.TextChoices):
        HOUSE = "house", "The whole house"
        EXECUTIVE = "executive", "Account executive"
        SALES_EXECUTIVE = "sales_executive", "Sales executive"

    year = models.PositiveSmallIntegerField(
        validators=[
            MinValueValidator(2000, "A year from 2000 on."),
            MaxValueValidator(2100, "A year up to 2100."),
        ]
    )
    part = models.CharField("for", max_length=20, choices=Part)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="budgets"
    )

    objects = BudgetQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "part", "person__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "part", "person"],
                nulls_distinct=False,
                name="budget_once",
                violation_error_message="There is a budget for this already.",
            ),
            models.CheckConstraint(
                condition=models.Q(part="house", person=None)
                | models.Q(part__in=["executive", "sales_executive"], person__isnull=False),
                name="budget_names_whose",
                violation_error_message="A person's budget names the person; the house's nobody.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.whose} {self.year}"

    @property
    def whose(self) -> str:
        """The house, or the person's name."""
        return self.person.name if self.person else "The whole house"

    @property
    def months(self) -> list[date]:
        """The first days of the year's months."""
        return [date(self.year, month, 1) for month in range(1, 13)]

    def get_absolute_url(self) -> str:
        return reverse("budget-page", args=[self.pk])


class Measure(models.TextChoices):
    """What is planned for a month, in dollars."""

    COMMISSION = "commission", "Commission, all business"
    NEW_COMMISSION = "new_commission", "Commission, new business"
    PREMIUM = "premium", "Premium, all business"
    NEW_PREMIUM = "new_premium", "Premium, new business"


@tracked()
class BudgetAmount(models.Model):
    """Dollars of one measure planned for one month; none planned means no row."""

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="amounts")
    month = models.DateField(help_text="Its first day.")
    measure = models.CharField(max_length=20, choices=Measure)
    amount = MoneyField()

    class Meta:
        ordering = ["month", "measure"]
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "month", "measure"], name="budget_amount_once"
            ),
            models.CheckConstraint(condition=models.Q(month__day=1), name="budget_of_a_month"),
            models.CheckConstraint(
                condition=models.Q(measure__in=Measure.values), name="budget_measure_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_measure_display()} {self.month:%Y-%m} {self.amount}"
