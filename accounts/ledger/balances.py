"""The trial balance: what every account holds at the end of a day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum

from accounts.ledger.chart import MEANING
from accounts.ledger.models import LedgerAccount, Posting
from config.lib.money import ZERO


@dataclass(frozen=True)
class AccountBalance:
    """One account: its balance in dollars (debits positive) and how many postings made it."""

    account: LedgerAccount
    balance: Decimal
    postings: int

    @property
    def meaning(self) -> str:
        return MEANING[self.account.value]

    @property
    def debit(self) -> Decimal | None:
        return self.balance if self.balance > 0 else None

    @property
    def credit(self) -> Decimal | None:
        return -self.balance if self.balance < 0 else None


def trial_balance(on: date) -> list[AccountBalance]:
    """Every account's balance as of the end of `on`; the balances sum to zero."""
    rows = Posting.objects.filter(posted_on__lte=on).order_by().values("account")
    found = {r["account"]: r for r in rows.annotate(total=Sum("amount"), n=Count("pk"))}
    nothing: dict[str, Any] = {"total": ZERO, "n": 0}
    return [
        AccountBalance(account, row["total"], row["n"])
        for account in LedgerAccount
        for row in [found.get(account.value, nothing)]
    ]


def frozen_balances(on: date) -> dict[str, str]:
    """Account → balance as text, as a closing keeps it."""
    return {row.account.value: f"{row.balance:.2f}" for row in trial_balance(on)}
