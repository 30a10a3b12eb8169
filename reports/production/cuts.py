"""The book's way through a month for each executive, line, carrier, team, tier, department."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from config.lib.dates import month_end
from config.lib.money import ZERO
from reports.production.book import movement_statement
from reports.production.querysets import BY_MONTH, DIMENSIONS, KEYS, LEVELS, SETS, Sight, ask
from reports.production.rules import PARTS, Sums
from reports.production.tally import Found, Key, Tally, under

ENTERED = tuple(part for part, (_, sign) in PARTS.items() if sign > 0)
LEFT = tuple(part for part, (_, sign) in PARTS.items() if sign < 0)

# A term belongs to those of its latest transaction; at the beginning of the month to those of
# its latest transaction until then, so that a term given to somebody else is seen to move.
_CUTS = f""",
latest AS (SELECT DISTINCT ON (term_id) term_id, {KEYS} FROM counted
            ORDER BY term_id, counted.id DESC),
earlier AS (SELECT DISTINCT ON (term_id) term_id, {KEYS} FROM counted
             WHERE counted_in < %(month)s ORDER BY term_id, counted.id DESC)
SELECT share_of, GROUPING({KEYS}) + {BY_MONTH + 1} AS level, {KEYS}, part, count(*) AS n,
       sum(before) AS before, sum(now) AS now, sum(booked) AS booked, sum(n_booked) AS n_booked,
       sum(endorsed) AS endorsed, sum(n_endorsed) AS n_endorsed
  FROM moves JOIN latest USING (term_id)
 GROUP BY share_of, part, GROUPING SETS ({SETS}, ())
UNION ALL
SELECT share_of, GROUPING({KEYS}) + {BY_MONTH + 1}, {KEYS}, 'began', count(*), sum(before), 0,
       0, 0, 0, 0
  FROM moves JOIN earlier USING (term_id) WHERE was_in
 GROUP BY share_of, GROUPING SETS ({SETS})
"""  # noqa: S608 - names of our own columns


@dataclass
class Cut:
    """One row: terms and written premium in dollars at the beginning and end, and between."""

    key: Key
    name: str = ""
    started: Decimal = ZERO
    started_count: int = 0
    given: Decimal = ZERO
    given_count: int = 0
    entered: Decimal = ZERO
    entered_count: int = 0
    changed: Decimal = ZERO
    left: Decimal = ZERO
    left_count: int = 0
    ending: Decimal = ZERO
    ending_count: int = 0
    parts: dict[str, Decimal] = field(default_factory=dict)

    @property
    def gap(self) -> Decimal:
        """Ending − (beginning + given over + entered + changed − left); must be 0.00."""
        return self.ending - (self.started + self.given + self.entered + self.changed - self.left)

    @property
    def count_gap(self) -> int:
        moved = self.given_count + self.entered_count - self.left_count
        return self.ending_count - self.started_count - moved


def moved(sight: Sight, month: date) -> Found:
    """What moved the book in `month`, in one statement.

    Below `moved` by part: what the terms held `before` and hold `now`, and what was `booked` and
    `endorsed`. Below `cut` by dimension, key and part: terms, premium before and premium now.
    """
    statement, parameters = movement_statement(sight, month, everything=True)
    for row in ask(statement + _CUTS, {**parameters, "last": month_end(month)}):
        share, part = row["share_of"], row["part"]
        if row["level"] in LEVELS:
            if part != "outside":
                dimension = LEVELS[row["level"]]
                path = ("cut", dimension, row[DIMENSIONS[dimension]], part)
                yield share, path, Sums(row["n"], row["before"], row["now"])
            continue
        yield share, ("moved", part, "stood"), Sums(row["n"], row["before"], row["now"])
        for what in ("booked", "endorsed"):
            yield share, ("moved", part, what), Sums(int(row[f"n_{what}"]), row[what])


def cuts(tally: Tally, names: Mapping[str, Mapping[Any, str]]) -> dict[str, list[Cut]]:
    """Dimension → its rows; the largest ending books come first."""
    found: dict[str, dict[Key, Cut]] = {name: {} for name in DIMENSIONS}
    for (dimension, key, part), sums in under(tally, "cut"):
        rows = found[str(dimension)]
        _add(rows.setdefault(key, Cut(key)), str(part), sums)
    for dimension, rows in found.items():
        for key, cut in rows.items():
            cut.given -= cut.started
            cut.given_count -= cut.started_count
            cut.name = "None named" if key is None else names[dimension].get(key, str(key))
    return {
        name: sorted(rows.values(), key=lambda cut: (-cut.ending, cut.name, str(cut.key)))
        for name, rows in found.items()
    }


def _add(cut: Cut, part: str, sums: Sums) -> None:
    """Add a part to its row. `given` gathers what stood at the beginning, by who has it now."""
    count, before, now = sums.count, sums.premium, sums.commission
    if part == "began":
        cut.started, cut.started_count = before, count
        return
    cut.parts[part] = cut.parts.get(part, ZERO) + now - before
    if part in ENTERED:
        cut.entered += now
        cut.entered_count += count
    else:
        cut.given += before
        cut.given_count += count
    if part in LEFT:
        cut.left += before
        cut.left_count += count
        return
    if part not in ENTERED:
        cut.changed += now - before
    cut.ending += now
    cut.ending_count += count
