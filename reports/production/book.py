"""Questions about the book in force: its size, what moved it, and what came up for renewal.

A term is in the book at a month's end when it began by then, expires later (or never), had a
transaction counted by then, and its last cancellation or reinstatement effective and counted by
then is no cancellation. Bookings of later months therefore never change an earlier book.
"""

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from config.lib.dates import add_months, month_end
from reports.production.querysets import (
    DIMENSIONS,
    KEYS,
    SETS,
    Sight,
    as_relation,
    ask,
    spanned,
)
from reports.production.rules import PARTS, Sums
from reports.production.tally import Found, Key

_ALWAYS = "infinity"
_COLUMNS = (
    "id", "term_id", "kind", "effective_on", "premium", "commission", "executive_id",
    "sales_executive_id", "counted_in", "line_of", "carrier_of", "team_of", "tier_of",
    "department_of",
)  # fmt: skip


def lasting_beyond(month: date) -> Q:
    """Transactions of terms that can be in the book at the end of `month` or later."""
    return Q(term__expires_on=None) | Q(term__expires_on__gt=month_end(month))


# The successors of `gone` (id, client_id, policy_id, effective_on, expires_on, last, known) that
# are in force on `last`, as far as one knew at `known`, the moment the month was closed.
_SUCCEEDED = """
succession AS (
    SELECT gone.id, later.id AS later_id
      FROM gone JOIN accounts_policy policy ON policy.id = gone.policy_id
      JOIN accounts_policyterm later ON later.client_id = gone.client_id AND later.id <> gone.id
      JOIN accounts_policy of_later ON of_later.id = later.policy_id
     WHERE (later.policy_id = gone.policy_id OR of_later.line_id = policy.line_id)
       AND later.effective_on > gone.effective_on
       AND later.effective_on >= gone.expires_on - 31
       AND later.effective_on <= gone.last
       AND (later.expires_on IS NULL OR later.expires_on > gone.last)
       AND (gone.known = 'infinity' OR EXISTS (
            SELECT FROM accounts_policytransaction booked
             WHERE booked.term_id = later.id AND booked.entered_at <= gone.known))
       AND NOT EXISTS (
            SELECT FROM accounts_policytransaction ended
             WHERE ended.term_id = later.id AND ended.kind = 'CAN'
               AND ended.effective_on <= gone.last AND ended.entered_at <= gone.known
               AND NOT EXISTS (
                    SELECT FROM accounts_policytransaction back
                     WHERE back.term_id = later.id AND back.kind = 'REI'
                       AND back.effective_on <= gone.last AND back.entered_at <= gone.known
                       AND (back.effective_on, back.id) > (ended.effective_on, ended.id)))),
succeeded AS (SELECT DISTINCT id FROM succession)
"""

_MOVES = """
WITH counted AS (/*counted*/),
sums AS (
    SELECT term_id, share_of,
           count(*) FILTER (WHERE counted_in < %(month)s) AS n_before,
           coalesce(sum(premium) FILTER (WHERE counted_in < %(month)s), 0) AS before,
           sum(premium) AS now,
           count(*) FILTER (WHERE counted_in = %(month)s) AS n_booked,
           coalesce(sum(premium) FILTER (WHERE counted_in = %(month)s), 0) AS booked,
           count(*) FILTER (WHERE counted_in = %(month)s AND kind IN ('END', 'AUD')) AS n_endorsed,
           coalesce(sum(premium) FILTER (WHERE counted_in = %(month)s
                                           AND kind IN ('END', 'AUD')), 0) AS endorsed,
           (array_agg(kind ORDER BY effective_on, id) FILTER (WHERE counted_in = %(month)s))[1]
               AS first_booked
      FROM counted GROUP BY term_id, share_of),
ends AS (
    SELECT term_id,
           (array_agg(kind ORDER BY effective_on DESC, id DESC)
               FILTER (WHERE counted_in < %(month)s AND effective_on < %(month)s))[1] = 'CAN'
               AS before,
           (array_agg(kind ORDER BY effective_on DESC, id DESC)
               FILTER (WHERE effective_on <= %(last)s))[1] = 'CAN' AS now
      FROM counted WHERE kind IN ('CAN', 'REI') GROUP BY term_id),
stood AS (
    SELECT sums.*, term.client_id, term.policy_id, term.effective_on, term.expires_on,
           coalesce(ends.before, false) AS ended_before, coalesce(ends.now, false) AS ended_now,
           n_before > 0 AND ends.before IS NOT TRUE AND term.effective_on < %(month)s
               AND (term.expires_on IS NULL OR term.expires_on >= %(month)s) AS was_in,
           ends.now IS NOT TRUE AND term.effective_on <= %(last)s
               AND (term.expires_on IS NULL OR term.expires_on > %(last)s) AS is_in
      FROM sums JOIN accounts_policyterm term ON term.id = sums.term_id
      LEFT JOIN ends ON ends.term_id = sums.term_id),
gone AS (
    SELECT term_id AS id, client_id, policy_id, effective_on, expires_on,
           %(last)s::date AS last, %(known)s::timestamptz AS known
      FROM stood WHERE was_in AND NOT is_in AND NOT ended_now),
/*succeeded*/,
moves AS (
    SELECT stood.*,
           CASE WHEN was_in AND is_in THEN 'stayed'
                WHEN is_in AND ended_before THEN 'reinstated'
                WHEN is_in AND n_before > 0 THEN 'earlier'
                WHEN is_in AND first_booked = 'NEW' THEN 'new'
                WHEN is_in AND first_booked = 'REN' THEN 'renewal'
                WHEN is_in THEN 'other'
                WHEN was_in AND ended_now THEN 'cancelled'
                WHEN succeeded.id IS NOT NULL THEN 'expired_renewed'
                WHEN was_in THEN 'expired_lost'
                ELSE 'outside' END AS part
      FROM stood LEFT JOIN succeeded ON succeeded.id = stood.term_id
     WHERE n_booked > 0 OR was_in <> is_in /*which*/)
"""
_MOVED_TERMS = """
SELECT term_id, share_of, part, before, now, booked FROM moves WHERE part = ANY(%(parts)s)
"""


