"""What direct-bill carriers owe the house, and the statements with which they pay it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.carriers.models import Carrier
from accounts.clients.models import Client
from accounts.commissions.querysets import (
    ExpectedCommissionQuerySet,
    StatementQuerySet,
    StatementRowQuerySet,
)
from accounts.policies.models import PolicyTerm, PolicyTransaction
from config.lib.models import MoneyField
from config.lib.triggers import append_only
from teams.history.tracking import tracked


@tracked()
class ExpectedCommission(models.Model):
    """A direct-billed transaction: what the client owes the carrier, and the carrier the house.

    The client's premium never passes through the house, so only the commission is posted: as
    estimated, until the carrier's statement says what it pays.
    """

    transaction = models.OneToOneField(
        PolicyTransaction, models.PROTECT, related_name="expected_commission"
    )
    term = models.ForeignKey(PolicyTerm, models.PROTECT, related_name="expected_commissions")
    client = models.ForeignKey(Client, models.PROTECT, related_name="expected_commissions")
    carrier = models.ForeignKey(Carrier, models.PROTECT, related_name="expected_commissions")
    premium = MoneyField(help_text="What the client owes the carrier.")
    amount = MoneyField("expected commission")
    expected_on = models.DateField()
    entry = models.OneToOneField("accounts.JournalEntry", models.PROTECT, related_name="+")

    objects = ExpectedCommissionQuerySet.as_manager()

    class Meta:
        ordering = ["expected_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="expected_commission_is_not_zero")
        ]
        indexes = [
            models.Index(fields=["expected_on", "id"], name="expected_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.amount:,.2f} expected on {self.term}"


@tracked()
class StatementColumns(models.Model):
    """Which heading of a carrier's statements is which field; remembered for the next one."""

    carrier = models.OneToOneField(Carrier, models.CASCADE, related_name="statement_columns")
    columns = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"Columns of {self.carrier}"


@tracked()
class CommissionStatement(models.Model):
    """A carrier's list of the commission it pays. Posted when every row is settled."""

    carrier = models.ForeignKey(Carrier, models.PROTECT, related_name="statements")
    number = models.CharField("statement number", max_length=40, blank=True)
    paid_on = models.DateField("paid on")
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to="statements/", max_length=120)
    sha256 = models.CharField(max_length=64)
    content = models.CharField(
        max_length=64, blank=True, help_text="Digest of its rows, whatever the form of the file."
    )
    heading_row = models.PositiveIntegerField()
    headings = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    stated_total = MoneyField("its own total", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    posted_at = models.DateTimeField(null=True, blank=True)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    reversed_at = models.DateTimeField(null=True, blank=True)
    reversed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reversal_reason = models.CharField(max_length=200, blank=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["-paid_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["carrier", "sha256"],
                condition=Q(reversed_at=None),
                name="statement_file_once",
            ),
            models.UniqueConstraint(
                fields=["carrier", "content"],
                condition=~Q(content="") & Q(reversed_at=None),
                name="statement_content_once",
            ),
            models.UniqueConstraint(
                fields=["carrier", "number"],
                condition=~Q(number="") & Q(reversed_at=None),
                name="statement_number_once",
            ),
            models.CheckConstraint(
                condition=Q(posted_at=None, posted_by=None)
                | Q(posted_at__isnull=False, posted_by__isnull=False),
                name="statement_posted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(reversed_at=None, reversed_by=None, reversal_reason="")
                | Q(posted_at__isnull=False, reversed_at__isnull=False, reversed_by__isnull=False)
                & ~Q(reversal_reason=""),
                name="statement_reversed_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.carrier}, {self.number or self.name}"

    def get_absolute_url(self) -> str:
        return reverse("statement-page", args=[self.pk])

    @property
    def standing(self) -> str:
        """Open, posted or reversed: derived from who did what."""
        return "reversed" if self.reversed_at else "posted" if self.posted_at else "open"


@tracked()
class StatementRow(models.Model):
    """One line of a statement: what the carrier says, what was expected, what was decided."""

    class Finding(models.TextChoices):
        FITS = "fits", "As expected"
        DIFFERS = "differs", "Another amount than expected"
        UNEXPECTED = "unexpected", "Nothing is expected on this policy"
        AMBIGUOUS = "ambiguous", "Several policies have this number"
        UNKNOWN = "unknown", "No policy has this number"

    class Answer(models.TextChoices):
        ACCEPT = "accept", "Accepted as paid"
        DISPUTE = "dispute", "Disputed: the rest stays owed"
        APART = "apart", "Not ours: left out of the books"

    statement = models.ForeignKey(CommissionStatement, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(help_text="Row of the file.")
    number = models.CharField(max_length=60, blank=True)
    insured = models.CharField(max_length=200, blank=True)
    effective_on = models.DateField(null=True, blank=True)
    premium = MoneyField(null=True, blank=True)
    commission = MoneyField()
    term = models.ForeignKey(PolicyTerm, models.PROTECT, null=True, blank=True, related_name="+")
    chosen = models.BooleanField(default=False, help_text="A person said which policy it is.")
    expected = MoneyField(default=0)
    finding = models.CharField(max_length=10, choices=Finding)
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    note = models.CharField(max_length=200, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    entry = models.OneToOneField(
        "accounts.JournalEntry", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = StatementRowQuerySet.as_manager()

    class Meta:
        ordering = ["line"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "line"], name="statement_line_once"),
            models.CheckConstraint(
                condition=Q(answer__in=["", "accept", "dispute", "apart"]),
                name="statement_answer_known",
            ),
        ]

    def __str__(self) -> str:
        return f"Row {self.line}, {self.number}"

    @property
    def settled(self) -> bool:
        """Whether nobody has to look at it any more."""
        return self.finding == self.Finding.FITS or bool(self.answer)


class CommissionSettlement(models.Model):
    """What of an expected commission a statement's row settled."""

    row = models.ForeignKey(StatementRow, models.PROTECT, related_name="settlements")
    expected = models.ForeignKey(ExpectedCommission, models.PROTECT, related_name="settlements")
    amount = MoneyField()
    undone = models.BooleanField(default=False, help_text="Taken back with its statement.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["row", "expected", "undone"], name="settled_once_by_a_row"
            ),
            models.CheckConstraint(condition=~Q(amount=0), name="settlement_is_not_zero"),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.amount} of {self.expected}"
