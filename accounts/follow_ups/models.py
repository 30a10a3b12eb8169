"""Follow-ups (suspense): what somebody must come back to on a day."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.clients.models import Client
from accounts.follow_ups.querysets import FollowUpQuerySet
from accounts.follow_ups.rules import Shift, rhythm_words
from config.lib.models import HouseQuerySet, Versioned
from config.lib.triggers import append_only
from teams.history.tracking import tracked
from teams.people.models import Team


@tracked()
class FollowUpKind(Versioned):
    """What kind of coming back it is: a row the house edits."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    active = models.BooleanField(default=True)

    objects = HouseQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@tracked()
class FollowUpOutcome(Versioned):
    """How a follow-up ends, and the step that follows from it, if any."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    kind = models.ForeignKey(
        FollowUpKind, models.CASCADE, null=True, blank=True, related_name="outcomes",
        help_text="Empty: for every kind.",
    )  # fmt: skip
    success = models.BooleanField(default=True)
    needs_text = models.BooleanField("asks for words", default=False)
    next_kind = models.ForeignKey(
        FollowUpKind, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    next_subject = models.CharField(max_length=200, blank=True)
    next_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Business days until the next step; empty: none."
    )
    active = models.BooleanField(default=True)
    rank = models.PositiveSmallIntegerField(default=50)

    objects = HouseQuerySet.as_manager()

    class Meta:
        ordering = ["rank", "name"]
        constraints = [
            # A step due on the same day that ends the same way would go round for ever.
            models.CheckConstraint(
                condition=Q(next_days=None) | Q(next_days__gte=1),
                name="next_step_is_on_a_later_day",
                violation_error_message="The next step is at least one business day later.",
            )
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class FollowUp(Versioned):
    """One thing to come back to, about a client, by a person or a team.

    `planned_on` is the day of its rhythm, `due_on` the business day it is seen to. One row is
    one occurrence: the next is made when this one is done, so nothing piles up unseen.
    """

    client = models.ForeignKey(Client, models.PROTECT, related_name="follow_ups")
    term = models.ForeignKey(
        "accounts.PolicyTerm", models.PROTECT, null=True, blank=True, related_name="follow_ups"
    )
    order = models.ForeignKey(
        "accounts.ServiceOrder", models.PROTECT, null=True, blank=True, related_name="follow_ups"
    )
    invoice = models.ForeignKey(
        "accounts.Invoice", models.PROTECT, null=True, blank=True, related_name="follow_ups"
    )
    entry = models.ForeignKey(
        "accounts.Activity", models.PROTECT, null=True, blank=True, related_name="follow_ups"
    )
    kind = models.ForeignKey(FollowUpKind, models.PROTECT, related_name="follow_ups")
    subject = models.CharField(max_length=200)
    note = models.TextField(max_length=4000, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="follow_ups"
    )
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="follow_ups")
    planned_on = models.DateField()
    due_on = models.DateField("due")
    shift = models.CharField(
        max_length=6,
        default=Shift.NEXT,
        choices={
            Shift.NEXT: "the next business day",
            Shift.BEFORE: "the business day before",
            Shift.NONE: "that day all the same",
        },
    )
    rhythm = models.CharField(max_length=200, blank=True)
    began_on = models.DateField(help_text="Where its rhythm is counted from.")
    follows = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    key = models.CharField(
        max_length=160, null=True, blank=True, unique=True, help_text="One per key, ever."
    )
    outcome = models.ForeignKey(
        FollowUpOutcome, models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner=None, team__isnull=False) | Q(owner__isnull=False, team=None),
                name="follow_up_has_one_owner",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None, outcome=None)
                | Q(done_at__isnull=False, outcome__isnull=False),
                name="follow_up_done_with_an_outcome",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["owner", "due_on", "id"], condition=Q(done_at=None),
                         name="follow_up_of_person"),
            models.Index(fields=["team", "due_on", "id"], condition=Q(done_at=None),
                         name="follow_up_of_team"),
            models.Index(fields=["client", "done_at", "due_on"], name="follow_up_of_client"),
            models.Index(fields=["due_on", "id"], name="follow_up_by_due"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("follow-up-page", args=[self.pk])

    @property
    def owned_by(self) -> str:
        """The person or the team, in words."""
        return str(self.owner or self.team or "")

    @property
    def repeats(self) -> str:
        """Its rhythm in words; empty when it comes once."""
        return rhythm_words(self.rhythm)

    @property
    def standing(self) -> str:
        """Done, overdue, due today or to come: derived from the dates."""
        if self.done_at:
            return "done"
        today: date = timezone.localdate()
        if self.due_on < today:
            return "overdue"
        return "today" if self.due_on == today else "ahead"


class FollowUpStep(models.Model):
    """What was done to a follow-up. `was` keeps what it was before, so that it can be undone."""

    class Move(models.TextChoices):
        ADD = "add", "Added"
        DONE = "done", "Done"
        SNOOZE = "snooze", "Put off"
        REASSIGN = "reassign", "Handed over"
        EDIT = "edit", "Changed"
        COMMENT = "comment", "Commented"
        UNDO = "undo", "Undone"

    follow_up = models.ForeignKey(FollowUp, models.PROTECT, related_name="events")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    move = models.CharField(max_length=10, choices=Move)
    text = models.TextField(max_length=4000, blank=True)
    batch = models.UUIDField(help_text="What one press of a button did, to undo it as a whole.")
    was = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "pk"]
        triggers = [append_only()]
        indexes = [models.Index(fields=["batch"], name="follow_up_event_batch")]

    def __str__(self) -> str:
        return f"{self.get_move_display()}: {self.follow_up}"