def movement_statement(
    sight: Sight, month: date, known: datetime | None = None, everything: bool = False
) -> tuple[str, dict[str, Any]]:
    """The relation `moves` of `month` and its parameters, to be summed by what is put behind.

    `known` is the moment the month was closed. `everything` keeps the terms that stayed with
    nothing booked, and all columns of the rows.
    """
    columns = _COLUMNS if everything else (*_COLUMNS[:5], "counted_in")
    # A term that expired before the month moves nothing; of it only what was booked counts.
    of_the_month = Q(counted_in=month) | lasting_beyond(add_months(month, -1))
    text, names = as_relation(sight, Q(counted_in__lte=month) & of_the_month, *columns)
    statement = _MOVES.replace("/*counted*/", text).replace("/*succeeded*/", _SUCCEEDED)
    if everything:
        statement = statement.replace("/*which*/", "OR was_in")
    names.update(month=month, last=month_end(month), known=known or _ALWAYS)
    return statement, names


def moved_terms(
    sight: Sight, month: date, known: datetime | None, parts: list[str]
) -> dict[int, dict[str, Any]]:
    """The terms behind some parts: their premium before, now and booked in the month."""
    statement, names = movement_statement(sight, month, known)
    rows = ask(statement + _MOVED_TERMS, {**names, "parts": parts})
    return {row["term_id"]: row for row in rows}


def moves(row: dict[str, Any]) -> Decimal:
    """What a term adds to the book or takes from it; of one that does neither, what was booked."""
    _, sign = PARTS.get(row["part"], ("", 0))
    return row["booked"] if not sign else row["now"] if sign > 0 else -row["before"]


# `cohort` is kept from being planned into what is put behind it: what it is to be is so uncertain
# to the planner that it would be worked out again for every row.
_COHORTS = """
WITH counted AS (/*counted*/),
due AS (
    SELECT term.id, term.client_id, term.policy_id, term.effective_on, term.expires_on,
           date_trunc('month', term.expires_on)::date AS month,
           (date_trunc('month', term.expires_on) + interval '1 month - 1 day')::date AS last
      FROM accounts_policyterm term
     WHERE term.id IN (SELECT term_id FROM counted)
       AND term.effective_on < date_trunc('month', term.expires_on)),
gone AS (
    SELECT due.*, coalesce(closed.closed_at, 'infinity') AS known
      FROM due LEFT JOIN reports_monthclose closed ON closed.month = due.month),
/*succeeded*/,
sums AS (
    SELECT due.id, sum(premium) AS premium, sum(commission) AS commission,
           max(counted.id) AS latest
      FROM due JOIN counted ON counted.term_id = due.id AND counted_in < due.month
     GROUP BY due.id),
ends AS (
    SELECT due.id,
           (array_agg(kind ORDER BY counted.effective_on DESC, counted.id DESC)
               FILTER (WHERE counted_in < due.month AND counted.effective_on < due.month))[1]
               = 'CAN' AS before,
           (array_agg(kind ORDER BY counted.effective_on DESC, counted.id DESC)
               FILTER (WHERE counted.effective_on <= due.last))[1] = 'CAN' AS now
      FROM due JOIN counted ON counted.term_id = due.id AND counted_in <= due.month
     WHERE kind IN ('CAN', 'REI') GROUP BY due.id),
cohort AS MATERIALIZED (
    SELECT term.id, term.month, sums.premium, sums.commission, counted.executive_id,
           counted.sales_executive_id, counted.line_of, counted.carrier_of, counted.team_of,
           counted.tier_of, counted.department_of, counted.client_of, counted.share_of,
           succeeded.id IS NULL AS lost
      FROM due term JOIN sums ON sums.id = term.id
      JOIN counted ON counted.id = sums.latest
      LEFT JOIN ends ON ends.id = term.id
      LEFT JOIN succeeded ON succeeded.id = term.id
     WHERE ends.before IS NOT TRUE AND ends.now IS NOT TRUE)
"""
_COHORT_SUMS = f"""
SELECT share_of, GROUPING(month, {KEYS}) AS level, month, {KEYS}, lost,
       count(*) AS n, sum(premium) AS premium, sum(commission) AS commission,
       count(*) FILTER (WHERE month = %(month)s) AS month_n,
       sum(premium) FILTER (WHERE month = %(month)s) AS month_premium,
       sum(commission) FILTER (WHERE month = %(month)s) AS month_commission,
       count(*) FILTER (WHERE month >= %(january)s) AS ytd_n,
       sum(premium) FILTER (WHERE month >= %(january)s) AS ytd_premium,
       sum(commission) FILTER (WHERE month >= %(january)s) AS ytd_commission,
       count(*) FILTER (WHERE month = %(year_ago)s) AS prior_year_n,
       sum(premium) FILTER (WHERE month = %(year_ago)s) AS prior_year_premium,
       sum(commission) FILTER (WHERE month = %(year_ago)s) AS prior_year_commission
  FROM cohort
 GROUP BY share_of, lost, GROUPING SETS ((month), {SETS})
"""  # noqa: S608 - names of our own columns


