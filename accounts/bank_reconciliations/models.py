"""Trust cash of the ledger against the bank's statements, signed off and frozen."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.bank_reconciliations.querysets import BankReconciliationQuerySet
from config.lib.models import MoneyField
from config.lib.triggers import append_only


class BankReconciliation(models.Model):
    """One signed comparison. What is not outstanding in it had reached the bank by its day."""

    statement_on = models.DateField("statement of", unique=True)
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="following"
    )
    balances = models.JSONField(help_text="Each trust account: its name, last digits and balance.")
    statement_balance = MoneyField()
    ledger_balance = MoneyField()
    outstanding = MoneyField(help_text="In the ledger and not yet at the bank; in less out.")
    through_entry = models.PositiveBigIntegerField(help_text="The last entry that was looked at.")
    note = models.CharField(max_length=300, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(auto_now_add=True)

    objects = BankReconciliationQuerySet.as_manager()

    class Meta:
        ordering = ["-statement_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ledger_balance=models.F("statement_balance") + models.F("outstanding"))
                | ~Q(note=""),
                name="bank_difference_is_explained",
            )
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"Bank reconciliation of {self.statement_on:%m/%d/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("bank-reconciliation", args=[self.pk])

    @property
    def difference(self) -> Decimal:
        """Dollars that the ledger has more than the statement and what is outstanding."""
        return self.ledger_balance - self.statement_balance - self.outstanding


class OutstandingItem(models.Model):
    """An entry that the bank did not have yet when a reconciliation was signed."""

    reconciliation = models.ForeignKey(
        BankReconciliation, models.PROTECT, related_name="outstanding_items"
    )
    entry = models.ForeignKey("accounts.JournalEntry", models.PROTECT, related_name="+")
    amount = MoneyField()

    class Meta:
        ordering = ["entry"]
        constraints = [
            models.UniqueConstraint(
                fields=["reconciliation", "entry"], name="outstanding_once_each_time"
            )
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.entry} {self.amount:,.2f}"
