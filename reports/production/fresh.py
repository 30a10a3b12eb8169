"""What of New is new business, a new line of a client, or more of a line (DOMAIN §6.1)."""

from datetime import date
from typing import Any

from django.db.models import Q

from accounts.policies.models import PolicyTransaction, TransactionKind
from config.lib.dates import add_months
from reports.production.querysets import Sight, as_relation, ask, with_month
from reports.production.rules import Sums
from reports.production.tally import Found

FRESH = {
    "business": "New business",
    "rounding": "Rounding: a line new to the client",
    "more": "More of a line the client has",
}
_FRESH = """
WITH counted AS (/*counted*/),
terms AS (
    SELECT term.id, term.client_id, max(line_of) AS line, term.effective_on, term.expires_on
      FROM counted JOIN accounts_policyterm term ON term.id = term_id GROUP BY term.id),
others AS (
    SELECT booked.id, bool_or(other.line = own.line) AS has_line
      FROM counted booked JOIN terms own ON own.id = booked.term_id
      JOIN terms other ON other.client_id = own.client_id AND other.id <> own.id
       AND other.effective_on < own.effective_on - 31
       AND (other.expires_on IS NULL OR other.expires_on >= own.effective_on - 31)
     WHERE booked.kind = 'NEW' GROUP BY booked.id),
fresh AS (
    SELECT counted.*, CASE WHEN others.id IS NULL THEN 'business'
                           WHEN has_line THEN 'more' ELSE 'rounding' END AS what
      FROM counted LEFT JOIN others ON others.id = counted.id WHERE kind = 'NEW')
"""
_FRESH_SUMS = """
SELECT share_of, what, span, count(*) AS n, sum(premium) AS premium, sum(commission) AS commission
  FROM fresh JOIN (VALUES ('month', %(month)s::date, %(month)s::date),
                          ('ytd', %(january)s::date, %(month)s::date),
                          ('prior_year', %(year_ago)s::date, %(year_ago)s::date))
       AS spans (span, first, last) ON counted_in BETWEEN first AND last
 GROUP BY share_of, what, span
"""
_FRESH_IDS = """
SELECT id, what FROM fresh WHERE coalesce(%(what)s = what, true)
   AND counted_in BETWEEN %(first)s::date AND %(month)s::date
"""


def _fresh_statement(sight: Sight, first: date, month: date) -> tuple[str, dict[str, Any]]:
    # What else a client has matters only where something new was booked since `first`.
    new = PolicyTransaction.objects.filter(kind=TransactionKind.NEW).order_by()
    since = with_month(new, sight.open_from).filter(counted_in__gte=first)
    text, names = as_relation(
        sight, Q(counted_in__lte=month, term__client__in=since.values("term__client")),
        "id", "term_id", "kind", "premium", "commission", "counted_in", "line_of",
    )  # fmt: skip
    return _FRESH.replace("/*counted*/", text), {**names, "month": month}


def fresh(sight: Sight, month: date) -> Found:
    """What of New is new business, rounding, or more of a line, for the three spans."""
    year_ago = add_months(month, -12)
    statement, names = _fresh_statement(sight, year_ago, month)
    spans = {"january": month.replace(month=1), "year_ago": year_ago}
    for row in ask(statement + _FRESH_SUMS, {**names, **spans}):
        sums = Sums(row["n"], row["premium"], row["commission"])
        yield row["share_of"], ("fresh", row["what"], row["span"]), sums


def fresh_ids(sight: Sight, first: date, month: date, what: str) -> list[int]:
    """The New transactions counted from `first` to `month` that are `what` of FRESH."""
    statement, names = _fresh_statement(sight, first, month)
    rows = ask(statement + _FRESH_IDS, {**names, "first": first, "what": what})
    return [row["id"] for row in rows]


def fresh_kinds(sight: Sight, month: date) -> dict[int, str]:
    """Each New transaction counted in `month`, and what of FRESH it is."""
    statement, names = _fresh_statement(sight, month, month)
    rows = ask(statement + _FRESH_IDS, {**names, "first": month, "what": None})
    return {row["id"]: row["what"] for row in rows}
