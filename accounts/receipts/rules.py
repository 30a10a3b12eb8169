"""The arithmetic of receipts, with no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from config.lib.errors import DomainError
from config.lib.money import ZERO


@dataclass(frozen=True)
class OpenItem:
    """An invoice with something open on it, in dollars."""

    invoice: int
    number: str
    due_on: date
    open: Decimal


def oldest_first(amount: Decimal, items: Iterable[OpenItem]) -> dict[int, Decimal]:
    """Invoice id → dollars: `amount` spread over the items, the oldest due paid first.

    Items with a credit are left alone; what no item takes stays unapplied (DOMAIN §8.2).
    """
    left, proposal = amount, {}
    for item in sorted(items, key=lambda i: (i.due_on, i.invoice)):
        part = min(left, item.open)
        if part > 0:
            proposal[item.invoice] = part
            left -= part
    return proposal


def check_allocations(
    wanted: Mapping[int, Decimal], items: Mapping[int, OpenItem], available: Decimal
) -> None:
    """Raise DomainError unless each wanted part fits its item and all fit `available` dollars."""
    for invoice, part in wanted.items():
        item = items.get(invoice)
        if item is None:
            raise DomainError("One of the invoices is not open any more; look at the list again.")
        if part <= 0:
            raise DomainError(f"What goes to invoice {item.number} must be above zero.")
        if part > item.open:
            raise DomainError(
                f"Invoice {item.number} has {item.open:,.2f} open; {part:,.2f} is too much."
            )
    total = sum(wanted.values(), ZERO)
    if total > available:
        raise DomainError(
            f"{total:,.2f} is spread over invoices, but only {available:,.2f} is there."
        )
