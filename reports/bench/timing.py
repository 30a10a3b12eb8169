"""Measuring two ways of doing a thing in one process, alternately."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

Way = Callable[[], Any]
# What bounds a transaction or checks it is no question of its own.
BOUNDS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET CONSTRAINTS")


@dataclass(frozen=True)
class Pair:
    """Steward's way and the plain way to something comparable; `note` says how much it was."""

    name: str
    ours: Way
    plain: Way
    note: str = ""


@dataclass(frozen=True)
class Row:
    """One line of a table: medians in milliseconds, their ratio, how many queries ours made."""

    name: str
    ours_ms: float
    plain_ms: float
    queries: int
    note: str

    @property
    def ratio(self) -> float:
        return self.ours_ms / self.plain_ms if self.plain_ms else float("inf")


@dataclass(frozen=True)
class Table:
    """A table with what its ratio means."""

    title: str
    meaning: str
    rows: tuple[Row, ...]

    def as_dict(self) -> dict[str, Any]:
        rows = [asdict(row) | {"ratio": round(row.ratio, 2)} for row in self.rows]
        return {"title": self.title, "meaning": self.meaning, "rows": rows}

    def lines(self) -> Iterator[str]:
        """The table as aligned text."""
        wide = max([len(row.name) for row in self.rows], default=4)
        yield self.title
        yield f"  {self.meaning}"
        yield f"  {'':{wide}}  {'ours ms':>10}  {'plain ms':>10}  {'ratio':>7}  {'queries':>7}"
        for row in self.rows:
            yield (
                f"  {row.name:{wide}}  {row.ours_ms:10,.1f}  {row.plain_ms:10,.1f}"
                f"  {row.ratio:7.2f}  {row.queries:7}  {row.note}"
            )


def measure(pairs: Iterable[Pair], repeat: int, *, warm: bool = True) -> tuple[Row, ...]:
    """Run each pair `repeat` times, ours and plain in turn; the medians."""
    return tuple(_measured(pair, repeat, warm) for pair in pairs)


def _measured(pair: Pair, repeat: int, warm: bool) -> Row:
    queries = 0
    if warm:
        pair.plain()
        pair.ours()
        with CaptureQueriesContext(connection) as captured:
            pair.ours()
        queries = sum(not q["sql"].startswith(BOUNDS) for q in captured.captured_queries)
    ours, plain = [], []
    for _ in range(repeat):
        ours.append(_milliseconds(pair.ours))
        plain.append(_milliseconds(pair.plain))
    return Row(pair.name, median(ours), median(plain), queries, pair.note)


def analyze() -> None:
    """Tell the planner what was loaded."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def undone(act: Way) -> Way:
    """`act` in a transaction that is taken back once the database has checked it."""

    def done() -> None:
        with transaction.atomic():
            act()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)

    return done


def _milliseconds(way: Way) -> float:
    begun = time.perf_counter()
    way()
    return (time.perf_counter() - begun) * 1000
