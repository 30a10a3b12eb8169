"""Steward's aggregates against the best SQL a person would write for the same answer."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, Sum
from django.utils import timezone

from accounts.models import PolicyTerm
from accounts.receivables.aging import aging, buckets
from config.lib.dates import add_months
from renewals.expirations.querysets import expiring_terms
from renewals.expirations.summary import groups
from reports.bench.timing import Pair, Table, measure
from reports.production.querysets import first_open_month, production
from teams.models import User

MEANING = (
    "Each figure of the whole house against SQL written by hand for the same answer, which is "
    "first asserted to be equal; 1.00 is as good as the database can."
)
DAYS = 120
ZERO = Decimal(0)


class Unequal(Exception):
    """Two ways of adding up the same thing disagree."""


def table(repeat: int) -> Table:
    """Measure the aggregates, having compared their answers."""
    director = User.objects.get(email="director@steward.example")
    pairs = list(_pairs(director, timezone.localdate()))
    for pair in pairs:
        ours, plain = pair.ours(), pair.plain()
        if ours != plain:
            raise Unequal(f"{pair.name}: {str(ours)[:300]} is not {str(plain)[:300]}")
    return Table("Aggregates", MEANING, measure(pairs, repeat))


def _pairs(user: User, today: date) -> Iterator[Pair]:
    month = add_months(today, -1).replace(day=1)
    columns = aging_columns()

    def aging_sums() -> dict[str, Any]:
        report = aging(user, today, "due", "client")
        return {row.label: [*row.buckets.values(), row.credits] for row in [report.total]} | {
            "unapplied": report.total.unapplied,
            "items": report.open_items,
        }

    def booked() -> dict[tuple, tuple]:
        return {
            (name, key, kind): (sums.count, sums.premium, sums.commission)
            for name, found in production(user, month).by_dimension.items()
            for key, spans in found.items()
            for kind, sums in spans.month.items()
        }

    def standing() -> tuple:
        terms = PolicyTerm.objects.visible_to(user).in_force(today)
        found = terms.order_by().aggregate(n=Count("pk"), premium=Sum("annual_premium"))
        return found["n"], found["premium"]

    def expiring() -> dict[date, tuple]:
        terms = expiring_terms(PolicyTerm.objects.visible_to(user), today, DAYS)
        return {
            date.fromisoformat(f"{g.value}-01"): (g.count, g.premium)
            for g in groups(terms, "month")
        }

    yield Pair("Aging by due date", aging_sums, lambda: aged(today, columns))
    yield Pair("Production of a month, seven ways", booked, lambda: _booked(month))
    yield Pair("Policies and premium in force", standing, lambda: _standing(today))
    yield Pair(f"Expiring in {DAYS} days by month", expiring, lambda: _expiring(today))


def aging_columns() -> list[int | None]:
    """The days past due at which the columns of the aging begin."""
    return [b.from_days for b in buckets()]


def _rows(statement: str, parameters: dict[str, Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


_OPEN = """
SELECT client_id, {sums},
       coalesce(sum(owed) FILTER (WHERE owed < 0), 0), count(*)
  FROM (SELECT invoice_id, sum(amount) AS owed FROM accounts_posting
         WHERE account = 'receivable' AND invoice_id IS NOT NULL AND posted_on <= %(on)s
         GROUP BY invoice_id HAVING sum(amount) <> 0) AS item
  JOIN accounts_invoice ON accounts_invoice.id = invoice_id
 GROUP BY client_id
"""
_HELD = """
SELECT client_id, sum(amount) FROM accounts_posting
 WHERE account = 'unapplied_cash' AND posted_on <= %(on)s
 GROUP BY client_id HAVING sum(amount) <> 0
