"""Collecting what is overdue: steps, contacts, promises, disputes, and reminders in bulk."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.clients.models import Client
from accounts.collections.querysets import (
    CollectionContactQuerySet,
    CollectionStepQuerySet,
    DisputeQuerySet,
    PaymentPromiseQuerySet,
    ReminderRunQuerySet,
)
from accounts.receivables.models import Invoice
from config.lib.models import Dated, MoneyField
from config.lib.triggers import append_only
from teams.access.roles import Role
from teams.history.tracking import tracked


class How(models.TextChoices):
    """By what a client, or the carrier, is reached."""

    EMAIL = "email", "E-mail"
    LETTER = "letter", "Letter"
    CALL = "call", "Call"
    CARRIER = "carrier", "Request to the carrier"
    ESCALATION = "escalation", "Escalation"
    NOTE = "note", "Note"


@tracked()
class CollectionStep(Dated):
    """A step of collecting, due so many days past the due date; a dated row (DOMAIN §8.2)."""

    code = models.SlugField(max_length=20)
    name = models.CharField(max_length=60)
    days = models.SmallIntegerField(
        "days past due", help_text="Negative: before the due date. Disputes stop the clock."
    )
    how = models.CharField(max_length=10, choices=How)
    owner = models.CharField(max_length=30, choices=Role)
    needed = models.BooleanField("must be done before later steps", default=False)
    tells_sales = models.BooleanField("the sales executive is told", default=False)
    text = models.TextField(max_length=4000, blank=True)
    note = models.CharField(max_length=200, blank=True)

    objects = CollectionStepQuerySet.as_manager()

    class Meta:
        ordering = ["days", "code", "-from_on"]
        constraints = [
            models.UniqueConstraint(fields=["code", "from_on"], name="collection_step_once"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=models.F("from_on")),
                name="collection_step_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CollectionContact(models.Model):
    """Somebody was reached, or tried, about what a client owes; told once, never altered."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="collection_contacts")
    step = models.ForeignKey(
        CollectionStep, models.PROTECT, null=True, blank=True, related_name="+"
    )
    how = models.CharField(max_length=10, choices=How)
    reached = models.CharField(max_length=200, blank=True, help_text="Who, and where.")
    note = models.TextField(max_length=2000, blank=True)
    text = models.TextField(max_length=8000, blank=True, help_text="What was sent.")
    email = models.ForeignKey(
        "teams.OutboundEmail", models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    form_key = models.UUIDField(unique=True, null=True, help_text="One form makes one contact.")

    objects = CollectionContactQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(how__in=How.values), name="contact_how_known")
        ]
        indexes = [models.Index(fields=["client", "-at"], name="collection_by_client")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return str(self.step or self.get_how_display())


class CollectedInvoice(models.Model):
    """An invoice that a contact was about; each step is done once for an invoice."""

    contact = models.ForeignKey(CollectionContact, models.PROTECT, related_name="items")
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="collected")
    code = models.SlugField(max_length=20, blank=True, help_text="The step; empty: a contact.")
    days = models.SmallIntegerField(null=True, blank=True, help_text="The step's, at the time.")
    open = MoneyField(help_text="What was open then.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "code"], condition=~Q(code=""), name="step_once_per_invoice"
            )
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.contact}: {self.invoice}"


@tracked()
class PaymentPromise(models.Model):
    """Somebody promised to pay so much by a day; whether it was kept, the receipts say."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="promises")
    invoice = models.ForeignKey(
        Invoice, models.PROTECT, null=True, blank=True, related_name="promises"
    )
    amount = MoneyField()
    due_on = models.DateField("by")
    note = models.CharField(max_length=300, blank=True)
    made_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces"
    )
    told_at = models.DateTimeField(null=True, blank=True, help_text="That it was broken.")
    form_key = models.UUIDField(unique=True, null=True, help_text="One form makes one promise.")

    objects = PaymentPromiseQuerySet.as_manager()

    class Meta:
        ordering = ["-due_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="promise_is_positive"),
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("made_on")), name="promise_dates_in_order"
            ),
        ]
        indexes = [
            models.Index(fields=["client", "due_on"], name="promise_by_client"),
            models.Index(fields=["due_on"], condition=Q(told_at=None, replaced_by=None),
                         name="promise_to_tell"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.amount:,.2f} by {self.due_on:%m/%d/%Y}"


@tracked()
class Dispute(models.Model):
    """The client does not accept an invoice; while it runs, the clock of collecting stands."""

    class Reason(models.TextChoices):
        AMOUNT = "amount", "Amount is wrong"
        COVERAGE = "coverage", "Coverage is wrong or was not ordered"
        CANCELLED = "cancelled", "Policy was cancelled or rewritten"
        PAID = "paid", "Says it is paid"
        SERVICE = "service", "Unhappy with service"
        OTHER = "other", "Other"

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="disputes")
    reason = models.CharField(max_length=10, choices=Reason)
    text = models.TextField(max_length=2000, blank=True)
    opened_on = models.DateField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=300, blank=True)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["invoice"], condition=Q(closed_on=None), name="one_running_dispute"
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, closed_by=None)
                | Q(closed_on__gte=models.F("opened_on"), closed_by__isnull=False),
                name="dispute_closed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.invoice}"


@tracked()
class ReminderRun(models.Model):
    """Notices asked for together; a job sends them, and each row says what became of it."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    form_key = models.UUIDField(unique=True, help_text="One form makes one run.")

    objects = ReminderRunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Notices of {timezone.localtime(self.asked_at):%m/%d/%Y %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("collection-run", args=[self.pk])


@tracked()
class ReminderRow(models.Model):
    """An invoice of a run: still to do, sent with a contact, or not sent for a reason."""

    run = models.ForeignKey(ReminderRun, models.CASCADE, related_name="rows")
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="+")
    contact = models.ForeignKey(
        CollectionContact, models.PROTECT, null=True, blank=True, related_name="+"
    )
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "invoice"], name="invoice_once_per_run"),
            models.CheckConstraint(
                condition=Q(contact=None) | Q(problem=""), name="reminder_sent_or_not"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice} in {self.run}"

    @property
    def standing(self) -> str:
        """Waiting, sent or left out: derived from what was noted."""
        return "sent" if self.contact_id else "left out" if self.problem else "waiting"
