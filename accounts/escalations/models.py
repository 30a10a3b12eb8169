"""Escalations to the manager and the director, and requests for help."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.clients.models import Client
from accounts.escalations.querysets import (
    EscalationMatterQuerySet,
    EscalationQuerySet,
    EscalationRuleQuerySet,
    HelpRequestQuerySet,
)
from accounts.escalations.registry import label_of
from config.lib.models import Dated, Versioned
from config.lib.triggers import append_only
from teams.history.tracking import tracked


@tracked()
class EscalationRule(Dated):
    """From when on something is escalated; a dated row per registered rule (DOMAIN §16 rule 10).

    The row with the code `hand` says how long a manager has for what people raise.
    """

    code = models.SlugField(max_length=40)
    threshold = models.PositiveSmallIntegerField(help_text="In the rule's own unit.")
    unit = models.CharField(max_length=30)
    director_after = models.PositiveSmallIntegerField(
        help_text="Business hours without an acknowledgement until the director is told."
    )
    gather_above = models.PositiveSmallIntegerField(
        default=5, help_text="More than so many waiting for one person are raised as one."
    )
    active = models.BooleanField(default=True)
    note = models.CharField(max_length=200, blank=True)

    objects = EscalationRuleQuerySet.as_manager()

    class Meta:
        ordering = ["code", "-from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "from_on"], name="escalation_rule_once",
                violation_error_message="This rule has a row from that day already.",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{label_of(self.code)}: {self.threshold} {self.unit}"


@tracked()
class Escalation(Versioned):
    """Something a manager must see to, and the director after a time.

    A gathered one has no client: what it is about are its matters.
    """

    class Level(models.TextChoices):
        MANAGER = "manager", "With the manager"
        DIRECTOR = "director", "With the director"

    client = models.ForeignKey(
        Client, models.PROTECT, null=True, blank=True, related_name="escalations"
    )
    rule = models.SlugField(max_length=40, blank=True, help_text="Empty: raised by a person.")
    key = models.CharField(max_length=160, unique=True, help_text="Raised once per cause.")
    subject = models.CharField(max_length=200)
    text = models.TextField(max_length=4000, blank=True)
    link = models.CharField(max_length=200, blank=True, help_text="Where the cause itself is.")
    gathered = models.BooleanField(default=False, help_text="Many of one rule as one.")
    level = models.CharField(max_length=10, choices=Level, default=Level.MANAGER)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    raised_at = models.DateTimeField(default=timezone.now, editable=False)
    director_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolution = models.TextField("what was done", max_length=4000, blank=True)

    objects = EscalationQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_at=None) | ~Q(resolution=""),
                name="escalation_resolved_with_words",
            ),
            models.CheckConstraint(
                condition=Q(level="manager") | Q(director_at__isnull=False),
                name="escalation_to_director_has_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(gathered=False) | (Q(client=None) & ~Q(rule="")),
                name="escalation_gathered_by_rule",
            ),
        ]
        indexes = [
            models.Index(fields=["to", "raised_at"], condition=Q(resolved_at=None),
                         name="escalation_waiting"),
            models.Index(fields=["client", "-raised_at"], name="escalation_by_client"),
            models.Index(fields=["raised_at", "id"], name="escalation_by_moment"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("escalation-page", args=[self.pk])

    @property
    def standing(self) -> str:
        """Raised, acknowledged or resolved: derived from who did what."""
        if self.resolved_at:
            return "resolved"
        return "acknowledged" if self.acknowledged_at else "raised"

    @property
    def why(self) -> str:
        """The rule in words."""
        return label_of(self.rule)


class EscalationMatter(models.Model):
    """One of the matters of a gathered escalation, by the key of its cause."""

    escalation = models.ForeignKey(Escalation, models.CASCADE, related_name="matters")
    client = models.ForeignKey(
        Client, models.CASCADE, null=True, blank=True, related_name="escalated_matters"
    )
    key = models.CharField(max_length=160, unique=True, help_text="Raised once per cause.")
    subject = models.CharField(max_length=200)
    text = models.TextField(max_length=4000, blank=True)
    link = models.CharField(max_length=200, blank=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    gone_at = models.DateTimeField(
        null=True, blank=True, help_text="When the rule no longer found it."
    )

    objects = EscalationMatterQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.subject


class EscalationStep(models.Model):
    """What was done about an escalation."""

    class Move(models.TextChoices):
        RAISE = "raise", "Escalated"
        MORE = "more", "More of the same joined"
        DIRECTOR = "director", "Passed on to the director"
        ACKNOWLEDGE = "acknowledge", "Acknowledged"
        COMMENT = "comment", "Commented"
        RESOLVE = "resolve", "Resolved"

    escalation = models.ForeignKey(Escalation, models.PROTECT, related_name="events")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)
    move = models.CharField(max_length=12, choices=Move)
    text = models.TextField(max_length=4000, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.get_move_display()}: {self.escalation}"


@tracked()
class HelpRequest(Versioned):
    """Somebody asks the manager for hands, time or a decision, until a day."""

    client = models.ForeignKey(
        Client, models.PROTECT, null=True, blank=True, related_name="help_requests"
    )
    what = models.CharField(max_length=200)
    why = models.TextField(max_length=4000, blank=True)
    needed_on = models.DateField("needed by")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    form_key = models.UUIDField(unique=True, help_text="One form makes one request.")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    granted = models.BooleanField(null=True, blank=True)
    answer = models.TextField(max_length=2000, blank=True)

    objects = HelpRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, granted=None)
                | Q(answered_at__isnull=False, granted__isnull=False, answered_by__isnull=False),
                name="help_answered_by_somebody",
            )
        ]
        indexes = [
            models.Index(fields=["needed_on", "id"], condition=Q(answered_at=None),
                         name="help_request_waiting"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return reverse("help-request", args=[self.pk])

    @property
    def standing(self) -> str:
        """Waiting, granted or declined: derived from the answer."""
        if self.granted is None:
            return "waiting"
        return "granted" if self.granted else "declined"
