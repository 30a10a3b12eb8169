"""What was typed into a line of a deposit, read without a database."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from accounts.receipts.rules import OpenItem, oldest_first
from config.lib.errors import DomainError
from config.lib.money import ZERO, parse_money

ON_ACCOUNT = ("account", "on account", "none")
_PART = re.compile(r"\s*([^=;]+?)\s*(?:=\s*([^;]+?)\s*)?")


def read_amount(text: str) -> Decimal:
    """Dollars above zero as people write them. Raises DomainError at `amount`."""
    try:
        value = parse_money(text)
    except ValueError as error:
        raise DomainError(f"{error}. Write it like 1,234.50.", "amount") from None
    if value <= 0:
        raise DomainError("A payment is above zero.", "amount")
    return value


def read_parts(text: str, amount: Decimal, items: Iterable[OpenItem]) -> dict[int, Decimal]:
    """Invoice id → dollars, as the payer says.

    Empty spreads `amount` over the oldest items; "account" leaves it on account; else invoice
    numbers between semicolons or commas, each with its amount after "=" or with as much as is
    open on it and left. Raises DomainError at `pays` for a number that is not open.
    """
    known = list(items)
    words = text.strip()
    if not words:
        return oldest_first(amount, known)
    if words.lower() in ON_ACCOUNT:
        return {}
    by_number: Mapping[str, OpenItem] = {i.number.lower(): i for i in known if i.open > 0}
    parts: dict[int, Decimal] = {}
    left = amount
    for piece in re.split(r"[;]|,(?!\d{3}\b)", words):
        found = _PART.fullmatch(piece)
        if not found:
            continue
        number, dollars = found.groups()
        item = by_number.get(number.lower())
        if item is None:
            raise DomainError(f"Invoice {number} is not open for this client.", "pays")
        if item.invoice in parts:
            raise DomainError(f"Invoice {number} stands there twice.", "pays")
        try:
            part = parse_money(dollars) if dollars else min(left, item.open)
        except ValueError as error:
            raise DomainError(f"{error}. Write it like 100123=250.00.", "pays") from None
        if part <= 0:
            raise DomainError(f"Nothing is left for invoice {number}.", "pays")
        parts[item.invoice] = part
        left -= part
    return parts


def difference(slip: Decimal, amounts: Iterable[Decimal]) -> Decimal:
    """What the slip has more than the lines, in dollars; zero when they agree."""
    return slip - sum(amounts, ZERO)
