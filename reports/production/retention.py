"""The book in force, and retention by the same line, by policies in force and by cancellations
(DOMAIN §6.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from config.lib.dates import add_months
from config.lib.money import ZERO
from reports.production.book import lasting_beyond
from reports.production.querysets import Sight, as_relation, ask, nested
from reports.production.rules import NOTHING, Sums, retention
from reports.production.tally import Found, Tally


@dataclass(frozen=True)
class Retained:
    """A way to measure retention: its percentages, and what they are of."""

    label: str
    of: str
    policies: Decimal | None
    premium: Decimal | None = None
    commission: Decimal | None = None


_FORCE = """
WITH counted AS (/*counted*/),
ends AS (SELECT DISTINCT ON (month, term_id) month, term_id, kind
           FROM counted JOIN unnest(%(months)s::date[]) AS month ON counted_in <= month
          WHERE kind IN ('CAN', 'REI') AND effective_on < month + interval '1 month'
          ORDER BY month, term_id, effective_on DESC, id DESC),
force AS (
    SELECT share_of, month, term.id, term.client_id, max(line_of) AS line, term.expires_on,
           sum(premium) AS premium, sum(commission) AS commission,
           bool_or(kind = 'NEW' AND counted_in > %(year_ago)s) AS is_new
      FROM unnest(%(months)s::date[]) AS month
      JOIN counted ON counted_in <= month
      JOIN accounts_policyterm term ON term.id = term_id
       AND term.effective_on < month + interval '1 month'
       AND (term.expires_on IS NULL OR term.expires_on >= month + interval '1 month')
     WHERE NOT EXISTS (SELECT FROM ends WHERE ends.month = month.month
                          AND ends.term_id = term.id AND ends.kind = 'CAN')
     GROUP BY share_of, month, term.id),
now AS (SELECT DISTINCT client_id, line FROM force WHERE month = %(month)s),
book AS (
    SELECT force.*, month = %(month)s AS at_end, month = %(before)s AS before,
           month = %(year_ago)s AS began,
           month = %(year_ago)s AND expires_on IS NOT NULL AS stood,
           month = %(year_ago)s AND expires_on IS NOT NULL AND now.client_id IS NULL AS gone
      FROM force LEFT JOIN now USING (client_id, line))
SELECT share_of, count(*) FILTER (WHERE began) AS began_n,
       sum(premium) FILTER (WHERE began) AS began_premium,
       count(*) FILTER (WHERE before) AS before_n,
       sum(premium) FILTER (WHERE before) AS before_premium,
       count(*) FILTER (WHERE at_end) AS end_n, sum(premium) FILTER (WHERE at_end) AS end_premium,
       count(*) FILTER (WHERE at_end AND is_new) AS fresh_n,
       count(*) FILTER (WHERE stood) AS stood_n, sum(premium) FILTER (WHERE stood) AS stood_premium,
       sum(commission) FILTER (WHERE stood) AS stood_commission,
       count(*) FILTER (WHERE gone) AS gone_n, sum(premium) FILTER (WHERE gone) AS gone_premium,
       sum(commission) FILTER (WHERE gone) AS gone_commission,
       sum(commission) FILTER (WHERE at_end AND expires_on <= %(new_year)s) AS due_commission
  FROM book GROUP BY share_of
"""


def in_force(sight: Sight, month: date) -> Found:
    """The book at the end of `month`, of the month before and a year ago, below `book`; and what
    of the year ago stood and is gone, what is fresh and what is still due, below `force`."""
    before, year_ago = add_months(month, -1), add_months(month, -12)
    text, names = as_relation(
        sight, Q(counted_in__lte=month) & lasting_beyond(year_ago), "id", "term_id", "kind",
        "effective_on", "premium", "commission", "counted_in", "line_of",
    )  # fmt: skip
    spans = {"month": month, "before": before, "year_ago": year_ago,
             "months": [month, before, year_ago],
             "new_year": month.replace(month=12, day=31)}  # fmt: skip
    for row in ask(_FORCE.replace("/*counted*/", text), {**names, **spans}):
        for what, then in (("end", month), ("before", before), ("began", year_ago)):
            yield row["share_of"], ("book", then.isoformat()), _sums(row, what)
        for what in ("fresh", "stood", "gone", "due"):
            yield row["share_of"], ("force", what), _sums(row, what)


def _sums(row: dict[str, Any], what: str) -> Sums:
    count, premium, commission = (
        row.get(f"{what}_{of}") or ZERO for of in ("n", "premium", "commission")
    )
    return Sums(int(count), premium, commission)


def retained(tally: Tally, month: date) -> tuple[Retained, ...]:
    """Retention by the same line, by policies in force, and by cancellations."""
    end, began = (
        tally.get(("book", at.isoformat()), NOTHING) for at in (month, add_months(month, -12))
    )
    fresh, stood, gone = (
        tally.get(("force", what), NOTHING) for what in ("fresh", "stood", "gone")
    )
    kept = end.count - fresh.count
    return (
        Retained(
            "Same line, even with another carrier",
            f"{stood.count - gone.count:,} of {stood.count:,} terms in force a year ago",
            retention(stood.count, gone.count),
            retention(stood.premium, gone.premium),
            retention(stood.commission, gone.commission),
        ),
        Retained(
            "Policies in force",
            f"({end.count:,} − {fresh.count:,} new) of {began.count:,} a year ago",
            retention(began.count, began.count - kept),
        ),
        cancellations(month, nested(tally, "made").by_month),
    )


def cancellations(month: date, kinds: Mapping[date, Mapping[str, Sums]]) -> Retained:
    """1 − cancellations ÷ (renewals + rewrites + cancellations), the last twelve months."""
    first = add_months(month, -11)
    counts = {
        kind: sum(m.get(kind, NOTHING).count for key, m in kinds.items() if key >= first)
        for kind in ("REN", "REW", "CAN")
    }
    whole = sum(counts.values())
    of = f"{counts['CAN']:,} cancelled of {whole:,}, twelve months"
    return Retained("Cancellations", of, retention(whole, counts["CAN"]))
