"""Closed months: the figures of a month, frozen."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.carriers.models import Carrier, WritingCompany
from accounts.clients.models import Client, Tier
from accounts.policies.models import (
    ChangeReason,
    LineOfBusiness,
    PolicyTerm,
    PolicyTransaction,
)
from config.lib.models import MoneyField
from config.lib.triggers import append_only
from reports.production.share_querysets import ShareQuerySet
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


class ProductionShare(models.Model):
    """The figures of a closed month for one share of the house, as a tally.

    A share are the clients of one team that the same people outside it served in person when the
    month was closed, so everybody sees the whole of a share or nothing of it. `clients` are they.
    """

    close = models.ForeignKey(MonthClose, models.PROTECT, related_name="shares")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    people = ArrayField(models.BigIntegerField())
    clients = ArrayField(models.BigIntegerField(), default=list)
    tally = models.JSONField()
    aging = models.JSONField(default=list, help_text="What its clients owed when the month ended.")

    objects = ShareQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["close", "team", "people"], name="production_share_once"
            )
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.team} {self.close}"


class ProductionFact(models.Model):
    """One transaction as it counted when its month was closed.

    `month` is the month it counts in: that of the close, and of what was booked before the first
    month ever closed, its own.
    """

    close = models.ForeignKey(MonthClose, models.PROTECT, related_name="facts")
    share = models.ForeignKey(ProductionShare, models.PROTECT, null=True, related_name="facts")
    month = models.DateField()
    transaction = models.OneToOneField(PolicyTransaction, models.PROTECT, related_name="fact")
    kind = models.CharField(max_length=3)
    premium = MoneyField()
    commission = MoneyField()
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    client_name = models.CharField(max_length=200, default="")
    number = models.CharField(max_length=40, default="")
    line = models.ForeignKey(LineOfBusiness, models.PROTECT, related_name="+")
    writing_company = models.ForeignKey(WritingCompany, models.PROTECT, related_name="+")
    carrier = models.ForeignKey(Carrier, models.PROTECT, null=True, related_name="+")
    executive = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    sales_executive = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    tier = models.ForeignKey(Tier, models.PROTECT, null=True, related_name="+")
    department = models.CharField(max_length=80, null=True)  # noqa: DJ001 - unknown before
    fresh = models.CharField(max_length=10, blank=True, help_text="What of New it is.")

    class Meta:
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.kind} {self.premium}"


class ProductionTerm(models.Model):
    """One term as it counted when its month was closed.

    It came up for renewal (`part` is then `renewed` or `lost`, and `premium` the expiring one), or
    it was a part of the book's way through the month, to which it added `premium`.
    """

    share = models.ForeignKey(ProductionShare, models.PROTECT, related_name="terms")
    is_due = models.BooleanField()
    part = models.CharField(max_length=20)
    term = models.ForeignKey(PolicyTerm, models.PROTECT, related_name="+")
    premium = MoneyField()
    client_name = models.CharField(max_length=200)
    number = models.CharField(max_length=40)
    reason = models.ForeignKey(ChangeReason, models.PROTECT, null=True, related_name="+")
    line = models.ForeignKey(LineOfBusiness, models.PROTECT, related_name="+")
    carrier = models.ForeignKey(Carrier, models.PROTECT, related_name="+")
    executive = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    sales_executive = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    tier = models.ForeignKey(Tier, models.PROTECT, null=True, related_name="+")
    department = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["share", "is_due", "term"], name="production_term_once")
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.number} {self.part}"
