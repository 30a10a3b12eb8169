"""Notices in the app and the outbox of e-mails."""

import uuid

from django.conf import settings
from django.db import models

from config.lib.triggers import append_only
from teams.history.tracking import tracked
from teams.notifications.querysets import (
    BounceQuerySet,
    NotificationQuerySet,
    OutboundEmailQuerySet,
)


class Notification(models.Model):
    """Something a person should know, told once under its key."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    key = models.CharField(max_length=120)
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notice_told_once")]
        indexes = [
            models.Index(
                fields=["user", "-created_at"],
                condition=models.Q(read_at=None),
                name="notice_unread",
            )
        ]

    def __str__(self) -> str:
        return self.text


class OutboundEmail(models.Model):
    """An e-mail that will leave exactly once; its Message-ID is fixed before sending."""

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        SENDING = "sending", "Sending"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"
        UNKNOWN = "unknown", "Perhaps sent"

    key = models.CharField(max_length=120, unique=True)
    message_id = models.CharField(max_length=120, unique=True)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    reply_to = models.EmailField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    not_before = models.DateTimeField(auto_now_add=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = OutboundEmailQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=models.Q(state__in=["queued", "sending"]),
                name="email_to_send",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"

    def save(self, *args, **kwargs):
        if not self.message_id:
            self.message_id = f"<{uuid.uuid4()}@steward>"
        super().save(*args, **kwargs)


class EmailAttachment(models.Model):
    """A file that goes with an e-mail: its place in the storage, and what it is called there."""

    email = models.ForeignKey(OutboundEmail, models.CASCADE, related_name="attachments")
    path = models.CharField(max_length=300)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)

    class Meta:
        ordering = ["pk"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.name


@tracked()
class Bounce(models.Model):
    """A sent e-mail came back. A lasting one blocks its address until a person clears it."""

    email = models.OneToOneField(OutboundEmail, models.PROTECT, related_name="bounce")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    lasting = models.BooleanField(default=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = BounceQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.email.to}: {self.reason}"
