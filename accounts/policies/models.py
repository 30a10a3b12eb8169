"""Policies: a contract, its terms, their coverages and transactions."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper

from accounts.carriers.models import WritingCompany
from accounts.clients.models import Client
from accounts.coverages.querysets import OfClientTermQuerySet
from accounts.policies.querysets import PolicyTermQuerySet, PolicyTransactionQuerySet
from config.lib.models import MoneyField, RateField, Versioned
from config.lib.triggers import append_only
from teams.history.tracking import tracked


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


@tracked()
class LineOfBusiness(models.Model):
    """A line of business under the house's own code (DOMAIN §14.1)."""

    code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "lines of business"

    def __str__(self) -> str:
        return self.name


@tracked()
class LineAlias(models.Model):
    """Another code or name under which systems know a line."""

    line = models.ForeignKey(LineOfBusiness, models.CASCADE, related_name="aliases")
    alias = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ["alias"]
        verbose_name_plural = "line aliases"

    def __str__(self) -> str:
        return self.alias


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

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="terms")
    client = models.ForeignKey(Client, models.PROTECT, related_name="terms")
    number = models.CharField(max_length=40)
    effective_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True, help_text="Empty for continuous policies.")
    annual_premium = MoneyField()
    commission_rate = RateField()
    batch = models.ForeignKey(
        "accounts.ImportBatch", models.PROTECT, null=True, blank=True, related_name="terms"
    )

    objects = PolicyTermQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "number", "effective_on"], name="policy_term_once"
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
        ]
        indexes = [
            models.Index(fields=["expires_on", "id"], name="term_by_expiration"),
            models.Index(fields=["number", "id"], name="term_by_number"),
            models.Index(fields=["effective_on", "id"], name="term_by_effective"),
            GinIndex(OpClass(Upper("number"), "gin_trgm_ops"), name="term_number_trgm"),
        ]

    def __str__(self) -> str:
        return self.number


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
    premium = MoneyField()
    commission = MoneyField()
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
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.effective_on} {self.premium}"
