"""Money: Decimal, two places, rounded half-up, in one place."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
MOST = Decimal(10**10)


def cents(amount: Decimal | int | str) -> Decimal:
    """`amount` (dollars) rounded half-up to the cent."""
    return Decimal(amount).quantize(CENT, rounding=ROUND_HALF_UP)


def percent_of(amount: Decimal, rate: Decimal) -> Decimal:
    """`rate` percent of `amount` (dollars), to the cent."""
    return cents(amount * rate / 100)


def share(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """`part` ÷ `whole` in percent, one place rounded half-up; None when there is no whole."""
    if not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)


_NUMBER = r"(?=[0-9,.]*[0-9])(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?:\.[0-9]*)?"
_PLUS = re.compile(rf"\+?\s*\$?\s*{_NUMBER}")
_MINUS = re.compile(
    rf"-\s*\$?\s*{_NUMBER}"
    rf"|\$\s*-\s*{_NUMBER}"
    rf"|\$?\s*{_NUMBER}\s*(?:-|CR)"
    rf"|\$?\s*\(\s*\$?\s*{_NUMBER}\s*\)",
    re.IGNORECASE,
)
_NOT_DIGITS = re.compile(r"[^0-9.]")


def parse_money(text: str) -> Decimal:
    """Read dollars as agency systems print them: `1234.5`, `$1,234.50`, `($1,234.50)`, `12-`.

    A credit is negative: `12.00 CR`. Raises ValueError when the text is not an amount of money
    with at most two decimals, or is ten billion dollars or more.
    """
    bare = text.strip().replace("\u00a0", "").replace("\u2212", "-")
    negative = _MINUS.fullmatch(bare) is not None
    if not negative and not _PLUS.fullmatch(bare):
        raise ValueError(f"“{text}” is not an amount of money")
    value = Decimal(_NOT_DIGITS.sub("", bare))
    if value >= MOST:
        raise ValueError(f"“{text}” is more money than Steward can keep")
    if value != cents(value):
        raise ValueError(f"“{text}” has parts of a cent")
    return -cents(value) if negative and value else cents(value)


def split(amount: Decimal, weights: Sequence[Decimal | int]) -> list[Decimal]:
    """Divide `amount` (dollars) in proportion to `weights` so that the parts sum to it exactly.

    Cents that do not divide go to the parts with the largest remainders, earliest first.
    """
    total = sum(Decimal(w) for w in weights)
    if not weights or total <= 0 or any(w < 0 for w in weights):
        raise ValueError("Weights must be positive.")
    sign = -1 if amount < 0 else 1
    units = int(abs(cents(amount)) * 100)
    exact = [Decimal(w) * units / total for w in weights]
    parts = [int(part) for part in exact]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[: units - sum(parts)]:
        parts[i] += 1
    return [cents(Decimal(sign * part) / 100) for part in parts]
