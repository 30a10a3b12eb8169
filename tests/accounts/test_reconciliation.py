"""The books tie, or the page says where they do not."""

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from accounts.ledger.models import JournalEntry
from accounts.ledger.services import Event, Leg, close_ledger, post
from accounts.models import BooksCheck
from accounts.payables.services import void_remittance
from accounts.receipts.services import refund, return_receipt
from accounts.receivables.services import void_invoice
from accounts.reconciliation.services import verify_books
from accounts.write_offs.services import ask_write_off
from reports.jobs.services import run_job
from reports.models import Job
from teams.models import Notification
from tests.accounts.payables.test_remittances import move, pay_on, propose, sold
from tests.accounts.test_receipts import pay
from tests.cast import make_client

D = Decimal
PAID = date(2026, 10, 12)


@pytest.fixture
def bakery(cast):
    return make_client(cast, "Harbor Bakery Inc.")


def gaps(check) -> set[str]:
    return {row["name"] for row in check.gaps}


def test_the_books_tie_after_everything_that_can_happen(cast, bakery):
    one, two, three = (sold(cast, bakery, n) for n in "123")
    pay(cast, bakery, "2100", {one.pk: D(1000), two.pk: D(1000)})
    left = pay(cast, bakery, "60", {three.pk: D(50)})
    refund(receipt=left, amount=D(10), on=PAID, reason="Overpaid", by=cast.acc)
    paid = pay_on(cast, propose(cast, {one.pk: D(850)}))
    void_remittance(remittance=paid, on=PAID, reason="Lost", by=cast.acc)
    pay_on(cast, propose(cast, {one.pk: D(850), two.pk: D(400)}), reference="9002")
    move(cast, "2000")
    ask_write_off(invoice=three, amount=D(5), reason="small", note="", by=cast.acc)
    void_invoice(invoice=sold(cast, bakery, "4"), reason="Wrong", on=PAID, by=cast.acc)
    close_ledger(month=date(2026, 10, 1), by=cast.acc)
    check = verify_books(by=cast.acc)
    assert gaps(check) == set()
    assert check.ties
    assert check.trust["shortfall"] == "0.00"


def test_a_receivable_on_no_invoice_is_a_gap_that_names_its_entry(cast, bakery):
    legs = [Leg("receivable", D(7), bakery.pk), Leg("fee_income", D(-7), bakery.pk)]
    (entry,) = post([Event(JournalEntry.Kind.INVOICE, PAID, legs)], by=cast.acc)
    (row,) = verify_books(by=None).gaps
    assert (row["name"], row["gap"]) == ("Receivables", "7.00")
    assert row["items"] == [
        {"label": f"Entry {entry.pk} on no invoice", "url": f"/ledger/entries/{entry.pk}/",
         "amount": "7.00"}
    ]  # fmt: skip


def test_what_was_changed_behind_the_triggers_is_found_entry_month_and_number(cast, bakery):
    sold(cast, bakery)
    receipt = pay(cast, bakery, "100")
    close_ledger(month=date(2026, 10, 1), by=cast.acc)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            """UPDATE accounts_posting SET amount = 90 WHERE account = 'trust_cash'
                AND entry_id IN (SELECT id FROM accounts_journalentry WHERE receipt_id = %s)""",
            [receipt.pk],
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("UPDATE accounts_counter SET last = last + 1 WHERE name = 'journal'")
    found = verify_books(by=None)
    assert gaps(found) == {"Entries balance", "Closed months", "Journal numbers", "Trust"}


def test_the_director_hears_of_a_shortfall_once_a_day_and_the_team_of_an_advance_once(cast, bakery):
    invoice = sold(cast, bakery)
    receipt = pay(cast, bakery, "1000", {invoice.pk: D(1000)})
    pay_on(cast, propose(cast, {invoice.pk: D(850)}))
    return_receipt(receipt=receipt, on=PAID, reason="NSF", by=cast.acc)
    late = sold(cast, bakery, "LATE")
    for _ in range(2):
        verify_books(by=None)
    told = Notification.objects.values_list("user__name", "text")
    short = [name for name, text in told if "Trust is short by 850.00" in text]
    assert sorted(short) == ["Acc Adler", "Dora Diaz"]
    advance = [(name, text) for name, text in told if "would advance it" in text]
    assert sorted(name for name, _ in advance) == ["Ana Alvarez", "Sam Sato"]
    assert all("has not paid 850.00 of invoice LATE" in text for _, text in advance)
    assert late.pk


def test_the_director_presses_check_now_and_sees_since_when_the_books_tie(
    cast, bakery, sign_in, django_capture_on_commit_callbacks
):
    sold(cast, bakery)
    browser = sign_in(cast.dora)
    assert "not checked yet" in browser.get("/reconciliation/").content.decode()
    browser.post("/reconciliation/run/", {"nonce": uuid.uuid4().hex})
    job = Job.objects.get()
    run_job(job.pk)
    assert BooksCheck.objects.get().asked_by == cast.dora
    line = browser.get("/reconciliation/line/").content.decode()
    assert "Books tie as of" in line


def test_a_closed_month_s_trial_balance_stays_whatever_comes_later(cast, bakery, sign_in):
    sold(cast, bakery, "1")
    close_ledger(month=date(2026, 9, 1), by=cast.acc)
    browser = sign_in(cast.acc)
    before = browser.get("/ledger/?as_of=2026-09-30&_export=csv").getvalue()
    sold(cast, bakery, "2")
    pay(cast, bakery, "10", received_on=PAID)
    assert browser.get("/ledger/?as_of=2026-09-30&_export=csv").getvalue() == before
    assert browser.get("/ledger/?as_of=2026-10-31&_export=csv").getvalue() != before
