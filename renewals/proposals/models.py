"""Proposals: what is offered, frozen by version, who saw it, and what the client decided."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.attachments.models import Attachment
from accounts.policies.models import LineOfBusiness
from config.lib.models import Dated, MoneyField, Versioned
from config.lib.triggers import append_only
from renewals.placements.models import Placement
from renewals.proposals.querysets import (
    OfOptionQuerySet,
    OfPlacementQuerySet,
    OfProposalQuerySet,
    OfVersionQuerySet,
    OptionQuerySet,
    ReofferRuleQuerySet,
)
from renewals.quotes.models import Quote
from teams.history.tracking import tracked


@tracked()
class ReofferRule(Dated):
    """After how long a declined coverage is offered again; one naming lines goes first."""

    lines = ArrayField(
        models.CharField(max_length=10), default=list, blank=True,
        help_text="Codes of the lines; empty: all others.",
    )  # fmt: skip
    months = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    source = models.CharField(max_length=200)
    note = models.CharField(max_length=200, blank=True)

    objects = ReofferRuleQuerySet.as_manager()

    class Meta:
        ordering = ["months", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(months__gte=1), name="reoffer_after_a_while"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")),
                name="reoffer_rule_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{', '.join(self.lines) or 'All others'}: {self.months} months"


@tracked()
class Proposal(Versioned):
    """What the house puts before the client in a placement; the client sees frozen versions."""

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="proposals")
    title = models.CharField(max_length=160)
    valid_through = models.DateField()
    summary = models.TextField(
        "executive summary", max_length=6000, blank=True,
        help_text="What changed, what was done in the market, what we advise to consider.",
    )  # fmt: skip
    payment_options = models.TextField(max_length=2000, blank=True)
    compensation = models.TextField("compensation disclosure", max_length=2000, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OfPlacementQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("proposal-page", args=[self.pk])


@tracked()
class ProposalOption(Versioned):
    """One offered coverage: a quote, or an offer without one. Ends with the client's decision.

    Options of one `coverage` are alternatives of which at most one is accepted.
    """

    class Kind(models.TextChoices):
        COVERAGE = "coverage", "Coverage"
        HIGHER = "higher", "Higher limit"
        ADDITIONAL = "additional", "Additional coverage"

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="options")
    position = models.PositiveSmallIntegerField(default=1)
    coverage = models.CharField(max_length=120)
    line = models.ForeignKey(LineOfBusiness, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.COVERAGE)
    label = models.CharField("option", max_length=160)
    quote = models.ForeignKey(Quote, models.PROTECT, null=True, blank=True, related_name="proposed")
    indication = MoneyField(
        "indicated premium",
        null=True,
        blank=True,
        help_text="Without a quote: about what it costs.",
    )
    note = models.TextField(max_length=2000, blank=True)
    recommended = models.BooleanField(default=False)
    signature_needed = models.BooleanField("declined only with a signature", default=False)
    withdrawn_why = models.CharField(max_length=200, blank=True)

    objects = OptionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "quote"], name="quote_once_per_proposal",
                violation_error_message="This quote is in the proposal already.",
            ),
            models.CheckConstraint(
                condition=Q(quote=None) | Q(indication=None), name="option_has_one_price"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.coverage}: {self.label}"


class ProposalVersion(models.Model):
    """The proposal as it was put together at one time; all its words and figures are frozen."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = OfProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="proposal_version_once")
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.proposal}, version {self.number}"

    @property
    def client(self) -> object:
        """Whose proposal it is; documents ask."""
        return self.proposal.placement.client


class ProposalReview(models.Model):
    """Somebody other than who put it together has read the version and stands for it."""

    version = models.OneToOneField(ProposalVersion, models.PROTECT, related_name="review")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.version} reviewed by {self.by}"


class Presentation(models.Model):
    """A version was put before the client: to whom, when and how."""

    class How(models.TextChoices):
        MEETING = "meeting", "In a meeting"
        VIDEO = "video", "By video"
        PHONE = "phone", "By telephone"
        EMAIL = "email", "By e-mail"
        POST = "post", "By post"

    version = models.ForeignKey(ProposalVersion, models.PROTECT, related_name="presentations")
    to_whom = models.CharField(max_length=200)
    on = models.DateField()
    how = models.CharField(max_length=8, choices=How, default=How.MEETING)
    note = models.CharField(max_length=300, blank=True)
    form_key = models.UUIDField(unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = OfVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.version} presented to {self.to_whom}"


class CoverageDecision(models.Model):
    """What the client decided on an option, and the evidence; a later one takes its place."""

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        DEFERRED = "deferred", "Deferred"

    class Evidence(models.TextChoices):
        SIGNED = "signed", "Signed paper"
        EMAIL = "email", "E-mail"
        FILE = "file", "Another file"
        SPOKEN = "spoken", "Spoken"

    option = models.ForeignKey(ProposalOption, models.PROTECT, related_name="decisions")
    decision = models.CharField(max_length=8, choices=Decision)
    offered_on = models.DateField()
    premium = MoneyField(null=True, blank=True, help_text="What it cost when it was decided.")
    decided_on = models.DateField()
    decided_by = models.CharField(max_length=160, help_text="The person at the client.")
    evidence = models.CharField(max_length=8, choices=Evidence)
    attachment = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=1000, blank=True)
    re_offer_on = models.DateField(null=True, blank=True)
    form_key = models.UUIDField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = OfOptionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        triggers = [append_only()]
        constraints = [
            models.UniqueConstraint(fields=["form_key", "option"], name="one_form_decides_once"),
            models.CheckConstraint(
                condition=~Q(decision="deferred") | Q(re_offer_on__isnull=False),
                name="deferred_decision_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(evidence__in=["signed", "file"]) | Q(attachment__isnull=False),
                name="signed_decision_has_its_paper",
            ),
            models.CheckConstraint(
                condition=~Q(evidence="spoken") | ~Q(note=""), name="spoken_decision_has_a_note"
            ),
        ]
        indexes = [models.Index(fields=["option", "-id"], name="decision_last")]

    def __str__(self) -> str:
        return f"{self.option}: {self.get_decision_display()}"
