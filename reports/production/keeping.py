"""What a close keeps row by row: transactions, and the terms behind retention and the book."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from accounts.policies.models import PolicyTerm
from reports.production.book import cohort_terms, moved_terms, moves
from reports.production.ends import reasons_of
from reports.production.fresh import fresh_kinds
from reports.production.models import MonthClose, ProductionShare, ProductionTerm
from reports.production.querysets import Sight
from reports.production.rules import PARTS

BATCH = 2000

# What is to be frozen is told before the first row is written: asked row by row, the empty table
# would be read again and again while it grows. The first close also takes what was booked before
# it, each in the month of its own.
_FREEZE = """
WITH unfrozen AS MATERIALIZED (
    SELECT array_agg(made.id) AS ids FROM accounts_policytransaction made
     WHERE made.month <= %(month)s
       AND NOT EXISTS (SELECT FROM reports_productionfact fact WHERE fact.transaction_id = made.id))
INSERT INTO reports_productionfact (close_id, month, share_id, transaction_id, kind, premium,
                                    commission, client_id, client_name, number, line_id,
                                    writing_company_id, carrier_id, executive_id,
                                    sales_executive_id, team_id, tier_id, department, fresh)
SELECT %(close)s, CASE WHEN %(first)s THEN booked.month ELSE %(month)s END, shared.share,
       booked.id, booked.kind, booked.premium, booked.commission,
       term.client_id, client.name, term.number, policy.line_id, policy.writing_company_id,
       company.carrier_id, booked.executive_id, booked.sales_executive_id, client.team_id,
       client.tier_id, team.department, coalesce(new.what, '')
  FROM accounts_policytransaction booked
  JOIN accounts_policyterm term ON term.id = booked.term_id
  JOIN accounts_policy policy ON policy.id = term.policy_id
  JOIN accounts_client client ON client.id = term.client_id
  JOIN accounts_writingcompany company ON company.id = policy.writing_company_id
  JOIN teams_team team ON team.id = client.team_id
  JOIN unnest(%(clients)s::bigint[], %(shares)s::bigint[]) AS shared (client, share)
    ON shared.client = client.id
  LEFT JOIN unnest(%(new)s::bigint[], %(as)s::text[]) AS new (id, what) ON new.id = booked.id
 WHERE booked.id IN (SELECT unnest(ids) FROM unfrozen)
"""


def keep_transactions(
    close: MonthClose, shares: Sequence[ProductionShare], new_as: dict[int, str], *, is_first: bool
) -> None:
    """One fact for every transaction that counts in the month of `close`.

    `new_as` says of New transactions what they are new as; the first close ever also keeps what
    was booked before, in its own months.
    """
    rows = [(client, share.pk) for share in shares for client in share.clients]
    with connection.cursor() as cursor:
        cursor.execute(
            _FREEZE,
            {"close": close.pk, "month": close.month, "first": is_first,
             "clients": [client for client, _ in rows], "shares": [share for _, share in rows],
             "new": list(new_as), "as": list(new_as.values())},
        )  # fmt: skip


@dataclass(frozen=True)
class Behind:
    """The rows behind the figures of a month that is about to be closed, by term or transaction."""

    due: dict[int, dict[str, Any]]
    moved: dict[int, dict[str, Any]]
    new_as: dict[int, str]


def behind(sight: Sight, month: date) -> Behind:
    """Ask for the rows before anything of the month is frozen."""
    return Behind(
        cohort_terms(sight, month, month, None),
        moved_terms(sight, month, None, [*PARTS, "stayed", "outside"]),
        fresh_kinds(sight, month),
    )


def keep_terms(shares: Sequence[ProductionShare], rows: Behind) -> None:
    """The terms that came up for renewal, and those that moved the book or had bookings."""
    asked = PolicyTerm.objects.filter(pk__in={*rows.due, *rows.moved}).order_by()
    now: dict[int, dict[str, Any]] = {
        row["pk"]: dict(row)
        for row in asked.values(
            "pk", "number", "client__name", "policy__line", "client__team", "client__tier",
            "policy__writing_company__carrier", "client__team__department",
        )
    }  # fmt: skip
    ProductionTerm.objects.bulk_create(_terms(shares, rows, now), batch_size=BATCH)


def _terms(
    shares: Sequence[ProductionShare], rows: Behind, now: dict[int, dict[str, Any]]
) -> Iterator[ProductionTerm]:
    reasons = reasons_of(list(rows.due))
    for pk, row in rows.due.items():
        yield ProductionTerm(
            share=shares[row["share_of"]], is_due=True, part="lost" if row["lost"] else "renewed",
            term_id=pk, premium=row["premium"], client_name=now[pk]["client__name"],
            number=now[pk]["number"], reason_id=reasons.get(pk), line_id=row["line_of"],
            carrier_id=row["carrier_of"], executive_id=row["executive_id"],
            sales_executive_id=row["sales_executive_id"], team_id=row["team_of"],
            tier_id=row["tier_of"], department=row["department_of"],
        )  # fmt: skip
    for pk, row in rows.moved.items():
        yield ProductionTerm(
            share=shares[row["share_of"]], is_due=False, part=row["part"], term_id=pk,
            premium=moves(row), client_name=now[pk]["client__name"], number=now[pk]["number"],
            line_id=now[pk]["policy__line"], team_id=now[pk]["client__team"],
            carrier_id=now[pk]["policy__writing_company__carrier"],
            tier_id=now[pk]["client__tier"], department=now[pk]["client__team__department"],
        )  # fmt: skip
