"""Closed months: the figures of a month, frozen."""

from django.conf import settings
from django.db import models

from accounts.carriers.models import WritingCompany
from accounts.clients.models import Client, Tier
from accounts.policies.models import LineOfBusiness, PolicyTransaction
from config.lib.models import MoneyField
from config.lib.triggers import append_only
from teams.history.tracking import tracked
from teams.people.models import Team


@tracked()
class MonthClose(models.Model):
    """An accounting month that is closed; later corrections book into an open one."""

    month = models.DateField(unique=True)
    closed_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    figures = models.JSONField(default=dict)

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.CheckConstraint(condition=models.Q(month__day=1), name="closed_month_first_day")
        ]

    def __str__(self) -> str:
        return f"{self.month:%B %Y}"


class ProductionFact(models.Model):
    """One transaction as it counted when its month was closed."""

    close = models.ForeignKey(MonthClose, models.PROTECT, related_name="facts")
    transaction = models.OneToOneField(PolicyTransaction, models.PROTECT, related_name="fact")
    kind = models.CharField(max_length=3)
    premium = MoneyField()
    commission = MoneyField()
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    line = models.ForeignKey(LineOfBusiness, models.PROTECT, related_name="+")
    writing_company = models.ForeignKey(WritingCompany, models.PROTECT, related_name="+")
    executive = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    sales_executive = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    tier = models.ForeignKey(Tier, models.PROTECT, null=True, related_name="+")
    department = models.CharField(max_length=80, null=True)  # noqa: DJ001 - unknown before

    class Meta:
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.kind} {self.premium}"
