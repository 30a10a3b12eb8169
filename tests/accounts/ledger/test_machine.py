"""Everything that can happen to money, in any order: the books tie after every step.

MONEY_EXAMPLES and MONEY_STEPS make it longer: 200 and 50 before a release.
"""

import os
import uuid
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.ledger.services import close_ledger
from accounts.models import Allocation, BankAccount, Invoice, Posting, Receipt, Remittance
from accounts.payables import services as payables
from accounts.payables.items import items
from accounts.receipts import services as receipts
from accounts.receipts.rules import oldest_first
from accounts.receivables.services import void_invoice
from accounts.reconciliation.checks import run
from accounts.trust.positions import of_invoices
from accounts.trust.services import move_own_funds, sweep_commission, trust_position
from accounts.write_offs.services import ask_write_off
from config.lib.dates import add_months, month_start
from tests.accounts.ledger.ways import Ways, dollars, picked, picks
from tests.accounts.test_receipts import pay
from tests.accounts.test_receivables import bill

D = Decimal
LAST = date(2026, 10, 31)
EXAMPLES = int(os.environ.get("MONEY_EXAMPLES", "6"))
STEPS = int(os.environ.get("MONEY_STEPS", "14"))


class Money(Ways):
    """Invoices and receipts, the house's remittances and sweeps, months that close."""

    @initialize(premium=dollars, back=dollars, paid=dollars)
    def begin(self, premium, back, paid):
        """Something is owed, something was credited and something came in."""
        self.invoice_or_endorse(premium, 15, True, False)
        self.invoice_or_endorse(back, 15, True, True)
        self.receive(paid, False)

    @rule(premium=dollars, percent=st.integers(0, 25), taxed=st.booleans(), back=st.booleans())
    def invoice_or_endorse(self, premium, percent, taxed, back):
        sign = -1 if back and self.bills else 1
        self.bills += 1
        premium *= sign
        lines = {"surplus_tax": (premium * 3 / 100).quantize(D("0.01"))} if taxed else {}
        self.act(
            lambda: bill(
                self.cast, self.client, f"{self.term.pk}-{self.bills}", str(premium),
                term=self.term, commission=(premium * percent / 100).quantize(D("0.01")),
                lines=lines, invoice_on=self.day, effective_on=self.day, due_on=self.day,
            )
        )  # fmt: skip

    @rule(amount=dollars, use=st.booleans())
    def receive(self, amount, use):
        found = Invoice.objects.filter(client=self.client).open()
        owed = receipts.open_items_of(list(found)).values()
        parts = oldest_first(amount, owed) if use else {}
        self.act(lambda: pay(self.cast, self.client, amount, parts, received_on=self.day))

    @rule(pick=picks, part=dollars, fitting=st.booleans())
    def allocate(self, pick, part, fitting):
        receipt = picked(Receipt.objects.all(), pick)
        invoice = picked(Invoice.objects.with_balance(), pick)
        if receipt and invoice:
            if fitting:
                part = max(min(part, invoice.balance, receipts.unapplied(receipt)), D("0.01"))
            parts, by = {invoice.pk: part}, self.cast.acc
            self.act(lambda: receipts.allocate(receipt=receipt, parts=parts, on=self.day, by=by))

    @rule(pick=picks)
    def take_back(self, pick):
        used = picked(Allocation.objects.all(), pick)
        if used:
            self.act(lambda: receipts.take_back(allocation=used, on=self.day, by=self.cast.acc))

    @rule(pick=picks)
    def bounce(self, pick):
        receipt = picked(Receipt.objects.all(), pick)
        if receipt:
            self.act(lambda: receipts.return_receipt(
                receipt=receipt, on=self.day, reason="NSF", by=self.cast.acc))  # fmt: skip

    @rule(pick=picks, amount=dollars, fitting=st.booleans())
    def refund(self, pick, amount, fitting):
        receipt = picked(Receipt.objects.all(), pick)
        if receipt:
            amount = min(amount, receipts.unapplied(receipt)) if fitting else amount
            how = {"on": self.day, "reason": "Over", "by": self.cast.acc}
            self.act(lambda: receipts.refund(receipt=receipt, amount=amount, **how))

    @rule(pick=picks)
    def void(self, pick):
        invoice = picked(Invoice.objects.all(), pick)
        if invoice:
            self.act(lambda: void_invoice(
                invoice=invoice, reason="Wrong", on=self.day, by=self.cast.acc))  # fmt: skip

    @rule(pick=picks)
    def write_off(self, pick):
        invoice = picked(Invoice.objects.all(), pick)
        if invoice:
            small = {"amount": D("3.33"), "reason": "small", "note": ""}
            self.act(lambda: ask_write_off(invoice=invoice, by=self.cast.acc, **small))

    @rule(short=st.booleans(), whole=st.booleans())
    def pay_the_carrier(self, short, whole):
        due = [i for i in items(LAST) if i.payee.company_id]
        found = due if whole else [i for i in due if not i.advance] or due
        amounts = {i.position.invoice_id: i.amount for i in found if i.amount}
        if short and amounts:
            first = next(iter(amounts))
            amounts[first] = (amounts[first] / 2).quantize(D("0.01"))
        self.act(lambda: self._pay(amounts))

    def _pay(self, amounts):
        company = self.term.policy.writing_company
        row = payables.propose_remittance(
            company=company, amounts=amounts, through_on=self.day, form_key=uuid.uuid4(),
            by=self.cast.acc,
        )  # fmt: skip
        payables.approve_remittance(remittance=row, by=self.cast.dora)
        payables.pay_remittance(
            remittance=row, means="wire", reference="", paid_on=self.day,
            bank_account=BankAccount.objects.trust().get(), by=self.cast.acc,
        )  # fmt: skip

    @rule(pick=picks)
    def void_a_payment(self, pick):
        row = picked(Remittance.objects.exclude(entry=None), pick)
        if row:
            self.act(lambda: payables.void_remittance(
                remittance=row, on=self.day, reason="Lost", by=self.cast.acc))  # fmt: skip

    @rule(amount=dollars, all_of_it=st.booleans())
    def sweep(self, amount, all_of_it):
        wanted = trust_position(LAST).sweepable if all_of_it else amount
        key = uuid.uuid4()
        self.act(
            lambda: sweep_commission(amount=wanted, on=self.day, form_key=key, by=self.cast.acc)
        )
        if all_of_it and wanted:
            assert not trust_position(LAST).shortfall

    @rule(amount=dollars, out=st.booleans())
    def own_funds(self, amount, out):
        signed, key = -amount if out else amount, uuid.uuid4()
        self.act(lambda: move_own_funds(amount=signed, on=self.day, form_key=key, by=self.cast.acc))

    @rule(days=st.integers(1, 20))
    def time_passes(self, days):
        self.day = min(self.day + timedelta(days), LAST)

    @rule()
    @precondition(lambda self: self.day.day > 20)
    def close_the_month(self):
        following = add_months(month_start(self.day), 1)
        if following <= LAST:
            self.act(lambda: close_ledger(month=month_start(self.day), by=self.cast.acc))
            self.day = following

    @invariant()
    def the_books_tie(self):
        trust = trust_position(LAST)
        broken = [check.name for check in run(LAST, trust) if not check.holds]
        assert set(broken) <= {"Trust"}, broken
        ids = list(Invoice.objects.values_list("pk", flat=True))
        lying = sum((p.position for p in of_invoices(ids, LAST).values()), D(0))
        assert trust.cash == lying + trust.unapplied + trust.own + trust.client_payable
        assert ("Trust" in broken) == bool(trust.shortfall)

    @invariant()
    def no_invoice_is_overpaid_and_nothing_posted_changes(self):
        for invoice in Invoice.objects.with_balance():
            low, high = sorted((D(0), invoice.total))
            assert low <= invoice.balance <= high
        now = {p.pk: (p.account, p.amount, p.posted_on) for p in Posting.objects.all()}
        assert self.kept.items() <= now.items()
        self.kept = now


def test_the_books_tie_whatever_happens_in_whatever_order(cast):
    Money.cast = cast
    run_state_machine_as_test(
        Money,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
