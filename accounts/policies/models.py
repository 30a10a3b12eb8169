"""Policies: a contract, its terms, their coverages and transactions."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Upper
from django.urls import reverse

from accounts.carriers.models import WritingCompany
from accounts.clients.models import Client
from accounts.coverages.querysets import OfClientTermQuerySet
from accounts.policies.querysets import PolicyTermQuerySet, PolicyTransactionQuerySet
from accounts.policies.reference import ChangeReason, LineAlias, LineOfBusiness, PremiumRule
from accounts.policies.rules import PLACEHOLDER, is_placeholder
from config.lib.folding import LettersAndDigits
from config.lib.models import MoneyField, RateField, Versioned
from config.lib.money import ZERO
from config.lib.triggers import append_only
from teams.history.tracking import tracked

__all__ = [
    "AskedBy",
    "CancelMethod",
    "ChangeReason",
    "Coverage",
    "LineAlias",
    "LineOfBusiness",
    "Policy",
    "PolicyTerm",
    "PolicyTransaction",
    "PremiumRule",
    "TransactionKind",
]


class TransactionKind(models.TextChoices):
    """What a policy transaction does (DOMAIN §10.1); other systems' codes are aliases."""

    NEW = "NEW", "New"
    RENEWAL = "REN", "Renewal"
    ENDORSEMENT = "END", "Endorsement"
    CANCELLATION = "CAN", "Cancellation"
    REINSTATEMENT = "REI", "Reinstatement"
    REWRITE = "REW", "Rewrite"
    AUDIT = "AUD", "Audit"
    NON_RENEWAL = "NRN", "Non-renewal"


class CancelMethod(models.TextChoices):
    """How return premium is figured (DOMAIN §10.2)."""

    FLAT = "flat", "Flat, back to the first day"
    PRO_RATA = "pro_rata", "Pro rata"
    SHORT_RATE = "short_rate", "Short rate"


class AskedBy(models.TextChoices):
    """Who asked for a change of a policy."""

    INSURED = "insured", "The insured"
    CARRIER = "carrier", "The carrier"
    FINANCE = "finance", "The premium finance company"
    AGENCY = "agency", "The agency"


