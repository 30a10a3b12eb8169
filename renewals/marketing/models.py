"""Taking a placement to the markets: submissions, what became of them, and quotes."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse

from accounts.attachments.models import Attachment
from accounts.carriers.models import Underwriter, WritingCompany
from accounts.policies.models import LineOfBusiness
from config.lib.models import Dated, HouseQuerySet, MoneyField, RateField, Versioned
from config.lib.triggers import append_only
from renewals.marketing.querysets import (
    MarketRuleQuerySet,
    OfSubmissionQuerySet,
    SubmissionQuerySet,
)
from renewals.placements.models import Placement
from renewals.specifications.models import Specification
from teams.history.tracking import tracked
from teams.notifications.models import OutboundEmail

NOT_NEGATIVE = [MinValueValidator(0, "This amount is not negative.")]


@tracked()
class MarketRule(Dated):
    """A number or a grade that marketing goes by, and the days on which it holds."""

    class Code(models.TextChoices):
        DECLINATIONS = "declinations", "Declinations of admitted carriers for a diligent search"
        NO_ANSWER = "no_answer", "Business days without an answer until a market is chased"
        WARNING = "warning", "Rise of premium that the sales executive hears of: percent"
        RATING = "rating", "Lowest AM Best rating that is proposed"
        FILING = "filing", "Days until a surplus lines placement is filed"

    code = models.CharField("rule", max_length=20, choices=Code)
    value = RateField(null=True, blank=True, validators=NOT_NEGATIVE)
    grade = models.CharField(max_length=4, blank=True, help_text="For a rating: A-.")
    source = models.CharField(max_length=200, help_text="The statute, the guide, or who decided.")
    note = models.CharField(max_length=200, blank=True)

    objects = MarketRuleQuerySet.as_manager()

    class Meta:
        ordering = ["code", "-from_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code="rating", value=None) & ~Q(grade="")
                | Q(
                    code__in=["declinations", "no_answer", "warning", "filing"],
                    value__gte=0, grade="",
                ),
                name="market_rule_has_its_number",
                violation_error_message="A rating has a grade, every other rule a number.",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")),
                name="market_rule_dates_in_order",
            ),
            ExclusionConstraint(
                name="one_market_rule_at_a_time",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (
                        Func(
                            "from_on", "until_on", function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="Another row of this rule holds on some of these days. "
                "End that one first.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        said = self.grade if self.value is None else f"{self.value.normalize():f}"
        return f"{self.get_code_display()} {said}"


@tracked()
class DeclineReason(Versioned):
    """Why a market declines; market results are counted by it."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    active = models.BooleanField(default=True)

    objects = HouseQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@tracked()
class Submission(Versioned):
    """One market asked to quote lines of a placement; its standing is read from its events."""

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="submissions")
    company = models.ForeignKey(
        WritingCompany, models.PROTECT, related_name="submissions", verbose_name="market",
        help_text="The insurer; or the wholesaler that is to find one.",
    )  # fmt: skip
    intermediary = models.ForeignKey(
        WritingCompany, models.PROTECT, null=True, blank=True, related_name="+",
        help_text="The wholesaler or managing agent through whom an insurer is reached.",
    )  # fmt: skip
    underwriter = models.ForeignKey(
        Underwriter, models.PROTECT, null=True, blank=True, related_name="submissions"
    )
    target_premium = MoneyField(null=True, blank=True, validators=NOT_NEGATIVE)
    due_on = models.DateField("quote wanted by", null=True, blank=True)
    note = models.TextField(max_length=2000, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "company", "intermediary"], nulls_distinct=False,
                name="market_once_per_placement",
                violation_error_message="This market is on the list already.",
            ),
            models.CheckConstraint(
                condition=Q(intermediary=None) | ~Q(intermediary=F("company")),
                name="market_not_its_own_intermediary",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["company", "-id"], name="submission_by_market")]

    def __str__(self) -> str:
        through = f" through {self.intermediary}" if self.intermediary_id else ""
        return f"{self.company}{through}"

    def get_absolute_url(self) -> str:
        return reverse("submission-page", args=[self.pk])

    @property
    def through(self) -> WritingCompany | None:
        """The wholesaler or managing agent between the house and the insurer, if any."""
        if self.intermediary is not None:
            return self.intermediary
        return None if self.company.kind == WritingCompany.Kind.INSURER else self.company


@tracked()
class SubmissionLine(models.Model):
    """A line the market is asked to quote."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="lines")
    line = models.ForeignKey(LineOfBusiness, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["line__name"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "line"], name="line_once_per_submission")
        ]

    def __str__(self) -> str:
        return str(self.line)


class SubmissionStep(models.Model):
    """What happened between the house and a market on a day: appended, never edited.

    A declination names whom one can ask about it, so that a diligent search can be verified.
    """

    class Kind(models.TextChoices):
        SENT = "sent", "Sent"
        CHASED = "chased", "Chased"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        ASKED = "asked", "Market asks"
        QUOTED = "quoted", "Quoted"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn by us"

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind)
    on = models.DateField()
    reason = models.ForeignKey(
        DeclineReason, models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.CharField(max_length=1000, blank=True)
    contact = models.CharField(
        max_length=200, blank=True, help_text="Who said so, with telephone or e-mail."
    )
    papers = models.JSONField(default=list, blank=True, help_text="What was sent along.")
    specification = models.ForeignKey(
        Specification, models.PROTECT, null=True, blank=True, related_name="sendings",
        help_text="The version that went to this market.",
    )  # fmt: skip
    email = models.OneToOneField(
        OutboundEmail, models.PROTECT, null=True, blank=True, related_name="+"
    )
    attachment = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+"
    )
    form_key = models.UUIDField(null=True, blank=True, unique=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    objects = OfSubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        triggers = [append_only()]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="declined", reason__isnull=False)
                | (~Q(kind="declined") & Q(reason=None)),
                name="declination_has_a_reason",
            )
        ]
        indexes = [models.Index(fields=["submission", "-on", "-id"], name="submission_step_last")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on:%m/%d/%Y}"
