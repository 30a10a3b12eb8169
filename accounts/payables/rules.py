"""The arithmetic of what is paid on to carriers and authorities, with no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from config.lib.dates import add_months, month_end, month_start
from config.lib.errors import DomainError
from config.lib.money import ZERO


@dataclass(frozen=True)
class Terms:
    """When a payee is to be paid: `days` from the item, or on a day of the following month."""

    basis: str = "statement"
    days: int = 45
    due_day: int | None = None


def due_on(base_on: date, terms: Terms) -> date:
    """The day on which an item is due to the payee (DOMAIN §4.4).

    `base_on` is the later of invoice and effective date. A statement or account current with a
    due day gathers a calendar month and is due on that day of the next one (the last day of a
    shorter month); everything else is due so many days after the item.
    """
    if terms.due_day is None or terms.basis == "invoice":
        return base_on + timedelta(days=terms.days)
    following = add_months(month_start(base_on), 1)
    return min(following.replace(day=1) + timedelta(days=terms.due_day - 1), month_end(following))


def spread(amount: Decimal, owed: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Account → dollars: `amount` taken from what is `owed`, in its order, to the cent.

    A credit (`amount` below zero) is taken from what is owed back. Raises DomainError for more
    than all of it, or for the other direction.
    """
    total = sum(owed.values(), ZERO)
    if amount == total:
        return {account: part for account, part in owed.items() if part}
    if not (0 < amount <= total or total <= amount < 0):
        raise DomainError(f"{total:,.2f} is owed; {amount:,.2f} does not fit.")
    sign = 1 if amount > 0 else -1
    left, parts = abs(amount), {}
    for account, part in owed.items():
        taken = min(left, max(ZERO, part * sign))
        if taken:
            parts[account] = taken * sign
            left -= taken
    return parts
