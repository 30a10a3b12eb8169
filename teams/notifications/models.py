"""Notices in the app and the outbox of e-mails."""

import uuid

from django.conf import settings
from django.db import models

from config.lib.triggers import append_only
from teams.history.tracking import tracked
from teams.notifications.catalogue import LABELS, Delivery
from teams.notifications.querysets import (
    BounceQuerySet,
    NotificationQuerySet,
    OutboundEmailQuerySet,
)
from teams.notifications.rules import DAILY_AT


class Notification(models.Model):
    """Something a person should know, told once under its key."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    key = models.CharField(max_length=120)
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=20, choices=LABELS, default="other")
    about = models.CharField(max_length=200, blank=True, help_text="The client, for batching.")
    created_at = models.DateTimeField(auto_now_add=True)
    mail_at = models.DateTimeField(
        null=True, blank=True, help_text="When it joins a digest; empty: not yet decided."
    )
    settled_at = models.DateTimeField(
        null=True, blank=True, help_text="Mailed, or no longer to be mailed."
    )
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
            ),
            models.Index(
                fields=["mail_at"], condition=models.Q(settled_at=None), name="notice_to_mail"
            ),
        ]

    def __str__(self) -> str:
        return self.text


@tracked()
class NoticeSettings(models.Model):
    """When e-mail may reach somebody; all times are the office's."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_settings"
    )
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    closed_days = models.BooleanField("also on days on which the office is closed", default=True)
    daily_at = models.TimeField("the daily digest leaves at", default=DAILY_AT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quiet_from=None, quiet_until=None)
                | models.Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="quiet_hours_have_two_ends",
            )
        ]

    def __str__(self) -> str:
        return f"Notices of {self.user}"


@tracked()
class NoticePreference(models.Model):
    """How one kind of notice reaches somebody by e-mail, where it differs from the usual."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_preferences"
    )
    kind = models.CharField(max_length=20, choices=LABELS)
    delivery = models.CharField(max_length=8, choices=Delivery)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="notice_preference_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_delivery_display()}"


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
    calendar = models.TextField(blank=True, help_text="An invitation (text/calendar) beside it.")
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
            ),
            models.Index(
                fields=["created_at"],
                condition=models.Q(state="failed"),
                name="email_not_accepted",
            ),
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
