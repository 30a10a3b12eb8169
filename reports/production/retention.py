"""Retention by the same line, by policies in force, and by cancellations (DOMAIN §6.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from config.lib.dates import add_months
from reports.production.querysets import as_relation, ask, counted
from reports.production.rules import NOTHING, Sums, retention

if TYPE_CHECKING:
    from teams.people.models import User


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
    SELECT month, term.id, term.client_id, max(line_of) AS line, term.expires_on,
           sum(premium) AS premium, sum(commission) AS commission,
           bool_or(kind = 'NEW' AND counted_in > %(year_ago)s) AS is_new
      FROM unnest(%(months)s::date[]) AS month
      JOIN counted ON counted_in <= month
      JOIN accounts_policyterm term ON term.id = term_id
       AND term.effective_on < month + interval '1 month'
       AND (term.expires_on IS NULL OR term.expires_on >= month + interval '1 month')
     WHERE NOT EXISTS (SELECT FROM ends WHERE ends.month = month.month
                          AND ends.term_id = term.id AND ends.kind = 'CAN')
     GROUP BY month, term.id),
now AS (SELECT DISTINCT client_id, line FROM force WHERE month = %(month)s),
stood AS (
    SELECT force.*, now.client_id IS NOT NULL AS kept
      FROM force LEFT JOIN now USING (client_id, line)
     WHERE month = %(year_ago)s AND expires_on IS NOT NULL)
SELECT count(*) AS n, coalesce(sum(premium), 0) AS premium,
       coalesce(sum(commission), 0) AS commission,
       count(*) FILTER (WHERE NOT kept) AS gone_n,
       coalesce(sum(premium) FILTER (WHERE NOT kept), 0) AS gone_premium,
       coalesce(sum(commission) FILTER (WHERE NOT kept), 0) AS gone_commission,
       (SELECT count(*) FROM force WHERE month = %(year_ago)s) AS beginning,
       (SELECT count(*) FROM force WHERE month = %(month)s) AS ending,
       (SELECT count(*) FROM force WHERE month = %(month)s AND is_new) AS fresh
  FROM stood
"""


def in_force(user: "User", month: date) -> tuple[Retained, Retained]:
    """Same line, and policies in force: both against the book a year before."""
    year_ago = add_months(month, -12)
    text, names = as_relation(
        counted(user).filter(counted_in__lte=month), "id", "term_id", "kind", "effective_on",
        "premium", "commission", "counted_in", "line_of",
    )  # fmt: skip
    spans = {"month": month, "year_ago": year_ago, "months": [month, year_ago]}
    row = ask(_FORCE.replace("/*counted*/", text), {**names, **spans})[0]
    beginning, kept = row["beginning"], row["ending"] - row["fresh"]
    return (
        Retained(
            "Same line, even with another carrier",
            f"{row['n'] - row['gone_n']:,} of {row['n']:,} terms in force a year ago",
            retention(row["n"], row["gone_n"]),
            retention(row["premium"], row["gone_premium"]),
            retention(row["commission"], row["gone_commission"]),
        ),
        Retained(
            "Policies in force",
            f"({row['ending']:,} − {row['fresh']:,} new) of {beginning:,} a year ago",
            retention(beginning, beginning - kept),
        ),
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
