"""Paying on to carriers and authorities what was collected for them."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.carriers.models import WritingCompany
from accounts.ledger.models import PAYABLES
from accounts.payables.querysets import PaymentRuleQuerySet, RemittanceQuerySet
from accounts.trust.models import BankAccount
from config.lib.models import Dated, MoneyField
from config.lib.triggers import append_only
from teams.history.tracking import tracked


class Authority(models.TextChoices):
    """Who is paid taxes and fees where no intermediary files them (DOMAIN §4.5)."""

    TAX = "tax", "State, surplus lines tax"
    STAMPING = "stamping", "Stamping office"


@tracked()
class PaymentRule(Dated):
    """A number that paying on goes by, with the days on which it holds."""

    class Code(models.TextChoices):
        TAX = "tax", "Surplus lines tax: due day of the following month"
        STAMPING = "stamping", "Stamping fee: due day of the following month"
        WARN = "warn", "Days before a payee is due that an unpaid client is told of"
        REFUND = "refund", "Days within which a client’s credit is given back"

    code = models.CharField("rule", max_length=10, choices=Code)
    value = models.PositiveSmallIntegerField(
        "number", validators=[MaxValueValidator(365, "At most 365.")]
    )
    note = models.CharField(max_length=200, blank=True)

    objects = PaymentRuleQuerySet.as_manager()

    class Meta:
        ordering = ["code", "-from_on"]
        constraints = [
            models.UniqueConstraint(fields=["code", "from_on"], name="payment_rule_once"),
            models.CheckConstraint(
                condition=Q(code__in=["warn", "refund"]) | Q(value__range=(1, 31)),
                name="payment_rule_is_a_day",
                violation_error_message="A day of the month is between 1 and 31.",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=models.F("from_on")),
                name="payment_rule_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()}: {self.value}"


@tracked()
class Remittance(models.Model):
    """Items paid together to one payee; below zero the payee pays the house."""

    class Means(models.TextChoices):
        CHECK = "check", "Check"
        ACH = "ach", "ACH"
        WIRE = "wire", "Wire"

    number = models.PositiveBigIntegerField(unique=True, help_text="Without gaps.")
    company = models.ForeignKey(
        WritingCompany, models.PROTECT, null=True, blank=True, related_name="remittances"
    )
    authority = models.CharField(max_length=10, choices=Authority, blank=True)
    through_on = models.DateField("due through")
    amount = MoneyField()
    note = models.CharField(max_length=200, blank=True)
    form_key = models.UUIDField(unique=True, null=True, help_text="One form makes one remittance.")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    proposed_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    dropped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    means = models.CharField(max_length=10, choices=Means, blank=True)
    reference = models.CharField(
        max_length=80, blank=True, help_text="Check number, or the bank's reference."
    )
    paid_on = models.DateField(null=True, blank=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    bank_account = models.ForeignKey(
        BankAccount, models.PROTECT, null=True, blank=True, related_name="remittances"
    )
    entry = models.OneToOneField(
        "accounts.JournalEntry", models.PROTECT, null=True, blank=True, related_name="remittance"
    )

    objects = RemittanceQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(company__isnull=False, authority="")
                | Q(company=None, authority__in=Authority.values),
                name="remittance_has_one_payee",
            ),
            models.CheckConstraint(
                condition=Q(entry=None)
                | Q(approved_at__isnull=False, paid_on__isnull=False, bank_account__isnull=False)
                & ~Q(means=""),
                name="remittance_paid_when_approved",
            ),
            models.CheckConstraint(
                condition=Q(dropped_by=None) | Q(entry=None), name="remittance_paid_or_dropped"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("proposed_by")),
                name="remittance_has_a_second_person",
            ),
            models.UniqueConstraint(
                fields=["bank_account", "reference"],
                condition=Q(means="check") & ~Q(reference=""),
                name="check_number_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Remittance {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("remittance-page", args=[self.pk])

    @property
    def payee(self) -> str:
        return self.company.name if self.company else self.get_authority_display()

    @property
    def standing(self) -> str:
        """Proposed, approved, paid, void or dropped: derived from who did what."""
        if self.dropped_by_id:
            return "dropped"
        if self.entry is not None:
            return "void" if hasattr(self.entry, "reversed_by") else "paid"
        return "approved" if self.approved_at else "proposed"


class RemittanceLine(models.Model):
    """What of an invoice a remittance pays; a credit netted with it is below zero."""

    remittance = models.ForeignKey(Remittance, models.PROTECT, related_name="lines")
    invoice = models.ForeignKey("accounts.Invoice", models.PROTECT, related_name="remitted")
    account = models.CharField(max_length=20)
    amount = MoneyField()
    owed = MoneyField(help_text="What was unpaid when it was proposed.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["remittance", "invoice", "account"], name="remittance_line_once"
            ),
            models.CheckConstraint(
                condition=Q(account__in=PAYABLES) & ~Q(amount=0), name="remittance_line_pays"
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.amount:,.2f} for {self.invoice}"
