"""Reading a carrier's statement: where its headings are, what its rows say, its own total."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import IO

from accounts.imports.cells import names_a_total
from accounts.imports.layouts import plain
from accounts.imports.reading import recognize, rows
from config.lib.dates import parse_date
from config.lib.errors import DomainError
from config.lib.money import ZERO, parse_money

FIELDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "number": ("Policy number", ("policynumber", "policyno", "policy", "polnum", "policynum")),
    "insured": ("Insured", ("insured", "insuredname", "namedinsured", "client", "customer")),
    "effective_on": ("Effective date", ("effectivedate", "effdate", "effective", "trandate")),
    "premium": ("Premium", ("premium", "grosspremium", "premiumamount", "writtenpremium")),
    "commission": ("Commission", ("commission", "commissionamount", "commamt", "commissionpaid")),
}  # fmt: skip
NEEDED = ("number", "commission")
LOOK = 30


@dataclass(frozen=True)
class Line:
    """One row of a statement as read; amounts in dollars."""

    line: int
    number: str
    insured: str
    effective_on: date | None
    premium: Decimal | None
    commission: Decimal


@dataclass(frozen=True)
class Read:
    """What a statement says: its rows, and its own total where it has one."""

    lines: list[Line]
    stated_total: Decimal | None

    @property
    def total(self) -> Decimal:
        return sum((line.commission for line in self.lines), ZERO)

    @property
    def content(self) -> str:
        """A digest of the rows: the same for the same statement, as CSV or as a workbook."""
        told = sorted(
            f"{x.number}|{x.insured}|{x.effective_on}|{x.premium}|{x.commission}"
            for x in self.lines
        )
        return hashlib.sha256("\n".join(told).encode()).hexdigest()


def headings_of(stream: IO[bytes], size: int) -> tuple[int, list[str]]:
    """The heading row (its number, its cells): the first of three words or more.

    Raises DomainError when the file is no table, or none of its first rows looks like headings.
    """
    for number, cells in rows(stream, recognize(stream, size)):
        if sum(1 for cell in cells if cell and not any(c.isdigit() for c in cell)) >= 3:
            return number, cells
        if number > LOOK:
            break
    raise DomainError("No row of the file looks like headings of a commission statement.", "file")


def suggested(headings: Sequence[str], saved: Mapping[str, str]) -> dict[str, str]:
    """Field → heading: the carrier's saved columns where they fit, else by the usual names."""
    if saved and all(heading in headings for heading in saved.values()):
        return dict(saved)
    known = {plain(heading): heading for heading in headings if heading}
    return {
        name: next(known[word] for word in words if word in known)
        for name, (_, words) in FIELDS.items()
        if any(word in known for word in words)
    }


def read_statement(
    stream: IO[bytes], size: int, heading_row: int, headings: Sequence[str],
    columns: Mapping[str, str],
) -> Read:  # fmt: skip
    """The rows under the headings, and the total the statement ends with.

    Raises DomainError naming the first cell that cannot be read, or when there are no rows.
    """
    places = {name: headings.index(heading) for name, heading in columns.items()}
    lines: list[Line] = []
    stated = None
    for number, cells in rows(stream, recognize(stream, size)):
        if number <= heading_row or not any(cells):
            continue
        said = {name: cells[i] if i < len(cells) else "" for name, i in places.items()}
        first = next(cell for cell in cells if cell)
        if names_a_total(first) and said["number"] in ("", first) and not said.get("effective_on"):
            stated = _money(said["commission"], number, "commission")
        elif said["number"] or said["commission"]:
            lines.append(_line(number, said))
    if not lines:
        raise DomainError("The statement has no rows under its headings.", "file")
    return Read(lines, stated)


def _line(number: int, said: Mapping[str, str]) -> Line:
    premium = said.get("premium") or ""
    day = said.get("effective_on") or ""
    try:
        effective_on = parse_date(day) if day else None
    except ValueError as error:
        raise DomainError(f"Row {number}: {error}.", "file") from None
    return Line(
        number,
        said["number"][:60],
        said.get("insured", "")[:200],
        effective_on,
        _money(premium, number, "premium") if premium else None,
        _money(said["commission"], number, "commission"),
    )


def _money(cell: str, number: int, what: str) -> Decimal:
    try:
        return parse_money(cell)
    except ValueError as error:
        raise DomainError(f"Row {number}, {what}: {error}.", "file") from None
