"""A month's figures as sums under paths, which add up over any part of the house.

A path says what was counted: ("made", "2026-10-01", "NEW"), ("due_by", "line", 7, "ytd", "lost").
Everything a report says is reckoned from such sums, so the figures of a few teams are the sums of
their tallies, and a month is frozen by keeping them.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from reports.production.rules import NOTHING, Sums

Key = int | str | None
Path = tuple[Key, ...]
Tally = dict[Path, Sums]
# Which share of the house, what was counted, and how much.
Found = Iterator[tuple[int, Path, Sums]]


def gather(*found: Iterable[tuple[int, Path, Sums]]) -> dict[int, Tally]:
    """Share → its tally, from all that was found."""
    tallies: dict[int, Tally] = {}
    for rows in found:
        for share, path, sums in rows:
            tally = tallies.setdefault(share, {})
            tally[path] = tally.get(path, NOTHING) + sums
    return tallies


def together(tallies: Iterable[Tally]) -> Tally:
    """The tallies added up."""
    whole: Tally = {}
    for tally in tallies:
        for path, sums in tally.items():
            whole[path] = whole.get(path, NOTHING) + sums
    return whole


def under(tally: Tally, *start: Key) -> Iterator[tuple[Path, Sums]]:
    """What the tally holds below a path: the rest of each path, and its sums."""
    for path, sums in tally.items():
        if path[: len(start)] == start:
            yield path[len(start) :], sums


def freeze(tally: Tally) -> list[list[Any]]:
    """The tally as JSON; `thaw` reads it back."""
    return [[list(p), s.count, str(s.premium), str(s.commission)] for p, s in tally.items()]


def thaw(kept: Iterable[Iterable[Any]]) -> Tally:
    """The tally that `freeze` kept."""
    return {
        tuple(path): Sums(count, Decimal(premium), Decimal(commission))
        for path, count, premium, commission in kept
    }
