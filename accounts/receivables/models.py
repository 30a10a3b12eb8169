"""What clients owe: invoices, receipts, allocations and the ledger under them."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.urls import reverse

from accounts.clients.models import Client
from accounts.policies.models import PolicyTerm, PolicyTransaction
from accounts.receivables.querysets import InvoiceQuerySet, PostingQuerySet, ReceiptQuerySet
from config.lib.models import MoneyField
from config.lib.triggers import append_only
from teams.history.tracking import tracked


class LineKind(models.TextChoices):
    """Premium, tax and fee are separate kinds from the first day (DOMAIN §4.4)."""

    PREMIUM = "premium", "Premium"
    CARRIER_FEE = "carrier_fee", "Carrier fee"
    SURPLUS_TAX = "surplus_tax", "Surplus lines tax"
    STAMPING_FEE = "stamping_fee", "Stamping fee"
    BROKER_FEE = "broker_fee", "Broker fee"
    INSTALLMENT_CHARGE = "installment_charge", "Installment charge"


class LedgerAccount(models.TextChoices):
    """The accounts of the servicing ledger. Debits are positive, credits negative."""

    RECEIVABLE = "receivable", "Accounts receivable"
    PREMIUM_PAYABLE = "premium_payable", "Premium payable to carriers"
    TAX_PAYABLE = "tax_payable", "Taxes and fees payable"
    FEE_INCOME = "fee_income", "Fee income"
    COMMISSION_INCOME = "commission_income", "Commission income"
    UNAPPLIED_CASH = "unapplied_cash", "Unapplied cash"
    TRUST_CASH = "trust_cash", "Trust cash"


@tracked()
class Invoice(models.Model):
    """A bill to a client. Posted when made; corrected by reversal, never edited."""

    source = models.CharField(max_length=40, blank=True)
    number = models.CharField(max_length=30)
    client = models.ForeignKey(Client, models.PROTECT, related_name="invoices")
    term = models.ForeignKey(
        PolicyTerm, models.PROTECT, null=True, blank=True, related_name="invoices"
    )
    transaction = models.ForeignKey(
        PolicyTransaction, models.PROTECT, null=True, blank=True, related_name="invoices"
    )
    invoice_on = models.DateField()
    effective_on = models.DateField()
    due_on = models.DateField()
    total = MoneyField()
    batch = models.ForeignKey(
        "accounts.ImportBatch", models.PROTECT, null=True, blank=True, related_name="invoices"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        ordering = ["-invoice_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="invoice_number_once"),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], name="invoice_by_due"),
            models.Index(fields=["number", "id"], name="invoice_by_number"),
        ]

    def __str__(self) -> str:
        return f"Invoice {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("invoice-page", args=[self.pk])


class InvoiceLine(models.Model):
    """One amount of an invoice, of one kind."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=20, choices=LineKind)
    amount = MoneyField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=LineKind.values), name="line_kind_known"
            )
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"


@tracked()
class Receipt(models.Model):
    """Money that came in."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="receipts")
    received_on = models.DateField()
    amount = MoneyField()
    reference = models.CharField(max_length=80, blank=True)
    batch = models.ForeignKey(
        "accounts.ImportBatch", models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="receipt_is_positive")
        ]

    def __str__(self) -> str:
        return f"Receipt of {self.amount} on {self.received_on}"


class Allocation(models.Model):
    """Part of a receipt used for an invoice; taken back by a negative one."""

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="allocations")
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="allocations")
    amount = MoneyField()
    allocated_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(amount=0), name="allocation_is_not_zero")
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.amount} of {self.receipt} for {self.invoice}"


class JournalEntry(models.Model):
    """One business event in the ledger; its postings sum to zero."""

    class Kind(models.TextChoices):
        INVOICE = "invoice", "Invoice"
        RECEIPT = "receipt", "Receipt"
        ALLOCATION = "allocation", "Allocation"
        REVERSAL = "reversal", "Reversal"

    kind = models.CharField(max_length=10, choices=Kind)
    posted_on = models.DateField()
    memo = models.CharField(max_length=200, blank=True)
    invoice = models.ForeignKey(
        Invoice, models.PROTECT, null=True, blank=True, related_name="entries"
    )
    receipt = models.ForeignKey(
        Receipt, models.PROTECT, null=True, blank=True, related_name="entries"
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "journal entries"
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.posted_on}"


class Posting(models.Model):
    """One amount on one account. Debits are positive, credits negative."""

    entry = models.ForeignKey(JournalEntry, models.PROTECT, related_name="postings")
    account = models.CharField(max_length=20, choices=LedgerAccount)
    amount = MoneyField()
    posted_on = models.DateField()
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    invoice = models.ForeignKey(Invoice, models.PROTECT, null=True, blank=True, related_name="+")

    objects = PostingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(account__in=LedgerAccount.values), name="ledger_account_known"
            )
        ]
        indexes = [
            models.Index(
                fields=["invoice", "posted_on"],
                include=["amount"],
                condition=models.Q(account="receivable"),
                name="posting_receivable",
            ),
        ]
        triggers = [
            append_only(),
            pgtrigger.Trigger(
                name="entry_balances",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func="""
                    IF (SELECT SUM(amount) FROM accounts_posting
                        WHERE entry_id = NEW.entry_id) <> 0 THEN
                        RAISE EXCEPTION 'journal entry % does not balance', NEW.entry_id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_account_display()} {self.amount}"


@tracked()
class AgingBucket(models.Model):
    """One column of the aging report: days past the chosen date, from and up to."""

    label = models.CharField(max_length=30, unique=True)
    from_days = models.IntegerField(null=True, blank=True, unique=True)

    class Meta:
        ordering = [models.F("from_days").asc(nulls_first=True)]

    def __str__(self) -> str:
        return self.label
