"""The book's way through a month for each executive, line, carrier, team, tier, department."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from config.lib.dates import month_end
from config.lib.money import ZERO
from reports.production.book import movement_statement
from reports.production.querysets import BY_MONTH, DIMENSIONS, KEYS, LEVELS, SETS, Key, ask
from reports.production.rules import PARTS

if TYPE_CHECKING:
    from teams.people.models import User

ENTERED = tuple(part for part, (_, sign) in PARTS.items() if sign > 0)
LEFT = tuple(part for part, (_, sign) in PARTS.items() if sign < 0)

# A term belongs to those of its latest transaction; at the beginning of the month to those of
# its latest transaction until then, so that a term given to somebody else is seen to move.
_CUTS = f""",
latest AS (
    SELECT DISTINCT ON (term_id) term_id, {KEYS}
      FROM counted JOIN accounts_writingcompany ON accounts_writingcompany.id = company_of
     ORDER BY term_id, counted.id DESC),
earlier AS (
    SELECT DISTINCT ON (term_id) term_id, {KEYS}
      FROM counted JOIN accounts_writingcompany ON accounts_writingcompany.id = company_of
     WHERE counted_in < %(month)s ORDER BY term_id, counted.id DESC)
SELECT 'now' AS which, GROUPING({KEYS}) + {BY_MONTH + 1} AS level, {KEYS}, part, count(*) AS n,
       sum(before) AS before, sum(now) AS now
  FROM moves JOIN latest USING (term_id) WHERE part <> 'outside'
 GROUP BY part, GROUPING SETS ({SETS})
UNION ALL
SELECT 'earlier', GROUPING({KEYS}) + {BY_MONTH + 1}, {KEYS}, '', count(*), sum(before), 0
  FROM moves JOIN earlier USING (term_id) WHERE was_in
 GROUP BY was_in, GROUPING SETS ({SETS})
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


def cuts(
    user: "User", month: date, known: Any, names: dict[str, dict[Any, str]]
) -> dict[str, list[Cut]]:
    """Dimension → its rows in `month`; `known` is the moment the month was closed.

    The largest ending books come first. One statement for all dimensions.
    """
    statement, parameters = movement_statement(user, month, known, everything=True)
    found: dict[str, dict[Key, Cut]] = {name: {} for name in DIMENSIONS}
    at: dict[str, dict[Key, tuple[int, Decimal]]] = defaultdict(dict)
    for row in ask(statement + _CUTS, {**parameters, "last": month_end(month)}):
        dimension = LEVELS[row["level"]]
        key = row[DIMENSIONS[dimension]]
        cut = found[dimension].setdefault(key, Cut(key))
        if row["which"] == "earlier":
            cut.started, cut.started_count = row["before"], row["n"]
        else:
            count, before = at[dimension].get(key, (0, ZERO))
            at[dimension][key] = _add(cut, row, count, before)
    for dimension, rows in found.items():
        for key, cut in rows.items():
            count, before = at[dimension].get(key, (0, ZERO))
            cut.given, cut.given_count = before - cut.started, count - cut.started_count
            cut.name = "None named" if key is None else names[dimension].get(key, str(key))
    return {
        name: sorted(rows.values(), key=lambda cut: (-cut.ending, cut.name, str(cut.key)))
        for name, rows in found.items()
    }


def _add(cut: Cut, row: dict[str, Any], count: int, before: Decimal) -> tuple[int, Decimal]:
    """Add a part to its row; gives what stood at the beginning, by who has it at the end."""
    part, n = row["part"], row["n"]
    cut.parts[part] = cut.parts.get(part, ZERO) + row["now"] - row["before"]
    if part in ENTERED:
        cut.entered += row["now"]
        cut.entered_count += n
    elif part in LEFT:
        cut.left += row["before"]
        cut.left_count += n
    else:
        cut.changed += row["now"] - row["before"]
    if part not in LEFT:
        cut.ending += row["now"]
        cut.ending_count += n
    return (count, before) if part in ENTERED else (count + n, before + row["before"])
