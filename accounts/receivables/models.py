"""What clients owe: invoices and their lines, and the columns of the aging report."""

from django.db import models
from django.urls import reverse

from accounts.clients.models import Client
from accounts.policies.models import PolicyTerm, PolicyTransaction
from accounts.receivables.querysets import AgingBasis, AgingDefaultQuerySet, InvoiceQuerySet
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
