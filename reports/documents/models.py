"""Documents we made: frozen, reviewed, delivered; and the paper they are printed on."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.clients.models import Client
from config.lib.models import Versioned
from config.lib.triggers import append_only
from reports.documents.querysets import (
    DeliveryQuerySet,
    DocumentQuerySet,
    NarrativeQuerySet,
    Standing,
)
from teams.history.tracking import tracked
from teams.notifications.models import OutboundEmail

COLOR = RegexValidator(r"^#[0-9a-fA-F]{6}$", "A color is written like #17506b.")


@tracked()
class Letterhead(Versioned):
    """Who we are on paper: one row, with the license number the law asks for (CIC 1725.5)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField("agency", max_length=120)
    license = models.CharField("California license number", max_length=20, blank=True)
    address = models.CharField(max_length=200, blank=True)
    remit_to = models.CharField(
        "payments go to", max_length=200, blank=True, help_text="Empty: the address above."
    )
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField("e-mail", blank=True)
    website = models.CharField(max_length=120, blank=True)
    brand = models.CharField(
        "main color", max_length=7, default="#17506b", validators=[COLOR],
        help_text="Headings, rules and covers. Dark enough to read on white.",
    )  # fmt: skip
    accent = models.CharField("second color", max_length=7, default="#b8862b", validators=[COLOR])
    footnote = models.CharField("foot of every letter", max_length=200, blank=True)
    logo = models.FileField(upload_to="letterhead/", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="one_letterhead"),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Document(models.Model):
    """One made document (DESIGN §6). A newer version of the same takes its place; none changes."""

    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    client = models.ForeignKey(
        Client, models.PROTECT, null=True, blank=True, related_name="documents"
    )
    subject = models.CharField(
        max_length=60, blank=True, help_text="What it is about: the key its kind understands."
    )
    version = models.PositiveSmallIntegerField(default=1)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    as_of = models.DateField()
    params = models.JSONField(default=dict)
    file = models.FileField(upload_to="documents/")
    sheet = models.FileField(upload_to="documents/", blank=True, help_text="The XLSX beside it.")
    word = models.FileField(upload_to="documents/", blank=True, help_text="The DOCX beside it.")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    pages = models.PositiveIntegerField()
    built_from = models.JSONField(default=dict)
    job = models.OneToOneField("reports.Job", models.PROTECT, related_name="document", null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="documents")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(supersedes=None) | Q(version__gt=1), name="later_version_is_numbered"
            ),
            models.CheckConstraint(
                condition=Q(supersedes=None) | ~Q(supersedes=F("pk")),
                name="document_not_its_own_version",
            ),
        ]
        indexes = [
            models.Index(fields=["client", "-id"], name="document_by_client"),
            models.Index(fields=["kind", "subject", "-id"], name="document_by_subject"),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("document-page", args=[self.pk])

    def standing_words(self) -> tuple[str, str]:
        """(words, tone) of the `standing` that `with_standing` annotated."""
        standing = Standing(self.standing)
        return standing.label, standing.tone


class DocumentReview(models.Model):
    """Somebody has read the document and stands for it."""

    document = models.OneToOneField(Document, models.PROTECT, related_name="review")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.document} reviewed by {self.by}"


class Channel(models.TextChoices):
    EMAIL = "email", "E-mail"
    HAND = "hand", "By hand"
    POST = "post", "By post"


class Delivery(models.Model):
    """The document went to somebody: by e-mail through the outbox, by hand or by post."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=5, choices=Channel)
    recipient = models.CharField(max_length=160)
    address = models.CharField(max_length=300, blank=True)
    delivered_on = models.DateField(help_text="Given or posted; for e-mail the day it was asked.")
    email = models.OneToOneField(
        OutboundEmail, models.PROTECT, null=True, blank=True, related_name="delivery"
    )
    note = models.CharField(max_length=300, blank=True)
    form_key = models.UUIDField(unique=True, help_text="One form makes one delivery.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="delivery_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(channel="email", email__isnull=False)
                | (~Q(channel="email") & Q(email=None)),
                name="delivery_by_email_has_one",
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.document} to {self.recipient}"

    @property
    def may_return(self) -> bool:
        """Whether it left by e-mail and has not come back by now."""
        left = (OutboundEmail.State.SENT, OutboundEmail.State.UNKNOWN)
        return self.email is not None and self.email.state in left and not self.returned

    @property
    def returned(self) -> bool:
        return hasattr(self.email, "bounce")

    @property
    def outcome(self) -> tuple[str, str]:
        """(words, tone): what became of it, as far as anybody knows."""
        if self.email is None:
            return ("Delivered", "good")
        if self.returned:
            return ("Came back", "bad")
        return {
            OutboundEmail.State.QUEUED: ("Waiting to leave", "info"),
            OutboundEmail.State.SENDING: ("Leaving", "info"),
            OutboundEmail.State.SENT: ("Sent", "good"),
            OutboundEmail.State.FAILED: ("Not accepted", "bad"),
            OutboundEmail.State.UNKNOWN: ("Perhaps sent", "warn"),
        }[OutboundEmail.State(self.email.state)]


@tracked()
class Narrative(Versioned):
    """What people write into a section of a client's document; the next version uses it again."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="narratives")
    kind = models.CharField(max_length=40)
    section = models.SlugField(max_length=40)
    text = models.TextField(max_length=6000, blank=True)

    objects = NarrativeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "kind", "section"], name="narrative_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.client}: {self.section}"


class WordTemplate(models.Model):
    """A Word file that letters of a kind are filled into; the newest counts.

    Without a file it says that the house's own is in use again.
    """

    kind = models.CharField(max_length=40)
    file = models.FileField(upload_to="word-templates/", blank=True)
    name = models.CharField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.name
