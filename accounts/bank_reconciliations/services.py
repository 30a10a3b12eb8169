"""Signing off what the bank and the ledger say of trust cash."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.bank_reconciliations.items import items, last_before, ledger_balance
from accounts.bank_reconciliations.models import BankReconciliation, OutstandingItem
from accounts.ledger.models import JournalEntry
from accounts.ledger.services import money_lock
from accounts.trust.models import BankAccount
from accounts.trust.services import one_at_a_time
from config.lib.errors import DomainError
from config.lib.money import ZERO

if TYPE_CHECKING:
    from teams.people.models import User


def sign_off(
    *,
    statement_on: date,
    balances: Mapping[BankAccount, Decimal],
    outstanding: Collection[int],
    note: str,
    by: "User",
) -> BankReconciliation:
    """Freeze the comparison of trust cash with the bank's `balances` (dollars) of a day.

    `outstanding` are the entries (ids) that the bank did not have; what else moved trust cash
    up to that day had reached it. Raises DomainError for a day to come or not after the last
    one signed, an entry that cannot be outstanding, and a difference that nobody explains.
    """
    if statement_on > timezone.localdate():
        raise DomainError("This day is still to come.", "statement_on")
    with money_lock():
        one_at_a_time()
        if BankReconciliation.objects.filter(statement_on__gte=statement_on).exists():
            last = BankReconciliation.objects.latest("statement_on")
            raise DomainError(f"{last} is signed; the next one is of a later day.", "statement_on")
        found = {item.entry.pk: item for item in items(statement_on)}
        if strange := set(outstanding) - set(found):
            raise DomainError(f"{len(strange)} of the entries changed since; look again.")
        open_ones = [found[pk] for pk in sorted(outstanding)]
        row = BankReconciliation(
            statement_on=statement_on,
            previous=last_before(statement_on),
            balances=[
                {"name": account.name, "ends_in": account.ends_in, "balance": f"{balance:.2f}"}
                for account, balance in balances.items()
            ],
            statement_balance=sum(balances.values(), ZERO),
            ledger_balance=ledger_balance(statement_on),
            outstanding=sum((item.amount for item in open_ones), ZERO),
            through_entry=JournalEntry.objects.order_by("pk").values_list("pk", flat=True).last()
            or 0,
            note=note.strip(),
            signed_by=by,
        )
        if row.difference and not row.note:
            raise DomainError(
                f"{row.difference:,.2f} is between the ledger and the bank; find it, or say in "
                "the note what it is.", "note",
            )  # fmt: skip
        row.save()
        OutstandingItem.objects.bulk_create(
            OutstandingItem(reconciliation=row, entry=item.entry, amount=item.amount)
            for item in open_ones
        )
    return row
