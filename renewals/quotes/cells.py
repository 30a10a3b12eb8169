"""The cells of a comparison: words, each difference from what expires marked."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.coverages.models import CoverageField

# Whether more of it is better for the client; limits are, deductibles are not.
BETTER: dict[str, bool] = {
    CoverageField.Kind.LIMIT: True,
    CoverageField.Kind.DEDUCTIBLE: False,
    CoverageField.Kind.RETENTION: False,
}


@dataclass(frozen=True)
class Cell:
    """What stands in one place; `mark` says how it differs from expiring, in a word."""

    text: str = ""
    mark: str = ""
    good: bool | None = None
    amount: Decimal | None = None

    @property
    def sign(self) -> str:
        """The mark as a figure, so that it is not told by color alone."""
        return {"higher": "▲", "lower": "▼", "differs": "≠", "not stated": "?", "new": "+"}.get(
            self.mark, ""
        )


@dataclass(frozen=True)
class Row:
    """One thing compared; the first cell is what expires."""

    label: str
    cells: list[Cell]
    numeric: bool = False
    strong: bool = False

    @property
    def differs(self) -> bool:
        return any(cell.mark for cell in self.cells)


@dataclass(frozen=True)
class Group:
    """The rows of a line, or of the whole."""

    title: str
    rows: list[Row]


def percent_words(value: Decimal | None) -> str:
    """A change in percent with its sign; empty where nothing can be compared."""
    return "" if value is None else f"{value:+} %"


def money_cell(amount: Decimal | None) -> Cell:
    """Dollars with cents; a dash where there are none."""
    return Cell("–") if amount is None else Cell(f"{amount:,.2f}", amount=amount)


def changed_cell(before: Decimal | None, now: Decimal) -> Cell:
    """The dollars asked `now`, marked against those of `before`, None being a new line."""
    text = f"{now:,.2f}"
    if before is None:
        return Cell(text, "new", None, now)
    if now == before:
        return Cell(text, amount=now)
    return Cell(text, "higher" if now > before else "lower", now < before, now)


def coverage_cell(of: CoverageField, has: Any, now: Any) -> Cell:
    """What a quote says of a field against what expires (`has`); both may be None."""
    if now is None:
        return Cell("not stated", "not stated", False) if has else Cell("–")
    if has is None:
        return Cell(now.shown, "new")
    if of.kind in BETTER and has.amount is not None and now.amount is not None:
        if now.amount == has.amount:
            return Cell(now.shown)
        more = now.amount > has.amount
        return Cell(now.shown, "higher" if more else "lower", more == BETTER[of.kind])
    if has.shown.casefold() == now.shown.casefold():
        return Cell(now.shown)
    return Cell(now.shown, "differs")


def yes_or_no(value: bool) -> str:
    return "yes" if value else "no"


def rate_words(value: Decimal) -> str:
    return f"{value.normalize():f} %"
