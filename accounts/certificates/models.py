"""Certificates, binders and claims of a client as records (DOMAIN §4.3, §9.3, §12)."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone

from accounts.carriers.models import Carrier, WritingCompany
from accounts.certificates.rules import LONGEST_BINDER
from accounts.clients.models import Client
from accounts.clients.querysets import OfClientQuerySet
from accounts.policies.models import LineOfBusiness, PolicyTerm
from config.lib.models import MoneyField, Versioned
from config.lib.triggers import append_only
from teams.history.tracking import tracked

NOT_NEGATIVE = [MinValueValidator(0, "This amount is not negative.")]


def has_happened(day: date) -> None:
    """Raises ValidationError for a day in the future."""
    if day > timezone.localdate():
        raise ValidationError("This day lies in the future.")


@tracked()
class CertificateHolder(Versioned):
    """Who asks for proof of the client's insurance, and what it must say."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="certificate_holders")
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)
    email = models.EmailField("e-mail", blank=True)
    wording = models.TextField("description of operations", max_length=2000, blank=True)
    additional_insured = models.BooleanField(default=False)
    waiver = models.BooleanField("waiver of subrogation", default=False)
    primary = models.BooleanField("primary and non-contributory", default=False)
    renews = models.BooleanField("send at renewal", default=True)

    objects = OfClientQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "name", "address"],
                name="certificate_holder_once",
                violation_error_message="This holder is in the register already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Certificate(models.Model):
    """An issued copy, kept as it went out; it confers no right and changes no cover (CIC 384)."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="certificates")
    holder = models.ForeignKey(CertificateHolder, models.PROTECT, related_name="certificates")
    number = models.CharField(max_length=20, unique=True)
    issued_on = models.DateField()
    issued_at = models.DateTimeField(auto_now_add=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    holder_snapshot = models.JSONField()
    policies_snapshot = models.JSONField()

    objects = OfClientQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_on", "-pk"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"Certificate {self.number}"


class CertificateVoid(models.Model):
    """Makes an issued certificate void; the copy itself stays."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="void")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)

    class Meta:
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.certificate} void"


@tracked()
class Binder(Versioned):
    """Temporary evidence of cover until the policy issues (CIC 382.5: at most 90 days)."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="binders")
    term = models.ForeignKey(
        PolicyTerm, models.PROTECT, null=True, blank=True, related_name="binders"
    )
    line = models.ForeignKey(LineOfBusiness, models.PROTECT, related_name="+")
    company = models.ForeignKey(
        WritingCompany, models.PROTECT, null=True, blank=True, related_name="+"
    )
    number = models.CharField("binder number", max_length=40, blank=True)
    executed_on = models.DateField("executed")
    effective_on = models.DateField("effective")
    expires_on = models.DateField("expires")
    insured_amount = MoneyField("amount of insurance", validators=NOT_NEGATIVE)
    coverage = models.TextField(
        "nature and amount of coverage", max_length=2000, blank=True,
        help_text="One a line: limits, deductibles, forms. Empty: as the policy’s coverages say.",
    )  # fmt: skip
    exclusions = models.TextField("special exclusions", max_length=1000, blank=True)
    property_description = models.TextField(
        "property insured", max_length=2000, blank=True,
        help_text="Empty: the client’s locations, for a line that insures property.",
    )  # fmt: skip
    authorized_by = models.CharField(
        "bound at the company by", max_length=160, blank=True, help_text="Who, when, how."
    )
    executed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="executed by",
    )  # fmt: skip
    reason = models.CharField("why longer than 90 days, or extended", max_length=300, blank=True)
    policy_issued_on = models.DateField("policy issued", null=True, blank=True)
    extends = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="extension"
    )

    objects = OfClientQuerySet.as_manager()

    class Meta:
        ordering = ["-executed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_on__gt=models.F("effective_on")),
                name="binder_expires_after_effective",
                violation_error_message="A binder must expire after it takes effect.",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_on__lte=models.F("executed_on") + LONGEST_BINDER)
                | ~models.Q(reason=""),
                name="binder_over_90_days_has_a_reason",
                violation_error_message="A binder that runs longer than 90 days from its "
                "execution has a reason.",
            ),
            models.CheckConstraint(
                condition=models.Q(insured_amount__gte=0), name="binder_amount_not_negative"
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_on"],
                condition=models.Q(policy_issued_on=None),
                name="binder_waiting_for_policy",
            )
        ]

    def __str__(self) -> str:
        return f"Binder {self.number or self.pk}"

    @property
    def is_long(self) -> bool:
        """Whether it runs longer than 90 days from its execution."""
        return self.expires_on > self.executed_on + LONGEST_BINDER


@tracked()
class Claim(Versioned):
    """A claim as the house sees it; the carrier adjusts it."""

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"
        REOPENED = "reopened", "Reopened"

    client = models.ForeignKey(Client, models.PROTECT, related_name="claims")
    term = models.ForeignKey(
        PolicyTerm, models.PROTECT, null=True, blank=True, related_name="claims"
    )
    line = models.ForeignKey(LineOfBusiness, models.PROTECT, related_name="+")
    number = models.CharField("claim number", max_length=40, blank=True)
    loss_on = models.DateField("date of loss", validators=[has_happened])
    reported_on = models.DateField("reported", validators=[has_happened])
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN)
    claimant = models.CharField(max_length=120, blank=True)
    description = models.TextField(max_length=2000)

    objects = OfClientQuerySet.as_manager()

    class Meta:
        ordering = ["-loss_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reported_on__gte=models.F("loss_on")),
                name="claim_reported_after_loss",
                violation_error_message="A claim is not reported before the loss.",
            )
        ]

    def __str__(self) -> str:
        return f"Claim {self.number or self.pk}"


class ClaimValuation(models.Model):
    """A claim's figures as valued on a day; a correction is a later row."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="valuations")
    valued_on = models.DateField("valued", validators=[has_happened])
    paid = MoneyField(validators=NOT_NEGATIVE)
    reserved = MoneyField(validators=NOT_NEGATIVE)
    source = models.CharField(max_length=120, blank=True)
    entered_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-valued_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(paid__gte=0, reserved__gte=0), name="valuation_not_negative"
            )
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.claim} on {self.valued_on}"

    @property
    def incurred(self) -> Decimal:
        """Paid and reserved together, dollars."""
        return self.paid + self.reserved


@tracked()
class LossRunRequest(Versioned):
    """Loss runs asked of a carrier; the loss-run rule says when they are stale."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="loss_run_requests")
    carrier = models.ForeignKey(Carrier, models.PROTECT, related_name="+")
    line = models.ForeignKey(LineOfBusiness, models.PROTECT, related_name="+")
    requested_on = models.DateField("requested")
    received_on = models.DateField("received", null=True, blank=True)
    valued_on = models.DateField("valuation date", null=True, blank=True)

    objects = OfClientQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(received_on=None)
                | models.Q(received_on__gte=models.F("requested_on")),
                name="loss_runs_received_after_request",
                violation_error_message="Loss runs are not received before they are requested.",
            )
        ]

    def __str__(self) -> str:
        return f"Loss runs {self.line} from {self.carrier}"
