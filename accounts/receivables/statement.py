"""The aging as one statement: open items and unapplied cash, grouped and summed by PostgreSQL.

Written by hand because it adds up an addition: the balance of each invoice is a sum of
postings, and the report sums those balances.
"""

from dataclasses import dataclass
from datetime import date

from accounts.receivables.querysets import AgingBasis
from teams.access.roles import Role

AGED_FROM = {
    AgingBasis.DUE: "invoice.due_on",
    AgingBasis.INVOICE: "invoice.invoice_on",
    AgingBasis.EFFECTIVE: "invoice.effective_on",
    AgingBasis.LATER: "greatest(invoice.invoice_on, invoice.effective_on)",
    AgingBasis.EARLIER: "least(invoice.invoice_on, invoice.effective_on)",
}

# Materialized, so that PostgreSQL does not add up all postings once in each of its workers.
STATEMENT = """
WITH item AS MATERIALIZED (
    SELECT invoice_id, sum(amount) AS owed FROM accounts_posting
     WHERE account = 'receivable' AND invoice_id IS NOT NULL AND posted_on <= %s
     GROUP BY invoice_id HAVING sum(amount) <> 0
), line AS (
    SELECT invoice.client_id, invoice.term_id, {aged} AS aged_on, owed, NULL AS held, 1 AS items
      FROM item JOIN accounts_invoice AS invoice ON invoice.id = item.invoice_id
    UNION ALL
    SELECT client_id, NULL, NULL, NULL, sum(amount), 0 FROM accounts_posting
     WHERE account = 'unapplied_cash' AND posted_on <= %s
     GROUP BY client_id HAVING sum(amount) <> 0
), found AS MATERIALIZED (
    SELECT {key} AS key, {label} AS label, {sums},
           sum(owed) FILTER (WHERE owed < 0) AS credit,
           sum(held) AS held,
           sum(owed) FILTER (WHERE owed > 0 AND aged_on <= %s) AS late,
           sum(owed) FILTER (WHERE owed > 0 AND aged_on <= %s) AS later,
           sum(items) AS items, coalesce(sum(owed), 0) AS total
      FROM line {joins}
     WHERE {where}
     GROUP BY {group}
)
(SELECT key, label, items, {names}, credit, held, late, later FROM found
  ORDER BY total DESC, label COLLATE "C" NULLS LAST LIMIT %s)
UNION ALL
SELECT NULL, count(*)::text, sum(items), {totals},
       sum(credit), sum(held), sum(late), sum(later) FROM found
"""


@dataclass(frozen=True)
class Way:
    """How the lines are grouped: what is joined, and what names a group."""

    key: str
    label: str
    group: str
    joins: str
    parameters: tuple = ()


_SERVING = """
SELECT DISTINCT ON (client_id) client_id, user_id FROM accounts_serviceassignment
 WHERE role = %s AND from_on <= %s AND (until_on IS NULL OR until_on > %s)
 ORDER BY client_id, from_on DESC, id DESC
"""
ROLES = {"executive": Role.ACCOUNT_EXECUTIVE, "sales": Role.SALES_EXECUTIVE}
_CLIENT = Way(
    key="client.id",
    label="client.name",
    group="client.id",
    joins="JOIN accounts_client AS client ON client.id = line.client_id",
)
_TEAM = Way(
    key="team.id",
    label="team.name",
    group="team.id",
    joins="JOIN accounts_client AS client ON client.id = line.client_id "
    "JOIN teams_team AS team ON team.id = client.team_id",
)
_CARRIER = Way(
    key="carrier.id",
    label="carrier.name",
    group="carrier.id",
    joins="LEFT JOIN accounts_policyterm AS term ON term.id = line.term_id "
    "LEFT JOIN accounts_policy AS policy ON policy.id = term.policy_id "
    "LEFT JOIN accounts_writingcompany AS company ON company.id = policy.writing_company_id "
    "LEFT JOIN accounts_carrier AS carrier ON carrier.id = company.carrier_id",
)


def ways(by: str, on: date) -> Way:
    """How to group by a word of the report; people are those who served on `on`."""
    if by not in ROLES:
        return {"client": _CLIENT, "team": _TEAM, "carrier": _CARRIER}[by]
    return Way(
        key="serving.user_id",
        label="(SELECT name FROM teams_user WHERE teams_user.id = serving.user_id)",
        group="serving.user_id",
        joins=f"LEFT JOIN ({_SERVING}) AS serving ON serving.client_id = line.client_id",
        parameters=(ROLES[by], on, on),
    )


def only(by: str, key: int, on: date) -> tuple[str, list]:
    """The condition, with its parameters, that keeps the clients of one person or team."""
    if by == "team":
        return "line.client_id IN (SELECT id FROM accounts_client WHERE team_id = %s)", [key]
    kept = f"SELECT client_id FROM ({_SERVING}) AS served WHERE user_id = %s"  # noqa: S608
    return f"line.client_id IN ({kept})", [ROLES[by], on, on, key]
