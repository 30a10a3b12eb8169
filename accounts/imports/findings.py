"""What a run has to say: findings about rows, counts and sums of each file.

Findings wait in a temporary file, outside the database, because a trial run is rolled
back before they are stored, and because there may be as many of them as rows.
"""

import pickle
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from accounts.imports.layouts import field_of
from accounts.imports.models import ImportFile, ImportFinding
from config.lib.money import ZERO

CHUNK = 2000


class Row(NamedTuple):
    """One row of a file: its number, its cells as text, its values by field name."""

    number: int
    cells: Sequence[str]
    values: dict[str, Any]


class Spool:
    """Chunks of things that wait in a temporary file and are read once, in order."""

    def __init__(self) -> None:
        self.file = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the run
        self.waiting: list[Any] = []

    def add(self, thing: Any) -> None:
        self.waiting.append(thing)
        if len(self.waiting) >= CHUNK:
            self._write()

    def _write(self) -> None:
        pickle.dump(self.waiting, self.file, pickle.HIGHEST_PROTOCOL)
        self.waiting = []

    def chunks(self) -> Iterator[list[Any]]:
        self._write()
        self.file.seek(0)
        while True:
            try:
                chunk = pickle.load(self.file)  # noqa: S301 - our own file, unreachable to others
            except EOFError:
                return
            if chunk:
                yield chunk


@dataclass
class Tally:
    """Counts of rows and sums of amounts (dollars) of one file, by what became of them."""

    counts: Counter[str] = field(default_factory=Counter)
    sums: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    last_total: dict[str, Decimal] = field(default_factory=dict)

    def row(self, outcome: str, amounts: Mapping[str, Decimal]) -> None:
        """Count a row and its amounts. `outcome`: new, changed, unchanged, refused or repeated."""
        self.counts[outcome] += 1
        self.add("imported" if outcome in ("new", "changed", "unchanged") else outcome, amounts)

    def add(self, column: str, amounts: Mapping[str, Decimal | None]) -> None:
        for name, amount in amounts.items():
            sums = self.sums.setdefault(name, {})
            sums[column] = sums.get(column, ZERO) + (amount or ZERO)


class Findings:
    """Collects what is found about one file's rows and stores it when the run is over."""

    def __init__(self, file: ImportFile, money: Iterable[str]):
        self.file = file
        self.tally = Tally()
        self.money = tuple(money)
        self.spool = Spool()
        self.warnings: dict[tuple[str, str], list[Any]] = {}
        self.fein = file.headings.index(file.columns["fein"]) if "fein" in file.columns else None

    def heading(self, name: str) -> str:
        """The file's heading of a field (or `name` itself when it is a heading)."""
        return self.file.columns.get(name, name)

    def refuse(self, row: Row, reasons: Iterable[tuple[str, str]]) -> None:
        """The row is not taken over: (field or heading, sentence) for each reason."""
        for column, sentence in reasons:
            self._add("refused", row, self.heading(column), sentence)
        self.tally.row("refused", self.amounts(row))

    def repeat(self, row: Row, first: int) -> None:
        """The row says the same as row `first`; it counts once."""
        self._add("repeated", row, "", f"The row says the same as row {first} and counts once.")
        self.tally.row("repeated", self.amounts(row))

    def take(self, row: Row, outcome: str) -> None:
        """The row is taken over: new, changed or unchanged."""
        self.tally.row(outcome, self.amounts(row))

    def changed(self, row: Row, name: str, before: Any, after: Any) -> None:
        """A value of the book that the row replaces."""
        if name == "fein":
            before, after = "another number", "the number of the file"
        elif before in ("", None):
            before = "nothing"
        words = f"{self._label(name)} changes"
        self._add("changed", row, self.heading(name), words, _words(before), _words(after))

    def warn(self, row: Row, name: str, sentence: str) -> None:
        """Something to look at. The same sentence about many rows is one warning."""
        key = (self.heading(name), sentence)
        if key in self.warnings:
            known = self.warnings[key]
            known[0], known[1] = min(known[0], row, key=lambda r: r.number), known[1] + 1
        else:
            self.warnings[key] = [row, 1]

    def amounts(self, row: Row) -> dict[str, Decimal]:
        return {name: row.values[name] for name in self.money if row.values.get(name) is not None}

    def _label(self, name: str) -> str:
        try:
            return field_of(self.file.kind, name).label
        except KeyError:
            return name.replace("_", " ").capitalize()

    def _add(
        self, kind: str, row: Row, column: str, reason: str, before: str = "", after: str = ""
    ) -> None:
        cells = list(row.cells)
        if self.fein is not None and self.fein < len(cells) and cells[self.fein]:
            cells[self.fein] = "•••"
        self.spool.add(
            (kind, row.number, column[:120], reason[:500], before[:300], after[:300], cells)
        )

    def store(self) -> None:
        """Replace what is known about the file by what this run found."""
        for (column, sentence), (row, count) in self.warnings.items():
            more = f" ({count - 1:,} more rows say so.)" if count > 1 else ""
            self._add("warning", row, column, sentence + more)
        self.tally.counts["warnings"] = len(self.warnings)
        self.file.findings.all()._raw_delete(self.file.findings.db)
        for chunk in self.spool.chunks():
            ImportFinding.objects.bulk_create(
                ImportFinding(
                    file=self.file,
                    kind=kind,
                    row=row,
                    column=column,
                    reason=reason,
                    before=before,
                    after=after,
                    cells=cells,
                )
                for kind, row, column, reason, before, after, cells in chunk
            )
        self.file.counts = dict(self.tally.counts)
        self.file.totals = [self._tie_out(name) for name in self.money if name in self.tally.sums]
        self.file.save(update_fields=["counts", "totals"])

    def _tie_out(self, name: str) -> dict[str, Any]:
        sums = {key: str(value) for key, value in self.tally.sums[name].items()}
        total = self.tally.last_total.get(name)
        return {
            "field": name,
            "label": self.heading(name),
            "file": None if total is None else str(total),
            **{key: sums.get(key, "0.00") for key in ("imported", "refused", "repeated", "book")},
        }


def _words(value: Any) -> str:
    return "nothing" if value is None or value == "" else str(value)
