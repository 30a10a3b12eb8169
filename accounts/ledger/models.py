"""The ledger: entries of postings that balance, in months that close."""

import pgtrigger
from django.conf import settings
from django.db import models

from accounts.clients.models import Client
from accounts.ledger.querysets import LedgerMonthQuerySet, PostingQuerySet
from config.lib.models import MoneyField
from config.lib.triggers import append_only
from teams.history.tracking import tracked


class LedgerAccount(models.TextChoices):
    """The accounts of the servicing ledger. Debits are positive, credits negative."""

    RECEIVABLE = "receivable", "Accounts receivable"
    PREMIUM_PAYABLE = "premium_payable", "Premium payable to carriers"
    TAX_PAYABLE = "tax_payable", "Taxes and fees payable"
    FEE_INCOME = "fee_income", "Fee income"
    COMMISSION_INCOME = "commission_income", "Commission income"
    UNAPPLIED_CASH = "unapplied_cash", "Unapplied cash"
    TRUST_CASH = "trust_cash", "Trust cash"
    WRITE_OFF = "write_off", "Written off"


@tracked()
class LedgerMonth(models.Model):
    """A month in which nothing more is posted; it closes every month before it too."""

    month = models.DateField(unique=True, help_text="Its first day.")
    closed_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
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

    kind = models.CharField(max_length=10, choices=Kind)
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

    class Meta:
        verbose_name_plural = "journal entries"
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


class Posting(models.Model):
    """One amount on one account. Debits are positive, credits negative."""

    entry = models.ForeignKey(JournalEntry, models.PROTECT, related_name="postings")
    account = models.CharField(max_length=20, choices=LedgerAccount)
    amount = MoneyField()
    posted_on = models.DateField()
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    invoice = models.ForeignKey(
        "accounts.Invoice", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PostingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(account__in=LedgerAccount.values), name="ledger_account_known"
            )
        ]
        indexes = [
            models.Index(
                fields=["invoice", "posted_on"],
                include=["amount"],
                condition=models.Q(account="receivable"),
                name="posting_receivable",
            ),
        ]
        triggers = [
            append_only(),
            pgtrigger.Trigger(
                name="entry_balances",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func="""
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
