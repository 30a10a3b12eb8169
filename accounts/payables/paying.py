"""What holds for every payment out of trust, whatever it pays: a remittance or a refund."""

from datetime import date
from typing import TYPE_CHECKING, Protocol

from accounts.payables.models import Remittance
from accounts.trust.models import BankAccount
from accounts.trust.services import refuse_used_check
from config.lib.errors import DomainError

if TYPE_CHECKING:
    from teams.people.models import User

PAYMENT_FIELDS = ("means", "reference", "paid_on", "bank_account", "paid_by")


class Paid(Protocol):
    """A row on which its payment is written."""

    means: str
    reference: str
    paid_on: date | None
    bank_account: BankAccount | None
    paid_by: "User | None"


def require_from_trust(
    *, means: str, reference: str, bank_account: BankAccount, sentence: str
) -> None:
    """Raise DomainError for a payment without its number, and `sentence` for one not from trust."""
    if means != Remittance.Means.WIRE and not reference.strip():
        raise DomainError("Enter the number of the check or ACH payment.", "reference")
    if bank_account.kind != BankAccount.Kind.TRUST:
        raise DomainError(sentence, "bank_account")


def write_payment(
    row: Paid, *, means: str, reference: str, paid_on: date, bank_account: BankAccount, by: "User"
) -> None:
    """Write on `row`, without saving it, how it is paid.

    Raises DomainError for a check number used before. Must run inside `money_lock`.
    """
    if means == Remittance.Means.CHECK:
        refuse_used_check(bank_account, reference.strip())
    row.means, row.reference, row.paid_on = means, reference.strip(), paid_on
    row.bank_account, row.paid_by = bank_account, by


def require_reason(reason: str) -> None:
    """Raise DomainError where nobody says why a payment is void."""
    if not reason.strip():
        raise DomainError("Say why the payment is void.", "reason")


def require_paid_before(row: Paid, on: date) -> None:
    """Raise DomainError for taking a payment back on a day before it was made."""
    if row.paid_on is None or on < row.paid_on:
        raise DomainError("It cannot be void before it was paid.", "on")
