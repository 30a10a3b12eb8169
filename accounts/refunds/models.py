"""Return premium paid out to a client: asked for by one person, approved by another."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.payables.models import Remittance
from accounts.receivables.models import Invoice
from accounts.refunds.querysets import ClientRefundQuerySet
from accounts.trust.models import BankAccount
from config.lib.models import MoneyField
from teams.history.tracking import tracked


@tracked()
class ClientRefund(models.Model):
    """What of a credit memo goes out to the client, through the return premium payable."""

    number = models.PositiveBigIntegerField(unique=True, help_text="Without gaps.")
    credit = models.ForeignKey(Invoice, models.PROTECT, related_name="refunds")
    amount = MoneyField()
    payee = models.CharField("paid to", max_length=200)
    note = models.CharField(max_length=200, blank=True)
    form_key = models.UUIDField(unique=True, null=True, help_text="One form makes one refund.")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    owed_entry = models.OneToOneField(
        "accounts.JournalEntry", models.PROTECT, null=True, blank=True, related_name="refund_owed",
        help_text="Out of the receivable, payable to the client.",
    )  # fmt: skip
    dropped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    means = models.CharField(max_length=10, choices=Remittance.Means, blank=True)
    reference = models.CharField(
        max_length=80, blank=True, help_text="Check number, or the bank's reference."
    )
    paid_on = models.DateField(null=True, blank=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    bank_account = models.ForeignKey(
        BankAccount, models.PROTECT, null=True, blank=True, related_name="refunds"
    )
    paid_entry = models.OneToOneField(
        "accounts.JournalEntry", models.PROTECT, null=True, blank=True, related_name="refund_paid"
    )

    objects = ClientRefundQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="client_refund_is_positive"),
            models.CheckConstraint(
                condition=Q(approved_by=None, owed_entry=None)
                | Q(approved_by__isnull=False, owed_entry__isnull=False),
                name="client_refund_owed_when_approved",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("asked_by")),
                name="client_refund_has_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(paid_entry=None)
                | Q(owed_entry__isnull=False, paid_on__isnull=False, bank_account__isnull=False)
                & ~Q(means=""),
                name="client_refund_paid_when_approved",
            ),
            models.CheckConstraint(
                condition=Q(dropped_by=None) | Q(paid_entry=None),
                name="client_refund_paid_or_dropped",
            ),
            models.UniqueConstraint(
                fields=["credit"],
                condition=Q(dropped_by=None, paid_entry=None),
                name="one_client_refund_under_way",
            ),
            models.UniqueConstraint(
                fields=["bank_account", "reference"],
                condition=Q(means="check") & ~Q(reference=""),
                name="client_refund_check_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Refund {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("refund-page", args=[self.pk])

    @property
    def standing(self) -> str:
        """Asked, approved, paid, void or dropped: derived from who did what."""
        if self.dropped_by_id:
            return "dropped"
        if self.paid_entry is not None:
            return "void" if hasattr(self.paid_entry, "reversed_by") else "paid"
        return "approved" if self.owed_entry_id else "asked"
