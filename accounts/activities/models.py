"""What happened with a client: told once, never altered, only answered."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from accounts.activities.querysets import ActivityQuerySet
from accounts.clients.models import Client
from config.lib.triggers import append_only
from teams.history.tracking import tracked


class ActivityKind(models.TextChoices):
    CALL = "call", "Call"
    EMAIL = "email", "E-mail"
    NOTE = "note", "Note"
    MEETING = "meeting", "Meeting"
    SYSTEM = "system", "Event"


class Activity(models.Model):
    """One entry of a client's timeline. An answer names the entry that began the thread."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="activities")
    term = models.ForeignKey(
        "accounts.PolicyTerm", models.PROTECT, null=True, blank=True, related_name="activities"
    )
    answers = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="answered_by"
    )
    kind = models.CharField(max_length=10, choices=ActivityKind)
    subject = models.CharField(max_length=200)
    text = models.TextField(max_length=20000, blank=True)
    link = models.CharField(max_length=200, blank=True, help_text="Where the thing itself is.")
    happened_at = models.DateTimeField(default=timezone.now)
    entered_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    form_key = models.UUIDField(
        null=True, blank=True, unique=True, help_text="One form makes one entry."
    )

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_at", "-pk"]
        verbose_name_plural = "activities"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=ActivityKind.values), name="activity_kind_known"
            ),
        ]
        indexes = [
            models.Index(fields=["client", "-happened_at", "-id"], name="activity_by_client"),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return f"{reverse('client-timeline', args=[self.client_id])}?entry={self.pk}"

    @property
    def key(self) -> str:
        """Its name on the timeline's page."""
        return f"entry-{self.pk}"


class Mention(models.Model):
    """Somebody was named with @ in an entry, and told so."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="mentions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "user"], name="mentioned_once")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.user} in {self.activity}"


@tracked()
class Pin(models.Model):
    """An entry that stands on top of its client's timeline until it is taken down."""

    activity = models.OneToOneField(Activity, models.CASCADE, related_name="pin")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.activity}, pinned by {self.by}"
