"""What was received, paid on and taken for each invoice: one statement, as of any day."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from accounts.ledger.models import PAYABLES
from accounts.trust import rules
from config.lib.money import ZERO

# Entries in which a client's cash or credit settles an item; reversals count with what they undo.
CASH = ("allocation", "receipt", "return", "refund", "credit")


@dataclass(frozen=True)
class Position:
    """One invoice between client and carrier, in dollars.

    What is due to others is positive; a carrier's credit is negative.
    """

    invoice_id: int
    number: str
    client_id: int
    client: str
    term_id: int | None
    policy: str
    company_id: int | None
    company: str
    intermediary: bool
    invoice_on: date
    effective_on: date
    total: Decimal
    commission: Decimal
    received: Decimal
    swept: Decimal
    premium_payable: Decimal
    fee_payable: Decimal
    tax_payable: Decimal
    stamping_payable: Decimal
    paid_premium_payable: Decimal
    paid_fee_payable: Decimal
    paid_tax_payable: Decimal
    paid_stamping_payable: Decimal

    def unpaid(self, account: str) -> Decimal:
        """Dollars still to be paid on from `account`."""
        return getattr(self, account) - getattr(self, f"paid_{account}")

    @property
    def due(self) -> Decimal:
        return sum((getattr(self, account) for account in PAYABLES), ZERO)

    @property
    def paid(self) -> Decimal:
        return sum((getattr(self, f"paid_{account}") for account in PAYABLES), ZERO)

    @property
    def held(self) -> Decimal:
        return rules.held(self.received, self.due, self.paid)

    @property
    def position(self) -> Decimal:
        return rules.position(self.received, self.paid, self.swept)

    @property
    def covered(self) -> Decimal:
        return rules.covered(self.received, self.due, self.paid, self.swept)

    @property
    def base_on(self) -> date:
        """The day from which the carrier's terms count: the later of invoice and effective."""
        return max(self.invoice_on, self.effective_on)


_LEGS = {
    "received": f"account = 'receivable' AND kind IN {CASH}",
    "swept": "account = 'trust_cash' AND kind = 'sweep'",
    "commission": "account = 'commission_income'",
    **{name: f"account = '{name}' AND kind <> 'remittance'" for name in PAYABLES},
}
_PAID_LEGS = {f"paid_{name}": f"account = '{name}' AND kind = 'remittance'" for name in PAYABLES}
_SUMS = ", ".join(
    [f"coalesce(-sum(amount) FILTER (WHERE {legs}), 0) AS {name}" for name, legs in _LEGS.items()]
    + [
        f"coalesce(sum(amount) FILTER (WHERE {legs}), 0) AS {name}"
        for name, legs in _PAID_LEGS.items()
    ]
)
_MOVED = f"""
SELECT invoice_id, {_SUMS}
  FROM (SELECT posting.invoice_id, account, amount, coalesce(undone.kind, entry.kind) AS kind
          FROM accounts_posting posting
          JOIN accounts_journalentry entry ON entry.id = posting.entry_id
          LEFT JOIN accounts_journalentry undone ON undone.id = entry.reverses_id
         WHERE posting.posted_on <= %(on)s AND posting.invoice_id IS NOT NULL {{these}}) AS leg
 GROUP BY invoice_id
"""  # noqa: S608
_PAYEE = "coalesce(policy.billing_company_id, policy.writing_company_id)"
_UNPAID = f"""
 AND posting.invoice_id IN (
  SELECT invoice_id FROM accounts_posting owed
   WHERE account IN {PAYABLES} AND posted_on <= %(on)s AND invoice_id IS NOT NULL {{of}}
   GROUP BY invoice_id
  HAVING {" OR ".join(f"sum(amount) FILTER (WHERE account = '{a}') <> 0" for a in PAYABLES)})
"""  # noqa: S608
_OF_COMPANY = f"""
 AND invoice_id IN (
  SELECT invoice.id FROM accounts_invoice invoice
    JOIN accounts_policyterm term ON term.id = invoice.term_id
    JOIN accounts_policy policy ON policy.id = term.policy_id
   WHERE {_PAYEE} = %(company)s)
"""  # noqa: S608
_ROWS = f"""
SELECT moved.*, invoice.number, invoice.client_id, client.name AS client, invoice.term_id,
       coalesce(term.number, '') AS policy, {_PAYEE} AS company_id,
       coalesce(company.name, '') AS company, policy.billing_company_id IS NOT NULL AS intermediary,
       invoice.invoice_on, invoice.effective_on, invoice.total
  FROM ({{moved}}) AS moved
  JOIN accounts_invoice invoice ON invoice.id = moved.invoice_id
  JOIN accounts_client client ON client.id = invoice.client_id
  LEFT JOIN accounts_policyterm term ON term.id = invoice.term_id
  LEFT JOIN accounts_policy policy ON policy.id = term.policy_id
  LEFT JOIN accounts_writingcompany company ON company.id = {_PAYEE}
 {{where}}
 ORDER BY invoice.invoice_on, invoice.id
"""  # noqa: S608


def unpaid(on: date, company_id: int | None = None) -> list[Position]:
    """Invoices of which something is still to be paid on as of `on`, of one payee if asked."""
    of = _OF_COMPANY if company_id else ""
    these = _UNPAID.format(of=of)
    return list(_positions(these, "", {"on": on, "company": company_id}))


def of_invoices(ids: list[int], on: date) -> dict[int, Position]:
    """The positions of these invoices as of `on`, by invoice id."""
    these = " AND posting.invoice_id = ANY(%(ids)s)"
    return {p.invoice_id: p for p in _positions(these, "", {"on": on, "ids": ids})}


def every(on: date) -> Iterator[Position]:
    """All invoices that money lies in trust for, was advanced for, or may be taken from."""
    return _positions("", f"WHERE {_HELD} <> 0 OR {_POSITION} < 0 OR {_COVERED} > 0", {"on": on})


_DUE = f"({' + '.join(PAYABLES)})"
_PAID = f"({' + '.join(f'paid_{a}' for a in PAYABLES)})"
_POSITION = f"(received - {_PAID} - swept)"
_HELD = f"""greatest(0, CASE WHEN {_DUE} < 0 THEN received - {_PAID}
                             ELSE least(received, {_DUE}) - {_PAID} END)"""
_COVERED = f"""CASE WHEN {_DUE} < 0 THEN 0
                    ELSE greatest(0, received - greatest({_DUE}, {_PAID}) - swept) END"""


@dataclass(frozen=True)
class Sums:
    """The positions of all invoices added up, in dollars."""

    held: Decimal
    covered: Decimal
    advanced: Decimal


def sums(on: date) -> Sums:
    """What is held for others, covered for the house, and advanced, over all invoices."""
    statement = f"""
        SELECT coalesce(sum({_HELD}), 0), coalesce(sum({_COVERED}), 0),
               coalesce(sum(greatest(0, -{_POSITION})), 0)
          FROM ({_MOVED.format(these="")}) AS moved
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, {"on": on})
        return Sums(*cursor.fetchone())


def _positions(these: str, where: str, values: dict[str, Any]) -> Iterator[Position]:
    statement = _ROWS.format(moved=_MOVED.format(these=these), where=where)
    names = [field.name for field in fields(Position)]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = [column.name for column in cursor.description]
        places = [found.index(name) for name in names]
        for row in cursor:
            yield Position(*(row[place] for place in places))