"""


def aged(on: date, starts: list[int | None]) -> dict[str, Any]:
    """By client, as Steward's report is, and summed here."""
    edges = [s for s in starts if s is not None]
    ends = [*edges[1:], None]
    days = "%(on)s::date - due_on"
    conditions = [f"{days} < {edges[0]}"] + [
        f"{days} >= {start}" + (f" AND {days} < {end}" if end is not None else "")
        for start, end in zip(edges, ends, strict=True)
    ]
    sums = ", ".join(f"coalesce(sum(owed) FILTER (WHERE owed > 0 AND {c}), 0)" for c in conditions)
    rows = _rows(_OPEN.format(sums=sums), {"on": on})
    totals = [sum((row[n] for row in rows), ZERO) for n in range(1, len(starts) + 2)]
    held = sum((row[1] for row in _rows(_HELD, {"on": on})), ZERO)
    return {"Total": totals, "unapplied": held, "items": sum(row[-1] for row in rows)}


_BOOKED = """
WITH entry AS (
  SELECT entry.*, coalesce(fact.month, greatest(entry.month, %(open_from)s)) AS counted
    FROM accounts_policytransaction AS entry
    LEFT JOIN reports_productionfact AS fact ON fact.transaction_id = entry.id
)
SELECT {key}, kind,
       count(*) FILTER (WHERE counted = %(month)s),
       sum(premium) FILTER (WHERE counted = %(month)s),
       sum(commission) FILTER (WHERE counted = %(month)s),
       sum(premium) FILTER (WHERE counted >= %(january)s),
       sum(commission) FILTER (WHERE counted >= %(january)s),
       sum(premium) FILTER (WHERE counted = %(year_ago)s),
       sum(commission) FILTER (WHERE counted = %(year_ago)s)
  FROM entry
  JOIN accounts_policyterm ON accounts_policyterm.id = term_id
  JOIN accounts_policy ON accounts_policy.id = policy_id
  JOIN accounts_writingcompany ON accounts_writingcompany.id = writing_company_id
  JOIN accounts_client ON accounts_client.id = accounts_policyterm.client_id
  LEFT JOIN teams_team ON teams_team.id = accounts_client.team_id
 WHERE counted BETWEEN %(year_ago)s AND %(month)s
 GROUP BY 1, 2
"""
_KEYS = {
    "executive": "executive_id",
    "sales_executive": "sales_executive_id",
    "line": "line_id",
    "carrier": "carrier_id",
    "team": "accounts_client.team_id",
    "tier": "accounts_client.tier_id",
    "department": "teams_team.department",
}


def _booked(month: date) -> dict[tuple, tuple]:
    """One statement for each of the seven ways: month, year to date and the month a year ago."""
    parameters = {
        "month": month,
        "january": month.replace(month=1),
        "year_ago": add_months(month, -12),
        "open_from": first_open_month(),
    }
    return {
        (name, key, kind): (n, premium, commission)
        for name, column in _KEYS.items()
        for key, kind, n, premium, commission, *_ in _rows(_BOOKED.format(key=column), parameters)
        if n
    }


_ENDED = """
SELECT FROM (SELECT DISTINCT ON (term_id) term_id, kind FROM accounts_policytransaction
              WHERE kind IN ('CAN', 'REI') AND effective_on <= %(on)s
              ORDER BY term_id, effective_on DESC, id DESC) AS last
 WHERE last.term_id = term.id AND last.kind = 'CAN'
"""
_STANDING = f"""
SELECT count(*), sum(annual_premium) FROM accounts_policyterm AS term
 WHERE effective_on <= %(on)s AND (expires_on > %(on)s OR expires_on IS NULL)
   AND NOT EXISTS ({_ENDED})
"""  # noqa: S608
_EXPIRING = """
SELECT date_trunc('month', expires_on)::date, count(*),
       sum(annual_premium + coalesce(changed.yearly, 0))
  FROM accounts_policyterm AS term
  LEFT JOIN (SELECT term_id, sum(yearly_change) AS yearly FROM accounts_policytransaction
              WHERE effective_on <= %(on)s GROUP BY term_id) AS changed
         ON changed.term_id = term.id
 WHERE expires_on > %(on)s AND expires_on <= %(last)s
 GROUP BY 1
"""


def _standing(on: date) -> tuple:
    return _rows(_STANDING, {"on": on})[0]


def _expiring(on: date) -> dict[date, tuple]:
    rows = _rows(_EXPIRING, {"on": on, "last": on + timedelta(days=DAYS)})
    return {month: (count, premium) for month, count, premium in rows}
