"""Questions put to a client under a secret address, and what the client says to them."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.attachments.models import Attachment
from accounts.clients.models import Client
from accounts.contacts.models import Contact
from config.lib.models import Dated, Versioned
from config.lib.triggers import append_only
from renewals.client_links.querysets import (
    ChaserRuleQuerySet,
    ClientLinkQuerySet,
    ClientRequestQuerySet,
    RequestItemQuerySet,
    RequestUploadQuerySet,
)
from renewals.placements.models import Placement
from renewals.underwriting.models import Question
from teams.history.tracking import tracked
from teams.notifications.models import OutboundEmail


@tracked()
class ClientRequest(Versioned):
    """One contact of the client is asked for information, and signs it off once."""

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="client_requests")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+")
    email = models.EmailField("e-mail", help_text="Where the link and the codes go.")
    message = models.TextField(max_length=1000, blank=True)
    due_on = models.DateField("wanted by")
    asked_on = models.DateField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_name = models.CharField(max_length=120, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ClientRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_name="")
                | (Q(signed_at__isnull=False) & ~Q(signed_name="")),
                name="signed_request_has_a_name",
            ),
            models.CheckConstraint(
                condition=Q(signed_at=None) | Q(withdrawn_at=None),
                name="signed_request_is_not_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="withdrawn_request_says_who",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("asked_on")), name="request_due_after_it_was_asked"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"], condition=Q(signed_at=None, withdrawn_at=None),
                name="request_waiting",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Questions to {self.contact.name}"

    def get_absolute_url(self) -> str:
        return reverse("client-request", args=[self.pk])

    @property
    def client(self) -> Client:
        return self.placement.client

    @property
    def standing(self) -> tuple[str, str]:
        """(words, tone)."""
        if self.signed_at:
            return "Signed off", "good"
        return ("Withdrawn", "quiet") if self.withdrawn_at else ("With the client", "info")


class Decision(models.TextChoices):
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Not taken over"


@tracked()
class RequestItem(Versioned):
    """One question of a request: what stood there, what the client says, what the team decides."""

    request = models.ForeignKey(ClientRequest, models.CASCADE, related_name="items")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    present = models.TextField(max_length=4000, blank=True)
    value = models.TextField(max_length=4000, blank=True)
    skipped = models.BooleanField(default=False, help_text="Does not apply, or not known.")
    note = models.TextField(max_length=1000, blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=8, choices=Decision, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_why = models.CharField(max_length=300, blank=True)

    objects = RequestItemQuerySet.as_manager()

    class Meta:
        ordering = ["request", "position"]
        constraints = [
            models.UniqueConstraint(fields=["request", "question"], name="asked_once_a_request"),
            models.CheckConstraint(
                condition=Q(decision="", decided_by=None, decided_at=None)
                | (~Q(decision="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="decided_item_says_who",
            ),
        ]

    def __str__(self) -> str:
        return str(self.question)

    @property
    def answered(self) -> bool:
        """Whether the client has said anything to it, apart from files."""
        return bool(self.value or self.skipped)


@tracked()
class RequestUpload(models.Model):
    """A file the client sent with an item; it joins the client's file once it is accepted."""

    item = models.ForeignKey(RequestItem, models.CASCADE, related_name="uploads")
    file = models.FileField(upload_to="client-links/", max_length=120)
    name = models.CharField(max_length=150)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=100)
    scanned = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    attachment = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = RequestUploadQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        triggers = [
            pgtrigger.ReadOnly(
                name="sent_bytes_stay", fields=["item", "file", "name", "size", "sha256", "at"]
            )
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class ClientLink(models.Model):
    """A secret address of a request; only its digest is kept. A request may get new ones."""

    request = models.ForeignKey(ClientRequest, models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    locked_until = models.DateTimeField(null=True, blank=True)
    email = models.OneToOneField(OutboundEmail, models.PROTECT, related_name="+")

    objects = ClientLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Link to {self.request}"


class AccessCode(models.Model):
    """A one-time code for a link, sent in an e-mail of its own; only its digest is kept."""

    link = models.ForeignKey(ClientLink, models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Code for {self.link}"


class LinkVisit(models.Model):
    """A browser that gave the right code; it ends by itself after a short while."""

    link = models.ForeignKey(ClientLink, models.CASCADE, related_name="visits")
    digest = models.CharField(max_length=64, unique=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Visit of {self.link}"


@tracked()
class ChaserRule(Dated):
    """When a client who has not answered is reminded; a dated row."""

    class Basis(models.TextChoices):
        ASKED = "asked", "Days after it was asked"
        DUE = "due", "Days before it is wanted"

    name = models.CharField(max_length=80)
    basis = models.CharField(max_length=5, choices=Basis)
    days = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=300, blank=True)

    objects = ChaserRuleQuerySet.as_manager()

    class Meta:
        ordering = ["basis", "days", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["name", "from_on"], name="chaser_rule_once"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")),
                name="chaser_rule_days_in_order",
                violation_error_message="The rule must end after it begins.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Chaser(models.Model):
    """A request's reminder by one rule: told once."""

    request = models.ForeignKey(ClientRequest, models.CASCADE, related_name="chasers")
    rule = models.ForeignKey(ChaserRule, models.PROTECT, related_name="+")
    sent_on = models.DateField()
    email = models.OneToOneField(OutboundEmail, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["sent_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "rule"], name="reminded_once_a_rule")
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.rule} for {self.request}"
