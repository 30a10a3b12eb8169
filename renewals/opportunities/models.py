"""What is hoped for: new business of prospects and more lines of clients, and how likely."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.activities.models import Activity
from accounts.clients.models import Client
from accounts.policies.models import ChangeReason, LineOfBusiness
from config.lib.models import MoneyField, Versioned
from config.lib.money import cents, percent_of
from renewals.opportunities.querysets import (
    OpportunityQuerySet,
    SalesStageQuerySet,
    SourceQuerySet,
)
from renewals.placements.models import Placement
from renewals.placements.states import Kind
from teams.history.tracking import tracked

WANTED = (Kind.NEW_BUSINESS, Kind.ADDITIONAL_LINE)


class Mark(models.TextChoices):
    """What reaching a stage means to the figures."""

    NONE = "", "Nothing more"
    SUBMITTED = "submitted", "Sent to markets"
    QUOTED = "quoted", "Quoted"
    WON = "won", "Won"
    LOST = "lost", "Lost"


ENDS = (Mark.WON, Mark.LOST)


@tracked()
class SalesStage(Versioned):
    """A stage of the pipeline, and how likely what stands in it is to be won."""

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=40)
    rank = models.PositiveSmallIntegerField(unique=True)
    probability = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text="Percent; the weighted pipeline counts so much of the revenue.",
    )
    mark = models.CharField(max_length=10, choices=Mark, blank=True, default="", editable=False)

    objects = SalesStageQuerySet.as_manager()

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.CheckConstraint(
                condition=Q(probability__lte=100), name="sales_stage_probability_a_percentage"
            ),
            models.CheckConstraint(
                condition=Q(mark__in=Mark.values)
                & (~Q(mark=Mark.WON) | Q(probability=100))
                & (~Q(mark=Mark.LOST) | Q(probability=0)),
                name="sales_stage_ends_are_certain",
                violation_error_message="What is won counts in full, and what is lost not at all.",
            ),
            models.UniqueConstraint(
                fields=["mark"], condition=~Q(mark=""), name="sales_stage_of_each_mark_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_end(self) -> bool:
        return self.mark in ENDS


@tracked()
class OpportunitySource(Versioned):
    """Where opportunities come from; a row the house edits."""

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    active = models.BooleanField(default=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@tracked()
class Opportunity(Versioned):
    """One line, or the whole of a prospect, that may be won; premium and revenue a year.

    Its follow-ups hang on `entry`, so that each next step stays with it.
    """

    client = models.ForeignKey(Client, models.PROTECT, related_name="opportunities")
    kind = models.CharField(max_length=15, choices=[(k.value, k.label) for k in WANTED])
    line = models.ForeignKey(
        LineOfBusiness, models.PROTECT, null=True, blank=True, related_name="+"
    )
    stage = models.ForeignKey(SalesStage, models.PROTECT, related_name="opportunities")
    source = models.ForeignKey(OpportunitySource, models.PROTECT, related_name="+")
    executive = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="account executive",
    )  # fmt: skip
    seller = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="sales executive",
    )  # fmt: skip
    expected_premium = MoneyField("expected premium", default=Decimal(0), help_text="A year.")
    expected_revenue = MoneyField(
        "expected revenue", default=Decimal(0), help_text="Commission and fees a year."
    )
    expected_on = models.DateField("expected close")
    incumbent = models.CharField("now with", max_length=120, blank=True)
    note = models.TextField(max_length=2000, blank=True)
    opened_on = models.DateField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_on = models.DateField(null=True, blank=True)
    quoted_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    lost_reason = models.ForeignKey(
        ChangeReason, models.PROTECT, null=True, blank=True, related_name="+"
    )
    lost_why = models.CharField("in words", max_length=300, blank=True)
    entry = models.ForeignKey(Activity, models.PROTECT, null=True, related_name="+")
    placement = models.OneToOneField(
        Placement, models.PROTECT, null=True, blank=True, related_name="opportunity"
    )

    objects = OpportunityQuerySet.as_manager()

    class Meta:
        ordering = ["expected_on", "pk"]
        verbose_name_plural = "opportunities"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in WANTED]), name="opportunity_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.ADDITIONAL_LINE) | Q(line__isnull=False),
                name="rounding_names_its_line",
                violation_error_message="An additional line needs its line.",
            ),
            models.CheckConstraint(
                condition=Q(expected_premium__gte=0, expected_revenue__gte=0),
                name="opportunity_amounts_not_negative",
                violation_error_message="Premium and revenue are not below zero.",
            ),
            models.CheckConstraint(
                condition=Q(lost_reason=None) | Q(decided_on__isnull=False),
                name="lost_opportunity_is_decided",
            ),
        ]
        indexes = [
            models.Index(fields=["stage", "expected_on", "id"], name="opportunity_by_stage"),
            models.Index(fields=["client", "expected_on"], name="opportunity_by_client"),
            models.Index(fields=["decided_on"], name="opportunity_by_decision"),
        ]

    def __str__(self) -> str:
        return f"{self.line or self.get_kind_display()} for {self.client}"

    def get_absolute_url(self) -> str:
        return reverse("opportunity-page", args=[self.pk])

    @property
    def weighted_revenue(self) -> Decimal:
        """Expected revenue × the probability of its stage, in dollars (DOMAIN §6.1)."""
        return cents(percent_of(self.expected_revenue, Decimal(self.stage.probability)))
