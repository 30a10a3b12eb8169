"""The ledger: entries of postings that balance, in months that close."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.urls import reverse

from accounts.clients.models import Client
from accounts.ledger.querysets import (
    JournalEntryQuerySet,
    LedgerMonthQuerySet,
    PostingQuerySet,
    SentFormQuerySet,
)
from config.lib.models import MoneyField
from config.lib.triggers import append_only
from teams.history.tracking import tracked


class LedgerAccount(models.TextChoices):
    """The accounts of the servicing ledger; what each means stands in `accounts.ledger.chart`."""

    RECEIVABLE = "receivable", "Accounts receivable"
    CARRIER_RECEIVABLE = "carrier_receivable", "Commission receivable from carriers"
    TRUST_CASH = "trust_cash", "Trust cash"
    OPERATING_CASH = "operating_cash", "Operating cash"
    UNAPPLIED_CASH = "unapplied_cash", "Unapplied cash"
    CLIENT_PAYABLE = "client_payable", "Return premium payable to clients"
    PREMIUM_PAYABLE = "premium_payable", "Premium payable to carriers"
    FEE_PAYABLE = "fee_payable", "Carrier fees payable"
    TAX_PAYABLE = "tax_payable", "Surplus lines tax payable"
    STAMPING_PAYABLE = "stamping_payable", "Stamping fees payable"
    COMMISSION_INCOME = "commission_income", "Commission income"
    COMMISSION_ESTIMATED = "commission_estimated", "Commission estimated, direct bill"
    FEE_INCOME = "fee_income", "Fee income"
    WRITE_OFF = "write_off", "Written off"
    OWN_FUNDS = "own_funds", "Own funds"


# What is collected for carriers, the state and its stamping office, and paid on to them.
PAYABLES = ("premium_payable", "fee_payable", "tax_payable", "stamping_payable")
# Postings on these need no client: the house's own money moves.
WITHOUT_CLIENT = ("trust_cash", "operating_cash", "own_funds")


@tracked()
class LedgerMonth(models.Model):
    """A month in which nothing more is posted; it closes every month before it too."""

    month = models.DateField(unique=True, help_text="Its first day.")
    closed_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    balances = models.JSONField(
        default=dict, help_text="Account → balance at its end; the same for ever."
    )

    objects = LedgerMonthQuerySet.as_manager()

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.CheckConstraint(condition=models.Q(month__day=1), name="ledger_month_first_day")
        ]

    def __str__(self) -> str:
        return f"{self.month:%B %Y}"


@tracked()
class Counter(models.Model):
    """The last number given out under a name; numbers have no gaps and no doubles."""

    name = models.CharField(max_length=30, unique=True)
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.last}"


class SentForm(models.Model):
    """A form that moved money, by its key; the same key never says two things."""

    key = models.UUIDField(unique=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    objects = SentFormQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.key)


class JournalEntry(models.Model):
    """One business event in the ledger; its postings sum to zero."""

    class Kind(models.TextChoices):
        INVOICE = "invoice", "Invoice"
        RECEIPT = "receipt", "Receipt"
        ALLOCATION = "allocation", "Allocation"
        RETURN = "return", "Returned payment"
        REFUND = "refund", "Refund"
        REVERSAL = "reversal", "Reversal"
        WRITE_OFF = "write_off", "Write-off"
        CREDIT = "credit", "Credit given to the client"
        REMITTANCE = "remittance", "Remittance"
        SWEEP = "sweep", "Commission swept"
        COMMISSION = "commission", "Commission of a carrier"
        FUNDING = "funding", "Own funds moved"

    kind = models.CharField(max_length=12, choices=Kind)
    number = models.PositiveBigIntegerField(
        unique=True,
        null=True,
        blank=True,
        help_text="Without gaps; empty for what an import brought and may take back.",
    )
    posted_on = models.DateField()
    memo = models.CharField(max_length=200, blank=True)
    invoice = models.ForeignKey(
        "accounts.Invoice", models.PROTECT, null=True, blank=True, related_name="entries"
    )
    receipt = models.ForeignKey(
        "accounts.Receipt", models.PROTECT, null=True, blank=True, related_name="entries"
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = JournalEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "journal entries"
        indexes = [models.Index(fields=["posted_on", "id"], name="entry_by_day")]
        triggers = [
            append_only(),
            pgtrigger.Trigger(
                name="month_is_open",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF EXISTS (SELECT FROM accounts_ledgermonth
                               WHERE month >= date_trunc('month', NEW.posted_on)) THEN
                        RAISE EXCEPTION 'the ledger is closed for %', NEW.posted_on
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.posted_on}"

    def get_absolute_url(self) -> str:
        return reverse("ledger-entry", args=[self.pk])

    @property
    def name(self) -> str:
        """What lists and pages call it: its kind and its number, or that it was imported."""
        return f"{self.get_kind_display()} {self.number or 'imported'}"


class Posting(models.Model):
    """One amount on one account. Debits are positive, credits negative."""

    entry = models.ForeignKey(JournalEntry, models.PROTECT, related_name="postings", db_index=False)
    account = models.CharField(max_length=20, choices=LedgerAccount)
    amount = MoneyField()
    posted_on = models.DateField()
    client = models.ForeignKey(Client, models.PROTECT, null=True, blank=True, related_name="+")
    invoice = models.ForeignKey(
        "accounts.Invoice", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PostingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(account__in=LedgerAccount.values), name="ledger_account_known"
            ),
            models.CheckConstraint(
                condition=models.Q(client__isnull=False) | models.Q(account__in=WITHOUT_CLIENT),
                name="posting_has_a_client",
            ),
        ]
        indexes = [
            models.Index(fields=["entry", "id"], name="posting_by_entry"),
            models.Index(
                fields=["invoice", "posted_on"],
                include=["amount"],
                condition=models.Q(account="receivable"),
                name="posting_receivable",
            ),
            models.Index(
                fields=["invoice"],
                include=["account", "amount", "posted_on", "entry"],
                condition=models.Q(account__in=PAYABLES),
                name="posting_payable",
            ),
            models.Index(
                fields=["account", "posted_on", "id"], include=["amount"], name="posting_by_account"
            ),
            models.Index(
                fields=["client", "posted_on"],
                include=["amount"],
                condition=models.Q(account="unapplied_cash"),
                name="posting_unapplied",
            ),
        ]
        triggers = [
            append_only(),
            pgtrigger.Trigger(
                name="entry_balances",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                # Once an entry, at its last posting: a sweep has one for each of its invoices.
                func="""
                    IF EXISTS (SELECT FROM accounts_posting
                               WHERE entry_id = NEW.entry_id AND id > NEW.id) THEN
                        RETURN NULL;
                    END IF;
                    IF (SELECT SUM(amount) FROM accounts_posting
                        WHERE entry_id = NEW.entry_id) <> 0 THEN
                        RAISE EXCEPTION 'journal entry % does not balance', NEW.entry_id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_account_display()} {self.amount}"
