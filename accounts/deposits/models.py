"""A deposit: many checks entered together against the slip's total, posted all or none."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.deposits.querysets import DepositQuerySet
from accounts.receipts.models import Receipt
from config.lib.models import MoneyField, Versioned
from teams.history.tracking import tracked


@tracked()
class Deposit(Versioned):
    """Payments brought to the bank together; a draft until it is posted."""

    bank_account = models.ForeignKey("accounts.BankAccount", models.PROTECT, related_name="+")
    deposited_on = models.DateField("on")
    slip_total = MoneyField("total of the slip")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    posted_at = models.DateTimeField(null=True, blank=True)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    form_key = models.UUIDField(unique=True, help_text="One form makes one deposit.")

    objects = DepositQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(slip_total__gt=0), name="deposit_is_positive"),
            models.CheckConstraint(
                condition=Q(posted_at=None, posted_by=None)
                | Q(posted_at__isnull=False, posted_by__isnull=False),
                name="deposit_posted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Deposit {self.pk} of {self.slip_total:,.2f} on {self.deposited_on:%m/%d/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("deposit-page", args=[self.pk])


@tracked()
class DepositLine(models.Model):
    """One payment as it was typed; its receipt once the deposit is posted."""

    deposit = models.ForeignKey(Deposit, models.CASCADE, related_name="lines")
    place = models.PositiveSmallIntegerField()
    who = models.CharField(max_length=250, blank=True)
    amount = models.CharField(max_length=40, blank=True)
    method = models.CharField(max_length=10, choices=Receipt.Method, default=Receipt.Method.CHECK)
    reference = models.CharField(max_length=80, blank=True)
    pays = models.CharField(max_length=200, blank=True)
    receipt = models.OneToOneField(
        Receipt, models.PROTECT, null=True, blank=True, related_name="deposit_line"
    )

    class Meta:
        ordering = ["deposit", "place"]
        constraints = [
            models.UniqueConstraint(fields=["deposit", "place"], name="deposit_line_place")
        ]

    def __str__(self) -> str:
        return f"{self.who}: {self.amount}"
