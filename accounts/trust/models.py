"""Where the money lies: the accounts at banks."""

from django.db import models

from accounts.trust.querysets import BankAccountQuerySet
from config.lib.crypto import EncryptedField
from config.lib.models import Versioned
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
