"""A schedule as tab-separated text: what the page sends, what a paste from Excel brings."""

import re
from dataclasses import dataclass

_KEY = re.compile(r"[0-9]{1,18}:[0-9]{1,9}")


@dataclass
class Line:
    """One row as typed. `key` is "id:version" of the row it stands for, empty for a new row."""

    key: str
    cells: list[str]

    def __str__(self) -> str:
        return "\t".join([self.key, *self.cells])


@dataclass(frozen=True)
class Problem:
    """What is wrong (or odd) with one cell. `row` counts from 1; `heading` names the column."""

    row: int
    heading: str
    typed: str
    sentence: str


def read_lines(text: str, width: int) -> list[Line]:
    """The lines of `text` that say anything, with `width` cells each.

    A line starts with its key. One that was pasted from Excel has none: it starts with something
    else than a key, or has exactly as many cells as the schedule has columns.
    """
    found = []
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        cells = [cell.strip() for cell in raw.split("\t")]
        if not any(cells):
            continue
        is_keyed = bool(_KEY.fullmatch(cells[0]))
        key = cells[0] if is_keyed else ""
        if is_keyed or (not cells[0] and len(cells) != width):
            cells = cells[1:]
        while len(cells) > width and not cells[-1]:
            cells.pop()
        found.append(Line(key, cells + [""] * (width - len(cells))))
    return found


def is_key(text: str) -> bool:
    """Whether `text` has the form of a row's key."""
    return _KEY.fullmatch(text) is not None


def read_key(key: str) -> tuple[int, int]:
    """Id and version of the row that `key` names. Raises ValueError when it is none."""
    if not _KEY.fullmatch(key):
        raise ValueError(f"“{key}” names no row.")
    pk, version = key.split(":")
    return int(pk), int(version)
