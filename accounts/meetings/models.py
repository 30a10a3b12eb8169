"""Meetings: who, when, about what, what was decided, and what follows from it (DOMAIN §9.2)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.clients.models import Client
from accounts.contacts.models import Contact
from accounts.meetings.querysets import MeetingKindQuerySet, MeetingQuerySet, OfMeetingQuerySet
from accounts.service_plans.states import Deliverable
from config.lib.models import Versioned
from teams.history.tracking import tracked


@tracked()
class MeetingKind(Versioned):
    """A kind of meeting with its usual agenda: a row the house edits."""

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(max_length=80)
    deliverable = models.CharField(
        "meets the commitment", max_length=20, choices=Deliverable, blank=True
    )
    internal = models.BooleanField("only colleagues", default=False)
    with_client = models.BooleanField("about one client", default=True)
    travel = models.BooleanField("asks for travel", default=False)
    minutes = models.PositiveSmallIntegerField("usual length", default=60, help_text="Minutes.")
    agenda = models.TextField(
        max_length=2000,
        help_text="A point a line; “= name” behind it fills in facts of the account: coverage, "
        "expirations, exposures, claims, commitments, work, money, last meeting, people.",
    )
    active = models.BooleanField(default=True)

    objects = MeetingKindQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@tracked()
class Meeting(Versioned):
    """One meeting. Planned, held or cancelled follows from what was entered about it.

    `sequence` grows with every change that calendars must hear of (RFC 5546).
    """

    kind = models.ForeignKey(MeetingKind, models.PROTECT, related_name="meetings")
    client = models.ForeignKey(
        Client, models.PROTECT, null=True, blank=True, related_name="meetings"
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    starts_at = models.DateTimeField("begins")
    ends_at = models.DateTimeField("ends")
    place = models.CharField(max_length=200, blank=True)
    travel = models.CharField(
        "travel", max_length=300, blank=True, help_text="How one gets there, nights away."
    )
    goal = models.CharField("what it is to reach", max_length=300, blank=True)
    organizer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="meetings_called"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    held_at = models.DateTimeField(null=True, blank=True, editable=False)
    minutes = models.TextField(max_length=20000, blank=True)
    minutes_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancelled_why = models.CharField(max_length=300, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")),
                                   name="meeting_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(held_at=None) | Q(cancelled_at=None),
                                   name="meeting_held_or_cancelled"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["starts_at", "id"], name="meeting_by_start"),
            models.Index(fields=["client", "-starts_at"], name="meeting_by_client"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}{f' with {self.client}' if self.client else ''}"

    def get_absolute_url(self) -> str:
        return reverse("meeting-page", args=[self.pk])

    @property
    def state(self) -> str:
        """Planned, held, cancelled, or overdue for its minutes."""
        if self.cancelled_at:
            return "cancelled"
        if self.held_at:
            return "held"
        return "planned" if self.ends_at > timezone.now() else "minutes"


@tracked()
class Attendee(models.Model):
    """Somebody asked to a meeting: a colleague, a contact of the client, or anybody else."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendees")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="meetings"
    )
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="meetings"
    )
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    came = models.BooleanField(null=True, blank=True)

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-user", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "user"], condition=Q(user__isnull=False),
                name="colleague_asked_once",
            ),
            models.UniqueConstraint(
                fields=["meeting", "email"], condition=~Q(email=""), name="address_asked_once"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


@tracked()
class AgendaItem(models.Model):
    """A point of the agenda with what the file says about it; both can be edited."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    rank = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=120)
    text = models.TextField(max_length=4000, blank=True)

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["rank", "pk"]

    def __str__(self) -> str:
        return self.heading


@tracked()
class Decision(models.Model):
    """What was decided in a meeting."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="decisions")
    text = models.CharField(max_length=500)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


@tracked()
class ActionItem(models.Model):
    """What somebody does after a meeting; it lives on as a follow-up."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="actions")
    follow_up = models.OneToOneField(
        "accounts.FollowUp", models.PROTECT, related_name="action_item"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.follow_up)


@tracked("secret")
class CalendarFeed(models.Model):
    """The private calendar address of a person; only a digest of its secret is kept."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed"
    )
    secret = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the address.")
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Calendar of {self.user}"
