"""Where the money lies, and what the house moves in and out of trust for itself."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from accounts.trust.querysets import BankAccountQuerySet, TrustTransferQuerySet
from config.lib.crypto import EncryptedField
from config.lib.models import MoneyField, Versioned
from teams.history.tracking import tracked


@tracked()
class BankAccount(Versioned):
    """An account at a bank; premium lies in a trust account and nowhere else (Ins. Code 1734)."""

    class Kind(models.TextChoices):
        TRUST = "trust", "Trust"
        OPERATING = "operating", "Operating"

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    bank = models.CharField(max_length=120, help_text="In the United States and insured (FDIC).")
    routing = models.CharField("routing number", max_length=9, blank=True)
    number = EncryptedField("account number")
    active = models.BooleanField(default=True)

    objects = BankAccountQuerySet.as_manager()

    class Meta:
        ordering = ["-kind", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["trust", "operating"]), name="bank_account_kind_known"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ends_in(self) -> str:
        """The number's last four digits, by which people know the account."""
        return self.number[-4:]


@tracked()
class TrustTransfer(models.Model):
    """Commission taken out of trust, or the house's own money put in or taken back."""

    class Kind(models.TextChoices):
        SWEEP = "sweep", "Commission swept"
        OWN_IN = "own_in", "Own funds put in"
        OWN_OUT = "own_out", "Own funds taken back"

    number = models.PositiveBigIntegerField(unique=True, help_text="Without gaps.")
    kind = models.CharField(max_length=10, choices=Kind)
    on = models.DateField()
    amount = MoneyField()
    note = models.CharField(max_length=200, blank=True)
    form_key = models.UUIDField(unique=True, null=True, help_text="One form makes one transfer.")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    entry = models.OneToOneField(
        "accounts.JournalEntry", models.PROTECT, related_name="trust_transfer"
    )

    objects = TrustTransferQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="trust_transfer_is_positive"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("ledger-entry", args=[self.entry_id])
