"""The shape of a schedule: its columns, as table, grid, paste and workbook all use them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Values = Mapping[str, Any]
Remark = tuple[str, str]


@dataclass(frozen=True)
class Column:
    """One column. `kind` says how a cell is read and shown; `check` gives a sentence or "".

    `low` and `high` bound numbers; `longest` is in characters; `total` sums the column.
    """

    field: str
    heading: str
    kind: str = "text"
    required: bool = False
    check: Callable[[str], str] | None = None
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    longest: int = 120
    low: int = 0
    high: int = 10**9
    total: bool = False
    default: Any = None

    @property
    def is_number(self) -> bool:
        return self.kind in ("money", "whole", "tenth", "year")


def nothing_more(values: Values) -> list[Remark]:
    """The check of a schedule whose cells say everything."""
    return []


@dataclass(frozen=True)
class Schedule:
    """One schedule of a client.

    `keys` are the ways in which a row is known, the surest first; `check` gives
    (field, sentence) for what is wrong with a row, `warn` for what is merely odd.
    """

    slug: str
    label: str
    one: str
    model: Any
    columns: tuple[Column, ...]
    keys: tuple[tuple[str, ...], ...]
    sort: tuple[Any, ...]
    about: str
    check: Callable[[Values], list[Remark]] = nothing_more
    warn: Callable[[Values], list[Remark]] = nothing_more

    def column(self, field: str) -> Column:
        """The column of `field`. Raises KeyError when there is none."""
        return {column.field: column for column in self.columns}[field]

    @property
    def fields(self) -> list[str]:
        return [column.field for column in self.columns]

    def row_keys(self, values: Values) -> list[tuple[Any, ...]]:
        """The keys of a row that are filled, the surest first."""
        found = []
        for names in self.keys:
            parts = [values.get(name) for name in names]
            if parts[0] not in (None, ""):
                tidy = [part.upper() if isinstance(part, str) else part for part in parts]
                found.append((names, *tidy))
        return found
