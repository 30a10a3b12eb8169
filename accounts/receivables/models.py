"""What clients owe: invoices and their lines, and the columns of the aging report."""

import pgtrigger
from django.db import models
from django.urls import reverse

from accounts.clients.models import Client
from accounts.policies.models import PolicyTerm, PolicyTransaction
from accounts.receivables.querysets import (
    AgingBasis,
    AgingDefaultQuerySet,
    CreditUseQuerySet,
    InvoiceQuerySet,
)
from config.lib.models import MoneyField, RateField
from config.lib.triggers import append_only
from teams.history.tracking import tracked


class LineKind(models.TextChoices):
    """Premium, tax and fee are separate kinds from the first day (DOMAIN §4.4)."""

    PREMIUM = "premium", "Premium"
    CARRIER_FEE = "carrier_fee", "Carrier fee"
    POLICY_FEE = "policy_fee", "Inspection or policy fee"
    SURPLUS_TAX = "surplus_tax", "Surplus lines tax"
    STAMPING_FEE = "stamping_fee", "Stamping fee"
    BROKER_FEE = "broker_fee", "Broker fee"
    INSTALLMENT_CHARGE = "installment_charge", "Installment charge"


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
    installment = models.PositiveSmallIntegerField(
        default=1, help_text="Which part of the transaction; 1 where it is billed in full."
    )
    plan = models.ForeignKey(
        "accounts.InstallmentPlan", models.PROTECT, null=True, blank=True, related_name="invoices"
    )
    reissues = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reissued_as",
        help_text="The void invoice in whose place it stands.",
    )
    form_key = models.UUIDField(
        unique=True, null=True, blank=True, help_text="One form makes one bill."
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
            models.UniqueConstraint(
                fields=["transaction", "installment"],
                condition=models.Q(reissues=None, transaction__isnull=False),
                name="transaction_invoiced_once",
            ),
            models.CheckConstraint(
                condition=models.Q(installment__gte=1), name="installments_count_from_one"
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], name="invoice_by_due"),
            models.Index(fields=["number", "id"], name="invoice_by_number"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="reissues_a_void_one",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__reissues__isnull=False),
                func="""
                    IF NOT EXISTS (
                        SELECT FROM accounts_journalentry AS posted
                        JOIN accounts_journalentry AS undone ON undone.reverses_id = posted.id
                        WHERE posted.invoice_id = NEW.reissues_id AND posted.kind = 'invoice'
                    ) THEN
                        RAISE EXCEPTION 'invoice % is not void', NEW.reissues_id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("invoice-page", args=[self.pk])

    @property
    def kind(self) -> str:
        """Invoice, or credit memo when it gives money back."""
        return "Credit memo" if self.total < 0 else "Invoice"


class InvoiceLine(models.Model):
    """One amount of an invoice, of one kind."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=20, choices=LineKind)
    amount = MoneyField()
    rate = RateField(
        null=True, blank=True, help_text="Percent, where it was reckoned; returns use it again."
    )

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
class AgingBucket(models.Model):
    """One column of the aging report: days past the chosen date, from and up to."""

    label = models.CharField(max_length=30, unique=True)
    from_days = models.IntegerField(null=True, blank=True, unique=True)

    class Meta:
        ordering = [models.F("from_days").asc(nulls_first=True)]

    def __str__(self) -> str:
        return self.label


@tracked()
class AgingDefault(models.Model):
    """From which date the house ages its open items unless somebody asks otherwise; dated."""

    basis = models.CharField(max_length=10, choices=AgingBasis)
    from_on = models.DateField(unique=True)
    note = models.CharField(max_length=200, blank=True)

    objects = AgingDefaultQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(basis__in=AgingBasis.values), name="aging_basis_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_basis_display()} from {self.from_on:%m/%d/%Y}"


class CreditUse(models.Model):
    """Part of a credit memo used for an invoice; taken back by a negative one."""

    credit = models.ForeignKey(Invoice, models.PROTECT, related_name="uses")
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="credits")
    amount = MoneyField()
    entry = models.ForeignKey("accounts.JournalEntry", models.PROTECT, related_name="credit_uses")

    objects = CreditUseQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(amount=0), name="credit_use_is_not_zero"),
            models.CheckConstraint(
                condition=~models.Q(credit=models.F("invoice")), name="credit_not_used_on_itself"
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.amount} of {self.credit} for {self.invoice}"
