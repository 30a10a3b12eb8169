"""What a market offers: its quote line by line, and the subjectivities it asks for."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.attachments.models import Attachment
from accounts.carriers.models import WritingCompany
from accounts.coverages.models import CoverageField
from accounts.policies.models import LineOfBusiness, Policy
from config.lib.models import MoneyField, RateField, Versioned
from config.lib.money import ZERO
from renewals.marketing.models import NOT_NEGATIVE, Submission
from renewals.quotes.querysets import QuoteQuerySet, QuoteStanding, SubjectivityQuerySet
from teams.history.tracking import tracked

PERCENT = [
    MinValueValidator(0, "A commission is not negative."),
    MaxValueValidator(100, "A commission is at most 100 percent."),
]


@tracked()
class Quote(Versioned):
    """One option that a market offers; what it is on a day is read from its dates.

    Key exclusions are always stated, be it with the words that none were.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="quotes")
    company = models.ForeignKey(
        WritingCompany, models.PROTECT, related_name="quotes", verbose_name="insurer"
    )
    option = models.CharField(max_length=60, default="Option A", help_text="Option A; $5M limit.")
    number = models.CharField("quote number", max_length=60, blank=True)
    received_on = models.DateField("received")
    effective_on = models.DateField("effective")
    expires_on = models.DateField("expires")
    valid_until = models.DateField(help_text="The last day on which it can be bound.")
    commission_rate = RateField("commission %", validators=PERCENT)
    bill_mode = models.CharField(
        max_length=6, choices=Policy.BillMode, default=Policy.BillMode.AGENCY
    )
    broker_fee = MoneyField(
        default=Decimal(0), validators=NOT_NEGATIVE, help_text="Charged by the house."
    )
    minimum_earned = RateField("minimum earned %", null=True, blank=True, validators=PERCENT)
    key_exclusions = models.TextField(
        max_length=2000, help_text="One a line. If the market states none, say so."
    )
    terms = models.TextField("other terms", max_length=2000, blank=True)
    payment_options = models.CharField(max_length=300, blank=True)
    attachment = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)
    form_key = models.UUIDField(null=True, blank=True, unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = QuoteQuerySet.as_manager()

    class Meta:
        ordering = ["submission", "option", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "company", "option"], name="quote_option_once",
                violation_error_message="This market has an option of that name already.",
            ),
            models.CheckConstraint(
                condition=~Q(key_exclusions=""), name="quote_states_its_exclusions"
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gt=F("effective_on"))
                & Q(valid_until__gte=F("received_on")),
                name="quote_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(commission_rate__range=(0, 100), broker_fee__gte=0),
                name="quote_rates_in_range",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawn_why="")
                | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_why="")),
                name="withdrawn_quote_says_why",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["valid_until"], name="quote_by_last_day")]

    def __str__(self) -> str:
        return f"{self.company}, {self.option}"

    def get_absolute_url(self) -> str:
        return reverse("quote-page", args=[self.pk])

    @property
    def is_bound(self) -> bool:
        """Whether it was ordered to be bound; its terms are then as they were."""
        return hasattr(self, "bind_order")

    def standing_on(self, day: date) -> QuoteStanding:
        """Withdrawn, expired after its last day, else open."""
        if self.withdrawn_on is not None and self.withdrawn_on <= day:
            return QuoteStanding.WITHDRAWN
        return QuoteStanding.EXPIRED if self.valid_until < day else QuoteStanding.OPEN


@tracked()
class QuoteLine(Versioned):
    """What a quote asks for one line. Terrorism cover is offered beside it, not in it."""

    quote = models.ForeignKey(Quote, models.CASCADE, related_name="lines")
    line = models.ForeignKey(LineOfBusiness, models.PROTECT, related_name="+")
    premium = MoneyField(validators=NOT_NEGATIVE)
    terrorism = MoneyField("terrorism (TRIA)", default=Decimal(0), validators=NOT_NEGATIVE)
    taxes = MoneyField(default=Decimal(0), validators=NOT_NEGATIVE)
    fees = MoneyField("carrier’s fees", default=Decimal(0), validators=NOT_NEGATIVE)
    exposure = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE,
        help_text="Sales, payroll, values or units that the premium is figured on.",
    )  # fmt: skip
    exposure_basis = models.CharField(max_length=60, blank=True, help_text="Payroll; sales.")
    expiring_exposure = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE
    )

    objects = QuoteQuerySet.as_manager()

    class Meta:
        ordering = ["line__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["quote", "line"], name="line_once_per_quote"),
            models.CheckConstraint(
                condition=Q(premium__gte=0, terrorism__gte=0, taxes__gte=0, fees__gte=0),
                name="quoted_amounts_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} of {self.quote}"

    @property
    def total(self) -> Decimal:
        """Dollars with taxes and the carrier's fees, without terrorism cover."""
        return (self.premium or ZERO) + (self.taxes or ZERO) + (self.fees or ZERO)


@tracked()
class QuoteDetail(models.Model):
    """What a quoted line says of one field of its coverage, like the house's coverages do."""

    quote_line = models.ForeignKey(QuoteLine, models.CASCADE, related_name="details")
    field = models.ForeignKey(CoverageField, models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    day = models.DateField(null=True, blank=True)
    text = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["field__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["quote_line", "field"], name="quote_detail_once"),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0), name="quoted_limit_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.shown}"

    @property
    def shown(self) -> str:
        """The value in words."""
        if self.amount is not None:
            whole = self.amount == self.amount.to_integral_value()
            return f"${self.amount:,.0f}" if whole else f"${self.amount:,.2f}"
        return f"{self.day:%m/%d/%Y}" if self.day else self.text


@tracked()
class Subjectivity(Versioned):
    """A condition of a quote: owed before it is bound, or by a day after."""

    class Before(models.TextChoices):
        BINDING = "binding", "Before binding"
        AFTER = "after", "After binding"

    quote = models.ForeignKey(Quote, models.CASCADE, related_name="subjectivities")
    text = models.CharField(max_length=300)
    before = models.CharField("owed", max_length=8, choices=Before, default=Before.BINDING)
    due_on = models.DateField("due", null=True, blank=True)
    cleared_on = models.DateField(null=True, blank=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    evidence = models.CharField(max_length=300, blank=True)
    attachment = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_back_why = models.CharField(
        max_length=300, blank=True, help_text="Why what had cleared it did not."
    )

    objects = SubjectivityQuerySet.as_manager()

    class Meta:
        ordering = ["before", "pk"]
        verbose_name_plural = "subjectivities"
        constraints = [
            models.CheckConstraint(
                condition=Q(cleared_on=None, cleared_by=None)
                | Q(cleared_on__isnull=False, cleared_by__isnull=False),
                name="cleared_subjectivity_has_a_person",
            ),
            models.CheckConstraint(
                condition=Q(cleared_on__isnull=False) | Q(evidence="", attachment=None),
                name="evidence_stands_with_the_clearing",
            ),
        ]

    def __str__(self) -> str:
        return self.text