@tracked()
class Policy(Versioned):
    """The continuing contract; each period is a term."""

    class BillMode(models.TextChoices):
        AGENCY = "agency", "Agency bill"
        DIRECT = "direct", "Direct bill"

    client = models.ForeignKey(Client, models.PROTECT, related_name="policies")
    line = models.ForeignKey(LineOfBusiness, models.PROTECT, related_name="policies")
    writing_company = models.ForeignKey(WritingCompany, models.PROTECT, related_name="policies")
    billing_company = models.ForeignKey(
        WritingCompany, models.PROTECT, null=True, blank=True, related_name="billed_policies"
    )
    bill_mode = models.CharField(max_length=6, choices=BillMode)
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        help_text="The policy that was rewritten, or moved to another company, into this one.",
    )
    batch = models.ForeignKey(
        "accounts.ImportBatch", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name_plural = "policies"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(bill_mode__in=["agency", "direct"]), name="bill_mode_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.line} for {self.client}"


@tracked()
class PolicyTerm(Versioned):
    """One period of a policy. Its status is derived from dates and transactions."""

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="terms", db_index=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="terms")
    number = models.CharField(max_length=40)
    effective_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True, help_text="Empty for continuous policies.")
    annual_premium = MoneyField(
        help_text="Of the full term as it began; endorsements change it by their transactions."
    )
    commission_rate = RateField(
        validators=[MinValueValidator(0), MaxValueValidator(100)], help_text="Percent."
    )
    minimum_earned = RateField(
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text="Percent of the premium the company keeps at least; empty: the usual one.",
    )
    batch = models.ForeignKey(
        "accounts.ImportBatch", models.PROTECT, null=True, blank=True, related_name="terms"
    )

    objects = PolicyTermQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "number", "effective_on"],
                condition=~models.Q(number__iregex=PLACEHOLDER),
                name="policy_term_once",
            ),
            ExclusionConstraint(
                name="terms_of_a_policy_do_not_overlap",
                expressions=[
                    (F("policy"), RangeOperators.EQUAL),
                    (
                        Func(F("effective_on"), F("expires_on"), Value("[)"), function="DATERANGE"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=models.Q(expires_on=None)
                | models.Q(expires_on__gt=models.F("effective_on")),
                name="term_expires_after_effective",
            ),
            models.CheckConstraint(
                condition=models.Q(commission_rate__gte=0, commission_rate__lte=100),
                name="commission_rate_is_a_percentage",
            ),
            models.CheckConstraint(
                condition=models.Q(minimum_earned=None)
                | models.Q(minimum_earned__gte=0, minimum_earned__lte=100),
                name="minimum_earned_is_a_percentage",
            ),
        ]
        indexes = [
            models.Index(fields=["expires_on", "id"], name="term_by_expiration"),
            models.Index(fields=["policy", "effective_on"], name="term_of_policy"),
            models.Index(fields=["number", "id"], name="term_by_number"),
            models.Index(fields=["effective_on", "id"], name="term_by_effective"),
            GinIndex(OpClass(Upper("number"), "gin_trgm_ops"), name="term_number_trgm"),
            GinIndex(
                OpClass(LettersAndDigits(models.F("number")), "gin_trgm_ops"),
                name="term_bare_number_trgm",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("term-page", args=[self.pk])

    def annual_at(self, on: date | None = None) -> Decimal:
        """Dollars of a full term as endorsements in effect by `on` changed it; all without `on`."""
        changes = self.transactions.filter(yearly_change__isnull=False)
        if on is not None:
            changes = changes.filter(effective_on__lte=on)
        total = changes.aggregate(n=models.Sum("yearly_change"))["n"]
        return self.annual_premium + (total or ZERO)

    @property
    def number_is_to_come(self) -> bool:
        """Whether the carrier has yet to give the number."""
        return is_placeholder(self.number)


@tracked()
class Coverage(Versioned):
    """One line written in a term; a package has several."""

    term = models.ForeignKey(PolicyTerm, models.CASCADE, related_name="coverages")
    line = models.ForeignKey(LineOfBusiness, models.PROTECT, related_name="+")
    premium = MoneyField()
    limits = models.CharField(max_length=200, blank=True)
    deductible = models.CharField(max_length=100, blank=True)

    objects = OfClientTermQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["term", "line"], name="line_once_per_term")]

    def __str__(self) -> str:
        return f"{self.line} under {self.term}"


class PolicyTransaction(models.Model):
    """What happened to a term: appended, never edited; undone by its opposite."""

    term = models.ForeignKey(PolicyTerm, models.PROTECT, related_name="transactions")
    kind = models.CharField(max_length=3, choices=TransactionKind)
    effective_on = models.DateField()
    month = models.DateField("accounting month", help_text="First day of the month it counts in.")
    premium = MoneyField(help_text="What counts: the carrier's figure, else the computed one.")
    commission = MoneyField()
    computed_premium = MoneyField(null=True, blank=True)
    stated_premium = MoneyField("carrier's premium", null=True, blank=True)
    yearly_change = MoneyField(
        null=True, blank=True, help_text="By how much an endorsement changes a full term's premium."
    )
    off_tolerance = models.BooleanField(default=False)
    out_of_sequence = models.BooleanField(default=False)
    method = models.CharField(max_length=10, choices=CancelMethod, blank=True)
    asked_by = models.CharField(max_length=10, choices=AskedBy, blank=True)
    reason = models.ForeignKey(
        ChangeReason, models.PROTECT, null=True, blank=True, related_name="+"
    )
    description = models.CharField(max_length=300, blank=True)
    carrier_reference = models.CharField(max_length=60, blank=True)
    form_key = models.UUIDField(
        null=True, blank=True, unique=True, help_text="One form makes one transaction."
    )
    executive = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    sales_executive = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    entered_at = models.DateTimeField(auto_now_add=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    batch = models.ForeignKey(
        "accounts.ImportBatch", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PolicyTransactionQuerySet.as_manager()

    class Meta:
        ordering = ["effective_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=TransactionKind.values), name="transaction_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(month__day=1), name="transaction_month_is_a_first_day"
            ),
            models.CheckConstraint(
                condition=models.Q(yearly_change=None) | models.Q(kind="END"),
                name="only_endorsements_change_the_annual_premium",
            ),
            models.CheckConstraint(
                condition=models.Q(method__in=["", *CancelMethod.values])
                & models.Q(asked_by__in=["", *AskedBy.values]),
                name="transaction_method_known",
            ),
            models.UniqueConstraint(
                fields=["term", "kind", "effective_on", "month", "premium", "commission"],
                condition=models.Q(batch__isnull=False),
                name="imported_transaction_once",
            ),
        ]
        indexes = [
            models.Index(fields=["month", "kind"], name="transaction_by_month"),
            models.Index(
                fields=["term", "-effective_on", "-id"],
                condition=models.Q(kind__in=["CAN", "REI"]),
                name="transaction_ends_cover",
            ),
            models.Index(
                fields=["term"],
                include=["effective_on", "yearly_change"],
                condition=models.Q(yearly_change__isnull=False),
                name="transaction_changes_annual",
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.effective_on} {self.premium}"
