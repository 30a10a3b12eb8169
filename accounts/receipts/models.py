"""Money that came in, and what it was used for."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.urls import reverse

from accounts.clients.models import Client
from accounts.receipts.querysets import AllocationQuerySet, ReceiptQuerySet
from config.lib.models import MoneyField
from config.lib.triggers import append_only
from teams.history.tracking import tracked


@tracked()
class Receipt(models.Model):
    """Money that came in for a client's account, from the client or from somebody else."""

    class Method(models.TextChoices):
        CHECK = "check", "Check"
        ACH = "ach", "ACH"
        WIRE = "wire", "Wire"
        CARD = "card", "Card"
        CASH = "cash", "Cash"
        FINANCE = "finance", "Premium finance company"

    client = models.ForeignKey(Client, models.PROTECT, related_name="receipts")
    number = models.PositiveBigIntegerField(
        unique=True, null=True, help_text="Without gaps; empty for imported ones."
    )
    payer = models.CharField(
        max_length=200, blank=True, help_text="Who paid, if it was not the client."
    )
    method = models.CharField(max_length=10, choices=Method, default=Method.CHECK)
    received_on = models.DateField()
    deposited_on = models.DateField(null=True, blank=True, help_text="When the bank had it.")
    bank_account = models.ForeignKey(
        "accounts.BankAccount", models.PROTECT, null=True, blank=True, related_name="+"
    )
    amount = MoneyField()
    reference = models.CharField(
        max_length=80, blank=True, help_text="Check number, or the bank's reference."
    )
    form_key = models.UUIDField(unique=True, null=True, help_text="One form makes one receipt.")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    batch = models.ForeignKey(
        "accounts.ImportBatch", models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="receipt_is_positive"),
            models.CheckConstraint(
                condition=models.Q(deposited_on=None)
                | models.Q(deposited_on__gte=models.F("received_on")),
                name="receipt_deposited_after_it_came",
            ),
        ]
        indexes = [
            models.Index(fields=["received_on", "id"], name="receipt_by_day"),
            models.Index(fields=["client", "-received_on"], name="receipt_by_client"),
        ]

    def __str__(self) -> str:
        name = f"Receipt {self.number}" if self.number else "Imported receipt"
        return f"{name} of {self.amount:,.2f} on {self.received_on:%m/%d/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("receipt-page", args=[self.pk])

    @property
    def label(self) -> str:
        """How lists name it."""
        return str(self.number) if self.number else "imported"


class Allocation(models.Model):
    """Part of a receipt used for an invoice; taken back by a negative one."""

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="allocations")
    invoice = models.ForeignKey("accounts.Invoice", models.PROTECT, related_name="allocations")
    amount = MoneyField()
    allocated_on = models.DateField()

    objects = AllocationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(amount=0), name="allocation_is_not_zero")
        ]
        triggers = [
            append_only(),
            pgtrigger.Trigger(
                name="within_receipt",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                # The lock makes the last of several transactions count what the others wrote.
                func="""
                    PERFORM 1 FROM accounts_receipt WHERE id = NEW.receipt_id
                        FOR NO KEY UPDATE;
                    IF (SELECT SUM(amount) FROM accounts_allocation
                        WHERE receipt_id = NEW.receipt_id)
                       > (SELECT amount FROM accounts_receipt WHERE id = NEW.receipt_id)
                    OR (SELECT SUM(amount) FROM accounts_allocation
                        WHERE receipt_id = NEW.receipt_id AND invoice_id = NEW.invoice_id) < 0
                    THEN
                        RAISE EXCEPTION 'receipt % is allocated beyond its amount', NEW.receipt_id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} of {self.receipt} for {self.invoice}"
