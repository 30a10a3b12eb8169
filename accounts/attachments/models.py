"""Files of a client: what they are about, their versions, pictures of their pages."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.urls import reverse

from accounts.attachments.querysets import AttachmentQuerySet, PageQuerySet, VersionQuerySet
from accounts.clients.models import Client
from config.lib.models import Versioned
from teams.history.tracking import tracked


@tracked()
class AttachmentCategory(models.Model):
    """What kind of paper a file is."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["place", "name"]
        verbose_name_plural = "attachment categories"

    def __str__(self) -> str:
        return self.name


@tracked()
class Attachment(Versioned):
    """A paper of a client's file; removed with a reason, never deleted."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="attachments")
    term = models.ForeignKey(
        "accounts.PolicyTerm", models.PROTECT, null=True, blank=True, related_name="attachments"
    )
    order = models.ForeignKey(
        "accounts.ServiceOrder", models.PROTECT, null=True, blank=True, related_name="attachments"
    )
    invoice = models.ForeignKey(
        "accounts.Invoice", models.PROTECT, null=True, blank=True, related_name="attachments"
    )
    came_with = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="enclosures"
    )
    category = models.ForeignKey(AttachmentCategory, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    received_on = models.DateField("received")
    valued_on = models.DateField(
        "valued as of", null=True, blank=True, help_text="Loss runs: the valuation date."
    )
    note = models.TextField(max_length=2000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    removed_why = models.CharField(max_length=200, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(removed_at=None, removed_by=None, removed_why="")
                | (
                    models.Q(removed_at__isnull=False, removed_by__isnull=False)
                    & ~models.Q(removed_why="")
                ),
                name="removed_file_says_who_and_why",
            )
        ]
        indexes = [models.Index(fields=["client", "-received_on", "-id"], name="file_by_client")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('client-files', args=[self.client_id])}?file={self.pk}"


@tracked("text", "search")
class AttachmentVersion(models.Model):
    """The bytes of a file at one time; they and their description never change."""

    class State(models.TextChoices):
        CHECKING = "checking", "Being read"
        READY = "ready", "Ready"
        REFUSED = "refused", "Not shown"

    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    file = models.FileField(upload_to="attachments/", max_length=120)
    name = models.CharField(max_length=150)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    content_type = models.CharField(max_length=100)
    scanned = models.BooleanField(default=False, help_text="A virus scanner found it clean.")
    state = models.CharField(max_length=10, choices=State, default=State.CHECKING)
    reason = models.CharField(max_length=200, blank=True, help_text="Why it has no preview.")
    pages = models.PositiveIntegerField(default=0)
    text = models.TextField(blank=True)
    search = models.GeneratedField(
        expression=SearchVector("name", "text", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["attachment", "number"], name="one_version_per_number"),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="file_is_not_empty"),
        ]
        indexes = [GinIndex(fields=["search"], name="file_words")]
        triggers = [
            pgtrigger.ReadOnly(
                name="bytes_stay",
                fields=["attachment", "number", "file", "name", "size", "sha256", "by", "at"],
            ),
            pgtrigger.Protect(name="versions_stay", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.number}"


class AttachmentPage(models.Model):
    """A page as pictures; the file itself is never shown by the browser."""

    version = models.ForeignKey(AttachmentVersion, models.PROTECT, related_name="pictures")
    number = models.PositiveIntegerField()
    narrow = models.FileField(upload_to="attachments/pages/", max_length=120)
    wide = models.FileField(upload_to="attachments/pages/", max_length=120)

    objects = PageQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="one_picture_per_page")
        ]

    def __str__(self) -> str:
        return f"Page {self.number}"
