"""Statements of the bank: files, their lines, and what became of each line."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.bank_files.querysets import BankFileQuerySet, BankLineQuerySet
from accounts.receipts.models import Receipt
from config.lib.models import MoneyField
from teams.history.tracking import tracked

KINDS = [("csv", "CSV"), ("bai2", "BAI2"), ("ofx", "OFX")]


@tracked()
class BankFileMapping(models.Model):
    """Which column of a bank's CSV is what; remembered by its headings."""

    headings = models.CharField(max_length=64, unique=True, help_text="Their fingerprint.")
    columns = models.JSONField(help_text="Field name to heading.")

    def __str__(self) -> str:
        return ", ".join(self.columns.values())


@tracked()
class BankFile(models.Model):
    """One file of a bank, kept as it came."""

    bank_account = models.ForeignKey("accounts.BankAccount", models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=4, choices=KINDS)
    file = models.FileField(upload_to="bank/")
    sha256 = models.CharField(max_length=64, unique=True)
    known = models.PositiveIntegerField(default=0, help_text="Lines an earlier file had.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = BankFileQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("bank-file", args=[self.pk])


@tracked()
class BankLine(models.Model):
    """One movement of the account: money in is positive, money out negative."""

    file = models.ForeignKey(BankFile, models.PROTECT, related_name="lines")
    bank_account = models.ForeignKey("accounts.BankAccount", models.PROTECT, related_name="+")
    key = models.CharField(max_length=64, help_text="The same movement has the same key.")
    booked_on = models.DateField()
    amount = MoneyField()
    check_number = models.CharField(max_length=40, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    text = models.CharField(max_length=300, blank=True)
    receipt = models.ForeignKey(
        Receipt, models.PROTECT, null=True, blank=True, related_name="bank_lines",
        help_text="What it brought in, or took back.",
    )  # fmt: skip
    set_aside = models.CharField(max_length=200, blank=True, help_text="Why it is no receipt.")
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = BankLineQuerySet.as_manager()

    class Meta:
        ordering = ["booked_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["bank_account", "key"], name="bank_line_once"),
            models.UniqueConstraint(
                fields=["receipt"], condition=Q(amount__gt=0), name="receipt_in_bank_once"
            ),
            models.CheckConstraint(condition=~Q(amount=0), name="bank_line_moves_money"),
            models.CheckConstraint(
                condition=Q(receipt=None) | Q(set_aside=""), name="bank_line_matched_or_aside"
            ),
        ]
        indexes = [
            models.Index(fields=["booked_on", "id"], condition=Q(receipt=None, set_aside=""),
                         name="bank_line_open"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.amount:,.2f} on {self.booked_on:%m/%d/%Y}"

    @property
    def standing(self) -> str:
        """Open, matched, returned or set aside: derived from what it led to."""
        if self.receipt_id:
            return "matched" if self.amount > 0 else "returned"
        return "set aside" if self.set_aside else "open"
