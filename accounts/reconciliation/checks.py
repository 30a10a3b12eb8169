"""Do the books tie? Each check compares two ways to one figure and names the items of a gap.

Written as statements of its own, beside the queries that the pages use, so that a fault in
those shows here (TRUST: sub-ledgers tie to control accounts).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from accounts.ledger.balances import frozen_balances
from accounts.ledger.models import PAYABLES, LedgerMonth
from accounts.trust.services import TrustPosition
from config.lib.dates import month_end
from config.lib.money import ZERO

ITEMS = 20


@dataclass(frozen=True)
class Found:
    """One thing that is not as it must be: what it is called, where it stands, and how much."""

    label: str
    url: str
    amount: Decimal


@dataclass
class Check:
    """Two figures that must be equal, in dollars or as counts, and what makes the difference."""

    name: str
    meaning: str
    one: Decimal = ZERO
    other: Decimal = ZERO
    items: list[Found] = field(default_factory=list)

    @property
    def gap(self) -> Decimal:
        return self.one - self.other

    @property
    def holds(self) -> bool:
        return not self.gap and not self.items

    def as_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "meaning": self.meaning,
            "one": str(self.one),
            "other": str(self.other),
            "gap": str(self.gap),
            "holds": self.holds,
            "items": [
                {"label": f.label, "url": f.url, "amount": str(f.amount)} for f in self.items
            ],
        }


def run(on: date, trust: TrustPosition) -> list[Check]:
    """All checks of the books as they stand, up to the end of `on`, which is today."""
    return list(_all(on, trust))


def _rows(statement: str, **values: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _sum(account: str, on: date) -> Decimal:
    statement = """SELECT coalesce(sum(amount), 0) FROM accounts_posting
                    WHERE account = %(account)s AND posted_on <= %(on)s"""
    return _rows(statement, account=account, on=on)[0][0]


def _all(on: date, trust: TrustPosition) -> Iterator[Check]:
    yield _balanced()
    yield _receivable(on)
    yield _invoices()
    yield from (_payable(account, on) for account in PAYABLES)
    yield _client_payable(on)
    yield _unapplied(on)
    yield _returned(on)
    yield _undone()
    yield from (_numbers(*which) for which in NUMBERED)
    yield _closed_months()
    yield _trust(trust)


def _balanced() -> Check:
    rows = _rows(
        f"""SELECT entry_id, sum(amount) FROM accounts_posting GROUP BY entry_id
            HAVING sum(amount) <> 0 LIMIT {ITEMS}"""  # noqa: S608
    )
    found = [Found(f"Entry {pk}", f"/ledger/entries/{pk}/", total) for pk, total in rows]
    return Check("Entries balance", "The postings of every entry sum to zero.", items=found)


def _receivable(on: date) -> Check:
    """The control account against the items: lines less uses, write-offs, credits and voids."""
    items = _rows(
        """SELECT coalesce(sum(owed), 0) FROM (
             SELECT sum(amount) AS owed FROM accounts_posting
              WHERE account = 'receivable' AND posted_on <= %(on)s AND invoice_id IS NOT NULL
              GROUP BY invoice_id HAVING sum(amount) <> 0) AS item""",
        on=on,
    )[0][0]
    stray = _rows(
        f"""SELECT entry_id, amount FROM accounts_posting
             WHERE account = 'receivable' AND posted_on <= %(on)s AND invoice_id IS NULL
             LIMIT {ITEMS}""",  # noqa: S608
        on=on,
    )
    found = [Found(f"Entry {pk} on no invoice", f"/ledger/entries/{pk}/", a) for pk, a in stray]
    meaning = "Receivable account = sum of open items"
    return Check("Receivables", meaning, _sum("receivable", on), items, found)


def _invoices() -> Check:
    """What was posted for each invoice is its total, and its total is the sum of its lines."""
    rows = _rows(
        f"""SELECT invoice.id, invoice.number, invoice.total - coalesce(line.total, 0)
              FROM accounts_invoice invoice
              LEFT JOIN (SELECT invoice_id, sum(amount) AS total FROM accounts_invoiceline
                          GROUP BY invoice_id) AS line ON line.invoice_id = invoice.id
             WHERE invoice.total <> coalesce(line.total, 0) LIMIT {ITEMS}"""  # noqa: S608
    )
    found = [Found(f"Invoice {number}", f"/invoices/{pk}/", gap) for pk, number, gap in rows]
    return Check("Invoice lines", "Every invoice’s total is the sum of its lines.", items=found)


def _payable(account: str, on: date) -> Check:
    """The control account against the items, and what was posted against what was remitted."""
    label = account.replace("_", " ").capitalize()
    unpaid = _rows(
        """SELECT coalesce(sum(unpaid), 0) FROM (
             SELECT -sum(amount) AS unpaid FROM accounts_posting
              WHERE account = %(account)s AND posted_on <= %(on)s AND invoice_id IS NOT NULL
              GROUP BY invoice_id HAVING sum(amount) <> 0) AS item""",
        account=account,
        on=on,
    )[0][0]
    rows = _rows(
        f"""SELECT coalesce(line.remittance_id, posted.remittance_id),
                   coalesce(line.total, 0) - coalesce(posted.total, 0)
              FROM (SELECT remittance_id, sum(line.amount) AS total
                      FROM accounts_remittanceline line
                      JOIN accounts_remittance remittance ON remittance.id = remittance_id
                     WHERE account = %(account)s AND entry_id IS NOT NULL
                     GROUP BY remittance_id) AS line
              FULL JOIN (SELECT remittance.id AS remittance_id, sum(posting.amount) AS total
                           FROM accounts_remittance remittance
                           JOIN accounts_posting posting ON posting.entry_id = remittance.entry_id
                          WHERE account = %(account)s GROUP BY remittance.id) AS posted
                ON posted.remittance_id = line.remittance_id
             WHERE coalesce(line.total, 0) <> coalesce(posted.total, 0) LIMIT {ITEMS}""",  # noqa: S608
        account=account,
    )
    found = [Found(f"Remittance {pk}", f"/remittances/{pk}/", gap) for pk, gap in rows]
    meaning = "Account = sum of what is unpaid, and each remittance posted what its lines say"
    return Check(label, meaning, -_sum(account, on), unpaid, found)


def _client_payable(on: date) -> Check:
    """The account against the refunds that are approved and not paid."""
    rows = _rows(
        """SELECT refund.id, refund.amount, -coalesce(sum(posting.amount), 0)
             FROM accounts_clientrefund refund
             LEFT JOIN accounts_posting posting ON posting.invoice_id = refund.credit_id
                  AND posting.account = 'client_payable' AND posting.posted_on <= %(on)s
            WHERE refund.owed_entry_id IS NOT NULL AND refund.paid_entry_id IS NULL
              AND refund.dropped_by_id IS NULL
            GROUP BY refund.id""",
        on=on,
    )
    found = [
        Found(f"Refund {pk}", f"/refunds/{pk}/", owed - posted)
        for pk, owed, posted in rows
        if owed != posted
    ]
    owed = sum((row[1] for row in rows), ZERO)
    meaning = "Account = refunds approved and not yet paid"
    return Check("Payable to clients", meaning, -_sum("client_payable", on), owed, found[:ITEMS])


def _unapplied(on: date) -> Check:
    """The account against receipts less their uses and what went back; none below zero."""
    rows = _rows(
        """SELECT receipt.id, receipt.amount
                  - coalesce((SELECT sum(amount) FROM accounts_allocation
                               WHERE receipt_id = receipt.id), 0)
                  - coalesce((SELECT sum(-posting.amount) FROM accounts_posting posting
                                JOIN accounts_journalentry entry ON entry.id = posting.entry_id
                               WHERE entry.receipt_id = receipt.id
                                 AND entry.kind IN ('return', 'refund')
                                 AND posting.account = 'trust_cash'), 0) AS untouched,
                  coalesce((SELECT -sum(posting.amount) FROM accounts_posting posting
                              JOIN accounts_journalentry entry ON entry.id = posting.entry_id
                             WHERE entry.receipt_id = receipt.id
                               AND posting.account = 'unapplied_cash'), 0) AS posted
             FROM accounts_receipt receipt"""
    )
    found = [
        Found(f"Receipt {pk}", f"/receipts/{pk}/", rest if rest < 0 else rest - posted)
        for pk, rest, posted in rows
        if rest != posted or rest < 0
    ]
    rests = sum((rest for _, rest, _ in rows), ZERO)
    meaning = "Account = receipts less their uses and what went back; none below zero"
    return Check("Unapplied cash", meaning, -_sum("unapplied_cash", on), rests, found[:ITEMS])


def _returned(on: date) -> Check:
    """A payment that the bank took back leaves nothing in clearing."""
    rows = _rows(
        f"""SELECT entry.receipt_id, -sum(posting.amount) FROM accounts_posting posting
              JOIN accounts_journalentry entry ON entry.id = posting.entry_id
             WHERE posting.account = 'unapplied_cash' AND posting.posted_on <= %(on)s
               AND entry.receipt_id IN (SELECT receipt_id FROM accounts_journalentry
                                         WHERE kind = 'return' AND posted_on <= %(on)s)
             GROUP BY entry.receipt_id HAVING sum(posting.amount) <> 0 LIMIT {ITEMS}""",  # noqa: S608
        on=on,
    )
    found = [Found(f"Receipt {pk}", f"/receipts/{pk}/", rest) for pk, rest in rows]
    return Check("Clearing: returned payments", "They leave nothing unapplied.", items=found)


def _undone() -> Check:
    """An entry and its reversal leave nothing on any account."""
    rows = _rows(
        f"""SELECT entry.reverses_id, posting.account, sum(posting.amount) FROM (
              SELECT id, reverses_id FROM accounts_journalentry WHERE reverses_id IS NOT NULL
              UNION ALL
              SELECT reverses_id, reverses_id FROM accounts_journalentry
               WHERE reverses_id IS NOT NULL) AS entry
              JOIN accounts_posting posting ON posting.entry_id = entry.id
             GROUP BY entry.reverses_id, posting.account
            HAVING sum(posting.amount) <> 0 LIMIT {ITEMS}"""  # noqa: S608
    )
    found = [Found(f"Entry {pk}: {acc}", f"/ledger/entries/{pk}/", rest) for pk, acc, rest in rows]
    return Check("Clearing: reversals", "Entry and reversal leave nothing behind.", items=found)


NUMBERED = (
    ("journal", "Journal numbers", "accounts_journalentry"),
    ("receipt", "Receipt numbers", "accounts_receipt"),
    ("remittance", "Remittance numbers", "accounts_remittance"),
    ("client_refund", "Refund numbers", "accounts_clientrefund"),
    ("trust_transfer", "Trust transfer numbers", "accounts_trusttransfer"),
)


def _numbers(name: str, label: str, table: str) -> Check:
    """As many numbers as the last one says: no gap, no double."""
    count, last = _rows(
        f"""SELECT count(number), greatest(coalesce(max(number), 0),
                   (SELECT coalesce(max(last), 0) FROM accounts_counter WHERE name = %(name)s))
              FROM {table}""",  # noqa: S608
        name=name,
    )[0]
    meaning = "As many as the last number given out: no gap and no double"
    return Check(label, meaning, Decimal(count), Decimal(last))


def _closed_months() -> Check:
    """What was kept at each closing is what the ledger says of that day now."""
    found = []
    for month in LedgerMonth.objects.exclude(balances={})[:24]:
        now = frozen_balances(month_end(month.month))
        for account, kept in month.balances.items():
            gap = Decimal(now.get(account, "0")) - Decimal(kept)
            if gap:
                day = f"{month_end(month.month):%Y-%m-%d}"
                found.append(Found(f"{month}: {account}", f"/ledger/?as_of={day}", gap))
    return Check("Closed months", "They say now what they said when closed.", items=found[:ITEMS])


def _trust(trust: TrustPosition) -> Check:
    """Trust cash is at least what is held for others (Ins. Code 1734(b))."""
    found = []
    if trust.shortfall:
        found.append(Found("Shortfall", f"/trust/?as_of={trust.on:%Y-%m-%d}", -trust.shortfall))
    meaning = "Trust cash ≥ premium and return premium held for others (Ins. Code §1734(b))"
    return Check("Trust", meaning, items=found)
