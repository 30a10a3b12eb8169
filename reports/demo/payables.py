"""What the demo's house paid on, what commission it took out of trust, and the months it closed."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from accounts.ledger.services import Event, Leg, close_ledger, next_numbers, post
from accounts.models import (
    BankAccount,
    JournalEntry,
    Remittance,
    RemittanceLine,
    TrustTransfer,
)
from accounts.payables.items import Item, Payee, items
from accounts.trust.positions import every
from config.lib.dates import add_months, month_end, month_start
from config.lib.money import ZERO
from teams.models import User

BATCH = 2000
CLOSED_FOR = 6  # months before this one are still open
MONTHS_CLOSED = 3
NOT_SWEPT = 2  # of the latest months

_LAST_PAID = """
SELECT posting.invoice_id, max(posting.posted_on) FROM accounts_posting posting
  JOIN accounts_journalentry entry ON entry.id = posting.entry_id
 WHERE account = 'receivable' AND entry.kind IN ('allocation', 'credit')
   AND posting.invoice_id IS NOT NULL
 GROUP BY posting.invoice_id
"""
_DEPOSIT = """
UPDATE accounts_receipt SET bank_account_id = %s,
       deposited_on = least(received_on + 1 + (id %% 2)::int, %s::date)
 WHERE deposited_on IS NULL AND batch_id IS NULL
"""


def pay_on(today: date) -> None:
    """Deposit what came in, pay carriers month by month, sweep commission, close old months."""
    trust = _banks()
    with connection.cursor() as cursor:
        cursor.execute(_DEPOSIT, [trust.pk, today])
        cursor.execute(_LAST_PAID)
        last_paid = dict(cursor.fetchall())
    accounting = User.objects.get(email="accounting@steward.example")
    director = User.objects.get(email="director@steward.example")
    _remit(today, last_paid, trust, accounting, director)
    _sweep(today, last_paid, accounting)
    first = add_months(month_start(today), -CLOSED_FOR)
    for back in range(MONTHS_CLOSED, -1, -1):
        close_ledger(month=add_months(first, -back), by=accounting)


def _banks() -> BankAccount:
    """The house's accounts with their numbers; the one that holds premium."""
    names = {"trust": ("1000201887", "Premium trust"), "operating": ("1000201894", "Operating")}
    for kind, (number, name) in names.items():
        facts = {"bank": "Golden Coast Bank, N.A.", "routing": "121000358", "number": number}
        BankAccount.objects.update_or_create(kind=kind, name=name, defaults=facts)
    return BankAccount.objects.get(kind="trust")


def _remit(
    today: date,
    last_paid: dict[int, date],
    trust: BankAccount,
    accounting: User,
    director: User,
) -> None:
    """A remittance for each payee and month of what was due and paid by the clients by then."""
    batches = sorted(_batches(today, last_paid).items(), key=lambda b: (b[0][1], b[0][0].name))
    numbers = next_numbers("remittance", len(batches))
    rows, events, lines = [], [], []
    for number, ((payee, on), found) in zip(numbers, batches, strict=True):
        amount = sum((item.amount for item in found), ZERO)
        day = datetime.combine(on - timedelta(days=2), time(10), timezone.get_current_timezone())
        row = Remittance(
            number=number, company_id=payee.company_id, authority=payee.authority, through_on=on,
            amount=amount, proposed_by=accounting, approved_by=director, approved_at=day,
            means="ach", reference=f"ACH {20_000 + number}", paid_on=on, paid_by=accounting,
            bank_account=trust,
        )  # fmt: skip
        rows.append(row)
        lines.append(found)
        legs = [
            Leg(account, part, item.position.client_id, item.position.invoice_id)
            for item in found
            for account, part in item.owed.items()
        ]
        legs.append(Leg("trust_cash", -amount, None))
        memo = f"Remittance {number} to {payee.name}, {row.reference}"
        events.append(Event(JournalEntry.Kind.REMITTANCE, on, legs, memo=memo[:200]))
    for row, entry in zip(rows, post(events, by=accounting), strict=True):
        row.entry = entry
    Remittance.objects.bulk_create(rows, batch_size=BATCH)
    RemittanceLine.objects.bulk_create(
        [
            RemittanceLine(
                remittance=row, invoice_id=item.position.invoice_id, account=account, amount=part,
                owed=part,
            )
            for row, found in zip(rows, lines, strict=True)
            for item in found
            for account, part in item.owed.items()
        ],
        batch_size=BATCH,
    )  # fmt: skip


def _batches(today: date, last_paid: dict[int, date]) -> dict[tuple[Payee, date], list[Item]]:
    """Payee and day of payment → the items that are paid then; the latest wait to be chosen."""
    found: dict[tuple[Payee, date], list[Item]] = defaultdict(list)
    for item in items(today):
        if item.advance or not item.amount:
            continue
        ready = max(item.due_on, last_paid.get(item.position.invoice_id, item.due_on))
        on = _next_payday(ready)
        if on <= today - timedelta(days=3):
            found[item.payee, on].append(item)
    return found


def _next_payday(day: date) -> date:
    """The 15th on or after `day`."""
    return day.replace(day=15) if day.day <= 15 else add_months(month_start(day), 1).replace(day=15)


def _sweep(today: date, last_paid: dict[int, date], by: User) -> None:
    """At the end of each month the commission of what was paid on by then, but for the latest."""
    until = month_end(add_months(today, -NOT_SWEPT))
    months: dict[date, list[Leg]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT invoice_id, max(paid_on) FROM accounts_remittanceline
                 JOIN accounts_remittance ON accounts_remittance.id = remittance_id
                GROUP BY invoice_id"""
        )
        remitted = dict(cursor.fetchall())
    for p in every(today):
        if p.invoice_id in remitted and p.covered:
            on = month_end(max(remitted[p.invoice_id], last_paid.get(p.invoice_id, date.min)))
            if on <= until:
                months[on].append(Leg("trust_cash", -p.covered, p.client_id, p.invoice_id))
    swept = sorted(months.items())
    events = [Event(JournalEntry.Kind.SWEEP, on, list(_with_cash(legs)), memo="Commission swept")
              for on, legs in swept]  # fmt: skip
    entries = post(events, by=by)
    numbers = next_numbers("trust_transfer", len(swept)) if swept else ()
    TrustTransfer.objects.bulk_create(
        TrustTransfer(
            number=number, kind="sweep", on=on, amount=_total(legs), entered_by=by, entry=entry
        )
        for number, (on, legs), entry in zip(numbers, swept, entries, strict=True)
    )


def _total(legs: Sequence[Leg]) -> Decimal:
    return -sum((leg.amount for leg in legs), ZERO)


def _with_cash(legs: Sequence[Leg]) -> Iterator[Leg]:
    yield from legs
    yield Leg("operating_cash", _total(legs), None)