_COHORT_TERMS = """
SELECT id AS term_id, client_of, share_of, premium, commission, lost, executive_id,
       sales_executive_id, line_of, carrier_of, team_of, tier_of, department_of
  FROM cohort
 WHERE (%(lost)s IS NULL OR lost = %(lost)s)
""" + "".join(
    f"   AND (NOT %(by_{name})s OR {column} IS NOT DISTINCT FROM %({name})s)\n"
    for name, column in DIMENSIONS.items()
)


def cohort_rows(sight: Sight, month: date) -> Found:
    """What came up for renewal in the thirteen months that end with `month`.

    Below `due` and `due_by`, in the shape of production, with the kinds `renewed` and `lost` and
    the expiring premium; a term belongs to the executives, line and carrier of its latest
    transaction.
    """
    year_ago = add_months(month, -12)
    statement, names = cohort_statement(sight, year_ago, month)
    spans = {"month": month, "january": month.replace(month=1), "year_ago": year_ago}
    for row in ask(statement + _COHORT_SUMS, {**names, **spans}):
        row["kind"] = "lost" if row["lost"] else "renewed"
        row["counted_in"] = row["month"]
        yield from spanned("due", row)


_COHORT_MONTHS = """
SELECT month, lost, count(*) AS n, sum(premium) AS premium, sum(commission) AS commission
  FROM cohort GROUP BY month, lost
"""


def due_by_month(sight: Sight, month: date) -> dict[date, dict[str, Sums]]:
    """What came up for renewal in each of the thirteen months: `renewed`, and `lost`."""
    statement, names = cohort_statement(sight, add_months(month, -12), month)
    found: dict[date, dict[str, Sums]] = defaultdict(dict)
    for row in ask(statement + _COHORT_MONTHS, names):
        sums = Sums(row["n"], row["premium"], row["commission"])
        found[row["month"]]["lost" if row["lost"] else "renewed"] = sums
    return found


def cohort_terms(
    sight: Sight, first: date, month: date, lost: bool | None, **who: Key
) -> dict[int, dict[str, Any]]:
    """The terms that came up for renewal from `first` to `month`, with their expiring premium.

    `lost` picks those without (True) or with (False) a successor. `who` narrows to one
    of a dimension by its key, None meaning none named.
    """
    statement, names = cohort_statement(sight, first, month)
    chosen: dict[str, Any] = {"lost": lost}
    for name in DIMENSIONS:
        chosen[f"by_{name}"] = name in who
        chosen[name] = who.get(name)
    rows = ask(statement + _COHORT_TERMS, {**names, **chosen})
    return {row["term_id"]: row for row in rows}


def cohort_statement(sight: Sight, first: date, month: date) -> tuple[str, dict[str, Any]]:
    """The relation `cohort` of the months from `first` to `month`, and its parameters."""
    up = Q(term__expires_on__range=(first, month_end(month)))
    text, names = as_relation(sight, Q(counted_in__lte=month) & up, *_COLUMNS)
    statement = _COHORTS.replace("/*counted*/", text).replace("/*succeeded*/", _SUCCEEDED)
    return statement, names
