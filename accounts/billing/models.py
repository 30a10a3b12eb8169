"""What invoices are reckoned by: tax and fee rates, billing rules and payment schemes."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse

from accounts.billing.querysets import (
    BillingRuleQuerySet,
    BillingRunQuerySet,
    OfTheHouseQuerySet,
    TaxFeeRuleQuerySet,
)
from accounts.carriers.models import check_states
from accounts.policies.models import PolicyTransaction
from config.lib.models import Dated, MoneyField, RateField, Versioned
from config.lib.triggers import append_only
from teams.history.tracking import tracked

PERCENT = [
    MinValueValidator(0, "A rate is not negative."),
    MaxValueValidator(100, "A rate is at most 100 percent."),
]


def _days() -> Func:
    return Func(F("from_on"), F("until_on"), function="DATERANGE", output_field=DateRangeField())


@tracked()
class TaxFeeRule(Dated):
    """The rate of a tax or fee in a home state, from a day until the first day without it."""

    class Code(models.TextChoices):
        SURPLUS_TAX = "surplus_tax", "Surplus lines tax"
        STAMPING_FEE = "stamping_fee", "Stamping fee"

    class Base(models.TextChoices):
        PREMIUM = "premium", "Premium alone"
        CARRIER_FEES = "carrier_fees", "Premium and the carrier’s fees"
        ALL_FEES = "all_fees", "Premium and all fees"

    class DateBasis(models.TextChoices):
        POLICY = "policy", "Effective date of the policy; of an extension its own"
        TRANSACTION = "transaction", "Effective date of the transaction"
        INVOICE = "invoice", "Date of the invoice"

    state = models.CharField("home state", max_length=2, validators=[check_states])
    code = models.CharField("tax or fee", max_length=20, choices=Code)
    rate = RateField("rate, percent", validators=PERCENT)
    base = models.CharField("reckoned on", max_length=20, choices=Base, default=Base.CARRIER_FEES)
    date_basis = models.CharField(
        "which date decides", max_length=20, choices=DateBasis, default=DateBasis.POLICY
    )
    source = models.CharField(max_length=200, help_text="Statute, bulletin or notice.")
    note = models.CharField(max_length=200, blank=True)

    objects = TaxFeeRuleQuerySet.as_manager()

    class Meta:
        ordering = ["state", "code", "-from_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rate__range=(0, 100)), name="tax_rate_is_a_percentage"
            ),
            models.CheckConstraint(
                condition=Q(code__in=["surplus_tax", "stamping_fee"]), name="tax_or_fee_known"
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")),
                name="tax_dates_in_order",
            ),
            ExclusionConstraint(
                name="one_tax_rate_at_a_time",
                expressions=[
                    ("state", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    (_days(), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Another row has a rate for some of these days. "
                "End that one first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.get_code_display().lower()} {self.rate.normalize():f} %"


@tracked()
class BillingRule(Dated):
    """A number of billing with the days on which it holds."""

    class Code(models.TextChoices):
        PAYMENT_DAYS = "payment_days", "Due so many days after the invoice"
        INSTALLMENT_CHARGE = "installment_charge", "Installment charge: dollars"
        STATEMENT_DOLLARS = "statement_dollars", "Commission statements, tolerance: dollars"
        STATEMENT_PERCENT = "statement_percent", "Commission statements, tolerance: percent"

    code = models.CharField("rule", max_length=20, choices=Code)
    value = models.DecimalField(
        max_digits=10,
        decimal_places=2,
        validators=[MinValueValidator(0, "The number is not negative.")],
    )
    source = models.CharField(max_length=200)
    note = models.CharField(max_length=200, blank=True)

    objects = BillingRuleQuerySet.as_manager()

    class Meta:
        ordering = ["code", "-from_on"]
        constraints = [
            models.CheckConstraint(condition=Q(value__gte=0), name="billing_rule_not_negative"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")),
                name="billing_rule_dates_in_order",
            ),
            ExclusionConstraint(
                name="one_billing_rule_at_a_time",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (_days(), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Another row holds on some of these days. "
                "End that one first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()} {self.value.normalize():f}"


@tracked()
class PaymentScheme(Versioned):
    """A way to pay a premium in parts: how many, how far apart, how much at once."""

    code = models.CharField(max_length=20, unique=True)
    parts = models.PositiveSmallIntegerField(
        validators=[
            MinValueValidator(1, "At least one part."),
            MaxValueValidator(36, "At most 36 parts."),
        ]
    )
    months_apart = models.PositiveSmallIntegerField(
        default=1, validators=[MaxValueValidator(12, "At most 12 months apart.")]
    )
    down_percent = RateField(
        "down payment, percent",
        null=True,
        blank=True,
        validators=PERCENT,
        help_text="Of the premium; empty: an equal part.",
    )
    taxes_first = models.BooleanField(
        "taxes and fees with the first part",
        default=True,
        help_text="Otherwise they are divided like the premium.",
    )
    charge = MoneyField(
        "installment charge",
        null=True,
        blank=True,
        validators=[MinValueValidator(0, "A charge is not negative.")],
        help_text="Dollars for each part after the first; empty: the usual one.",
    )
    active = models.BooleanField(default=True)

    objects = OfTheHouseQuerySet.as_manager()

    class Meta:
        ordering = ["parts", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(parts__range=(1, 36)), name="scheme_parts_few"),
            models.CheckConstraint(
                condition=Q(down_percent=None) | Q(down_percent__range=(0, 100)),
                name="scheme_down_is_a_percentage",
            ),
            models.CheckConstraint(
                condition=Q(parts=1) | Q(months_apart__gte=1),
                name="scheme_parts_on_their_own_days",
                violation_error_message="Parts fall due at least a month apart.",
            ),
        ]

    def __str__(self) -> str:
        return self.code


@tracked()
class InstallmentPlan(models.Model):
    """How one transaction is paid in parts; each part is an invoice. A change makes a new plan."""

    transaction = models.ForeignKey(PolicyTransaction, models.PROTECT, related_name="payment_plans")
    scheme = models.ForeignKey(
        PaymentScheme, models.PROTECT, null=True, blank=True, related_name="+",
        help_text="Empty: parts agreed one by one.",
    )  # fmt: skip
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    reason = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["transaction"],
                condition=Q(replaces=None),
                name="one_first_plan_per_transaction",
            )
        ]

    def __str__(self) -> str:
        return self.scheme.code if self.scheme else "Parts as agreed"


@tracked()
class BillingRun(models.Model):
    """Several transactions invoiced at once, with what became of each."""

    invoice_on = models.DateField()
    form_key = models.UUIDField(unique=True, help_text="One form makes one run.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = BillingRunQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"Billing run {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("billing-run", args=[self.pk])


class BillingRunRow(models.Model):
    """One transaction of a run: its first invoice, or why there is none."""

    run = models.ForeignKey(BillingRun, models.PROTECT, related_name="rows")
    transaction = models.ForeignKey(PolicyTransaction, models.PROTECT, related_name="+")
    invoice = models.ForeignKey(
        "accounts.Invoice", models.PROTECT, null=True, blank=True, related_name="+"
    )
    refusal = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "transaction"], name="once_in_a_billing_run"),
            models.CheckConstraint(
                condition=Q(invoice=None) ^ Q(refusal=""), name="invoiced_or_refused"
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.refusal or str(self.invoice)
