"""What will not be collected: asked for by one person, approved by another."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.receivables.models import Invoice
from accounts.write_offs.querysets import WriteOffLimitQuerySet, WriteOffQuerySet
from config.lib.models import Dated, MoneyField
from teams.access.roles import Role
from teams.history.tracking import tracked


@tracked()
class WriteOffLimit(Dated):
    """Up to how many dollars people of a role write off; a dated row."""

    role = models.CharField(max_length=30, choices=Role)
    alone = MoneyField(help_text="Without a second person.")
    approves = MoneyField(help_text="What others ask for.")
    note = models.CharField(max_length=200, blank=True)

    objects = WriteOffLimitQuerySet.as_manager()

    class Meta:
        ordering = ["role", "-from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "from_on"], name="write_off_limit_once",
                violation_error_message="This role has a row from that day already.",
            ),
            models.CheckConstraint(
                condition=Q(alone__gte=0, approves__gte=0), name="write_off_limit_not_below_zero",
                violation_error_message="A limit is zero or more.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_role_display()} up to {self.approves:,.2f}"


@tracked()
class WriteOff(models.Model):
    """A part of an invoice that is given up, with the reason."""

    class Reason(models.TextChoices):
        SMALL = "small", "Small balance"
        DISPUTE = "dispute", "Disputed and settled"
        GONE = "gone", "Client gone or insolvent"
        ERROR = "error", "Billing error"
        OTHER = "other", "Other"

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="write_offs")
    amount = MoneyField()
    reason = models.CharField(max_length=10, choices=Reason)
    note = models.CharField(max_length=200, blank=True)
    form_key = models.UUIDField(unique=True, null=True, help_text="One form makes one wish.")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    entry = models.OneToOneField(
        "accounts.JournalEntry", models.PROTECT, null=True, blank=True, related_name="write_off"
    )

    objects = WriteOffQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="write_off_is_positive"),
            models.CheckConstraint(
                condition=Q(entry=None) | Q(decided_by__isnull=False),
                name="write_off_posted_only_when_decided",
            ),
            models.UniqueConstraint(
                fields=["invoice"], condition=Q(decided_by=None), name="one_write_off_waiting"
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at", "id"], name="write_off_waiting",
                         condition=Q(decided_by=None)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Write-off of {self.amount:,.2f} on {self.invoice}"

    @property
    def standing(self) -> str:
        """Waiting, approved or refused: derived from who decided and what was posted."""
        if self.decided_by_id is None:
            return "waiting"
        return "approved" if self.entry_id else "refused"
