"""Bills of the demo, how they were paid, credits, refunds and money on account."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from accounts.billing.rules import Scheme, divide
from accounts.ledger.services import next_numbers
from accounts.models import (
    BankAccount,
    ClientRefund,
    Invoice,
    JournalEntry,
    Posting,
    Receipt,
)
from accounts.receivables.rules import InvoiceDraft
from config.lib.money import ZERO, cents, percent_of
from reports.demo.plan import ClientPlan, Deed, PolicyPlan, Window
from teams.models import User

CARRIER_FEE = Decimal("250.00")
INSTALLMENT_CHARGE = Decimal("10.00")
RATES = {"surplus_tax": Decimal("3"), "stamping_fee": Decimal("0.18")}  # percent (DOMAIN §4.5)
SCHEMES = {4: "4-PAY"}
WAITING = timedelta(days=4)
TERMS_OF_PAYMENT = 20  # days
STOPPED_FOR = timedelta(days=150)
BEGINS = ("NEW", "REN", "REW")


@dataclass
class Bill:
    """One invoice to be, without its ids; `commission` in dollars."""

    invoice_on: date
    effective_on: date
    lines: dict[str, Decimal]
    commission: Decimal
    part: int = 1
    parts: int = 1

    @property
    def rates(self) -> dict[str, Decimal]:
        """The rates at which its tax lines were reckoned, in percent."""
        return {kind: RATES[kind] for kind in self.lines if kind in RATES}

    @property
    def due_on(self) -> date:
        return max(self.invoice_on + timedelta(days=TERMS_OF_PAYMENT), self.effective_on)

    @property
    def total(self) -> Decimal:
        return sum(self.lines.values(), ZERO)


def bill_lines(policy: PolicyPlan, deed: Deed) -> dict[str, Decimal]:
    """The lines of the bill for a transaction: surplus lines with fee, tax and stamping fee.

    Return premium gives tax and stamping fee back; the fee was fully earned (DOMAIN §10.2).
    """
    lines = {"premium": deed.premium}
    if not policy.admitted:
        fee = CARRIER_FEE if deed.kind in BEGINS else ZERO
        taxed = deed.premium + fee
        lines["carrier_fee"] = fee
        lines |= {kind: percent_of(taxed, rate) for kind, rate in RATES.items()}
    return lines


def bills(plan: ClientPlan, policy: PolicyPlan, deed: Deed, window: Window) -> Iterator[Bill]:
    """The bills of one transaction, an installment each, all written when it was entered.

    What was billed before the book's history began stayed in the system before this one. What
    was entered in the last days waits to be invoiced at every third client.
    """
    if not policy.agency_bill or not deed.premium or deed.entered_on < window.start:
        return
    if deed.entered_on > window.today - WAITING and plan.index % 3 == 0:
        return
    lines = {kind: amount for kind, amount in bill_lines(policy, deed).items() if amount}
    count = policy.installments if deed.kind in BEGINS else 1
    scheme = Scheme(count, 1 if count > 4 else 3, charge=INSTALLMENT_CHARGE)
    for part in divide(lines, deed.commission, deed.effective_on, scheme):
        yield Bill(deed.entered_on, part.begins_on, part.lines, part.commission, part.number, count)


def payment(plan: ClientPlan, bill: Bill, window: Window) -> tuple[Decimal, date | None, str]:
    """How much was paid of the bill by today, when, and with what."""
    rng, total = plan.rng, bill.total
    days = {
        "prompt": lambda: round(rng.gauss(-4, 6)),
        "partly": lambda: round(rng.gauss(-4, 6)),
        "slow": lambda: rng.randint(8, 48),
        "poor": lambda: rng.randint(25, 140),
        "stopped": lambda: rng.randint(0, 6),
    }[plan.payer]()
    reference = _reference(rng)
    if total <= 0:
        return ZERO, None, ""
    paid_on = max(bill.due_on + timedelta(days=days), bill.invoice_on)
    if plan.payer == "stopped" and bill.due_on > window.today - STOPPED_FOR:
        return ZERO, None, ""
    if plan.payer == "partly" and bill.due_on > window.today - timedelta(days=120):
        return _part(rng, total), min(paid_on, window.today), reference
    if paid_on <= window.today:
        forgotten = plan.payer == "poor" and rng.random() < 0.2
        if forgotten and bill.due_on > window.today - STOPPED_FOR:
            return ZERO, None, ""
        return total, paid_on, reference
    if bill.due_on < window.today and rng.random() < 0.25:
        on = bill.invoice_on + (window.today - bill.invoice_on) / 2
        return _part(rng, total), on, reference
    return ZERO, None, ""


def _part(rng: Random, total: Decimal) -> Decimal:
    return cents(total * rng.randint(25, 65) / 100)


def _reference(rng: Random) -> str:
    number = rng.randint(10_000, 99_999)
    return rng.choice((f"Check {number}", f"Check {number}", f"ACH {number}", f"Wire {number}"))


def refund(credits: Iterable[tuple[Invoice, InvoiceDraft]], window: Window, rng: Random) -> None:
    """Pay return premium out to the client, most of it within two months of the credit.

    Of the latest, some wait for a second person and some are owed and to be paid.
    """
    accounting = User.objects.get(email="accounting@steward.example")
    director = User.objects.get(email="director@steward.example")
    rows, owed, paid = [], [], []
    for invoice, draft in credits:
        on = draft.invoice_on + timedelta(days=rng.randint(25, 60))
        chosen, turn = rng.random() < 0.93, rng.randint(0, 5)
        waits = window.today - timedelta(days=20) < on
        if not chosen or (on > window.today and turn % 3):
            continue
        row = ClientRefund(
            credit=invoice, amount=-draft.total, payee=invoice.client.name, asked_by=accounting
        )
        row.asked_at = _noon(max(draft.invoice_on, min(on, window.today) - timedelta(days=2)))
        rows.append(row)
        if on > window.today:
            continue
        row.approved_by, row.approved_at = director, _noon(on)
        row.owed_entry = _entry("credit", on, invoice, "Return premium owed to the client")
        owed.append((row, {"receivable": row.amount, "client_payable": -row.amount}))
        if waits and turn % 2:
            continue
        row.means, row.reference = "ach", f"ACH {rng.randint(30_000, 99_999)}"
        row.paid_on, row.paid_by = on, accounting
        row.paid_entry = _entry("refund", on, invoice, "Return premium refunded")
        paid.append((row, {"client_payable": row.amount, "trust_cash": -row.amount}))
    trust = BankAccount.objects.trust().first()
    for row, number in zip(rows, next_numbers("client_refund", len(rows)), strict=True):
        row.number = number
        row.bank_account = trust if row.paid_on else None
    _post([(row.owed_entry, row.credit.client_id, row.credit, legs) for row, legs in owed])
    _post([(row.paid_entry, row.credit.client_id, row.credit, legs) for row, legs in paid])
    ClientRefund.objects.bulk_create(rows)


def _entry(kind: str, on: date, invoice: Invoice, memo: str) -> JournalEntry:
    return JournalEntry(kind=JournalEntry.Kind(kind), posted_on=on, memo=memo, invoice=invoice)


def _noon(on: date) -> datetime:
    return datetime.combine(on, time(12), timezone.get_current_timezone())


def put_on_account(clients: Iterable[tuple[int, ClientPlan]]) -> None:
    """Receipts that are applied to no invoice."""
    pairs = [(pk, on, amount, _reference(p.rng)) for pk, p in clients for on, amount in p.unapplied]
    numbers = next_numbers("receipt", len(pairs))
    receipts = Receipt.objects.bulk_create(
        [
            Receipt(
                number=number,
                client_id=pk,
                received_on=on,
                amount=amount,
                method=reference.split()[0].lower(),
                reference=reference.split()[1],
            )
            for number, (pk, on, amount, reference) in zip(numbers, pairs, strict=True)
        ]
    )
    _post(
        [
            (
                JournalEntry(kind=JournalEntry.Kind.RECEIPT, posted_on=r.received_on, receipt=r),
                r.client_id,
                None,
                {"trust_cash": r.amount, "unapplied_cash": -r.amount},
            )
            for r in receipts
        ]
    )


def _post(events: list[tuple[JournalEntry, int, Invoice | None, dict[str, Decimal]]]) -> None:
    JournalEntry.objects.bulk_create([entry for entry, *_ in events])
    Posting.objects.bulk_create(
        [
            Posting(
                entry=entry,
                account=account,
                amount=amount,
                posted_on=entry.posted_on,
                client_id=client,
                invoice=None if account == "trust_cash" else invoice,
            )
            for entry, client, invoice, amounts in events
            for account, amount in amounts.items()
        ]
    )
