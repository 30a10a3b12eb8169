"""Giving up and taking back: limits, a second person, and reversal with its reason."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.ledger.services import close_ledger
from accounts.models import Invoice, JournalEntry, Posting, WriteOff
from accounts.receivables.services import void_invoice
from accounts.write_offs.services import ask_write_off, decide_write_off
from config.lib.errors import DomainError
from teams.models import Notification
from tests.accounts.test_receivables import bill, control_difference
from tests.cast import make_client

D = Decimal


@pytest.fixture
def invoice(cast):
    return bill(cast, make_client(cast), "1", lines={"broker_fee": D("5.00")}, paid=D("955.00"))


def open_on(invoice) -> Decimal:
    return Invoice.objects.with_balance().get(pk=invoice.pk).balance


def ask(invoice, by, amount="50.00", reason="small", note=""):
    return ask_write_off(invoice=invoice, amount=D(amount), reason=reason, note=note, by=by)


def test_a_small_balance_within_the_limit_is_written_off_at_once(cast, invoice):
    wish = ask(invoice, cast.acc, "10.00")
    assert wish.standing == "approved"
    assert open_on(invoice) == 40
    written = Posting.objects.filter(account="write_off")
    assert [p.amount for p in written] == [D("10.00")]
    assert control_difference(date(2030, 1, 1)) == 0


def test_above_the_limit_a_second_person_is_told_and_approves(cast, invoice):
    wish = ask(invoice, cast.ana)
    assert (wish.standing, open_on(invoice)) == ("waiting", 50)
    told = set(Notification.objects.values_list("user__name", flat=True))
    assert told == {"Max Moreno", "Dora Diaz"}
    decide_write_off(write_off=wish, approve=True, by=cast.max)
    assert open_on(invoice) == 0
    assert Notification.objects.filter(user=cast.ana, text__contains="approved").exists()


def test_nobody_approves_their_own_wish_or_one_above_their_limit(cast, invoice):
    wish = ask(invoice, cast.max)
    with pytest.raises(DomainError, match="Somebody else decides"):
        decide_write_off(write_off=wish, approve=True, by=cast.max)
    with pytest.raises(DomainError, match=r"up to 0\.00"):
        decide_write_off(write_off=wish, approve=True, by=cast.acc)
    assert open_on(invoice) == 50


def test_a_refused_wish_posts_nothing_and_may_be_asked_anew(cast, invoice):
    wish = decide_write_off(write_off=ask(invoice, cast.ana), approve=False, by=cast.max)
    assert (wish.standing, open_on(invoice)) == ("refused", 50)
    with pytest.raises(DomainError, match="decided before"):
        decide_write_off(write_off=wish, approve=True, by=cast.max)
    assert ask(invoice, cast.ana).standing == "waiting"


@pytest.mark.parametrize(
    ("amount", "reason", "words"),
    [("50.01", "small", r"Between 0\.01 and 50\.00"), ("50.00", "other", "what the other reason")],
)
def test_more_than_is_open_or_no_reason_is_refused(cast, invoice, amount, reason, words):
    with pytest.raises(DomainError, match=words):
        ask(invoice, cast.ana, amount, reason)
    assert not WriteOff.objects.exists()


def test_one_wish_waits_at_a_time_and_less_open_by_then_is_refused(cast, invoice):
    wish = ask(invoice, cast.ana)
    with pytest.raises(DomainError, match="waits to be decided"):
        ask(invoice, cast.acc)
    WriteOff.objects.filter(pk=wish.pk).update(amount=D("60.00"))
    with pytest.raises(DomainError, match=r"Only 50\.00 is open"):
        decide_write_off(write_off=wish, approve=True, by=cast.dora)


def test_the_director_approves_on_the_page(cast, invoice, sign_in):
    wish = ask(invoice, cast.ana)
    browser = sign_in(cast.dora)
    assert "Approve" in browser.get("/write-offs/").content.decode()
    browser.post(f"/write-offs/{wish.pk}/decide/", {"answer": "approve"})
    page = browser.get(f"/invoices/{invoice.pk}/").content.decode()
    assert "Written off" in page
    assert open_on(invoice) == 0


def test_a_void_invoice_is_reversed_with_its_reason_and_both_entries_stay(cast):
    invoice = bill(cast, make_client(cast), "7", lines={"surplus_tax": D("30.00")})
    reversal = void_invoice(
        invoice=invoice, reason="Wrong company", on=date(2026, 10, 1), by=cast.acc
    )
    assert open_on(invoice) == 0
    assert reversal.reverses.kind == JournalEntry.Kind.INVOICE
    assert reversal.memo == "Wrong company"
    for account in ("receivable", "premium_payable", "tax_payable"):
        assert sum(p.amount for p in Posting.objects.filter(account=account)) == 0
    with pytest.raises(DomainError, match="void already"):
        void_invoice(invoice=invoice, reason="Again", on=date(2026, 10, 1), by=cast.acc)


def test_an_invoice_with_a_payment_or_in_a_closed_month_is_not_void(cast, invoice):
    with pytest.raises(DomainError, match="take that back first"):
        void_invoice(invoice=invoice, reason="Wrong", on=date(2026, 10, 1), by=cast.acc)
    other = bill(cast, invoice.client, "8")
    close_ledger(month=date(2026, 10, 1), by=cast.acc)
    with pytest.raises(DomainError, match="October 2026 is closed"):
        void_invoice(invoice=other, reason="Wrong", on=date(2026, 10, 1), by=cast.acc)
    void_invoice(invoice=other, reason="Wrong", on=date(2026, 11, 2), by=cast.acc)
    assert open_on(other) == 0
