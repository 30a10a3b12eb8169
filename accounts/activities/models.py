"""What happened with a client: told once, never altered, only answered."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from accounts.activities.querysets import ActivityQuerySet
from accounts.clients.models import Client
from config.lib.triggers import append_only


class ActivityKind(models.TextChoices):
    CALL = "call", "Call"
    EMAIL = "email", "E-mail"
    NOTE = "note", "Note"
    MEETING = "meeting", "Meeting"
    SYSTEM = "system", "Event"


class Activity(models.Model):
    """One entry of a client's timeline."""

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
