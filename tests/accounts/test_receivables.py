"""The ledger holds, and the aging says what it holds."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import Error, connection, transaction
from django.db.models import Sum
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Allocation, Invoice, JournalEntry, Posting
from accounts.receivables.aging import aging, bucket_days, open_items
from accounts.receivables.rules import Bucket, InvoiceDraft, bucket_of, invoice_postings
from accounts.receivables.services import post_invoices
from config.lib.money import ZERO
from tests.cast import make_client, make_term

ON = date(2026, 11, 1)
COLUMNS = [Bucket("Not yet due", None), Bucket("1–30", 1), Bucket("31–60", 31)]
amounts = st.decimals(min_value="-99999.99", max_value="99999.99", places=2)


def bill(cast, client, number="1", premium="1000.00", **fields):
    term = fields.pop("term", None) or make_term(client, number=f"T{number}")
    lines = {"premium": Decimal(premium), **fields.pop("lines", {})}
    draft = InvoiceDraft(
        number=number,
        client_id=client.pk,
        term_id=term.pk,
        invoice_on=fields.pop("invoice_on", date(2026, 9, 1)),
        effective_on=fields.pop("effective_on", date(2026, 9, 15)),
        due_on=fields.pop("due_on", date(2026, 9, 21)),
        lines=lines,
        **fields,
    )
    return post_invoices([draft], by=cast.acc)[0]


@given(premium=amounts, tax=amounts, fee=amounts, broker=amounts, commission=amounts)
def test_the_postings_of_any_invoice_balance(premium, tax, fee, broker, commission):
    lines = {"premium": premium, "surplus_tax": tax, "stamping_fee": fee, "broker_fee": broker}
    assert sum(invoice_postings(lines, commission).values()) == 0


def test_the_carrier_is_owed_the_premium_less_commission():
    found = invoice_postings(
        {"premium": Decimal("10000.00"), "surplus_tax": Decimal("300.00")}, Decimal("1500.00")
    )
    assert found == {
        "receivable": Decimal("10300.00"),
        "premium_payable": Decimal("-8500.00"),
        "tax_payable": Decimal("-300.00"),
        "commission_income": Decimal("-1500.00"),
    }


def test_an_invoice_is_open_until_it_is_paid_as_of_each_day(cast):
    client = make_client(cast)
    bill(cast, client, paid=Decimal("400.00"), paid_on=date(2026, 10, 10))
    before = Invoice.objects.with_balance(date(2026, 10, 9)).get().balance
    after = Invoice.objects.with_balance(date(2026, 10, 10)).get().balance
    assert (before, after) == (Decimal("1000.00"), Decimal("600.00"))


def test_a_paid_invoice_is_not_among_the_open_items(cast):
    bill(cast, make_client(cast), paid=Decimal("1000.00"))
    assert not Invoice.objects.open(ON).exists()


def test_every_entry_that_does_not_balance_is_refused_by_the_database(cast):
    invoice = bill(cast, make_client(cast))
    entry = JournalEntry.objects.create(kind="receipt", posted_on=ON)
    Posting.objects.create(
        entry=entry, account="receivable", amount=1, posted_on=ON, client=invoice.client
    )
    with connection.cursor() as cursor, pytest.raises(Error, match="does not balance"):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(
    "table",
    ["accounts_posting", "accounts_journalentry", "accounts_invoiceline", "accounts_allocation"],
)
def test_what_is_posted_is_never_changed_nor_removed(cast, table):
    bill(cast, make_client(cast), paid=Decimal("10.00"))
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
        with (
            pytest.raises(Error, match="never changed or removed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_allocation_and_receipt_come_with_a_payment(cast):
    invoice = bill(cast, make_client(cast), paid=Decimal("250.00"))
    allocation = Allocation.objects.get()
    assert allocation.invoice == invoice
    assert allocation.receipt.amount == Decimal("250.00")
    assert Posting.objects.filter(account="trust_cash").get().amount == Decimal("250.00")


@pytest.mark.parametrize(
    ("basis", "days"),
    [("due", 41), ("invoice", 61), ("effective", 47), ("later", 47), ("earlier", 61)],
)
def test_items_age_from_the_date_that_is_asked_for(cast, basis, days):
    bill(cast, make_client(cast))
    item = open_items(cast.ana, ON, basis).get()
    assert (ON - item.aged_on).days == days


@pytest.mark.parametrize(
    ("days", "label"),
    [
        (-5, "Not yet due"),
        (0, "Not yet due"),
        (1, "1–30"),
        (30, "1–30"),
        (31, "31–60"),
        (400, "31–60"),
    ],
)
def test_each_day_has_its_bucket(days, label):
    assert bucket_of(days, COLUMNS) == label


def test_buckets_meet_without_gap_or_overlap():
    assert [bucket_days(b, COLUMNS) for b in COLUMNS] == [(None, 0), (1, 30), (31, None)]


def test_the_report_puts_each_item_into_its_bucket_and_credits_apart(cast):
    client = make_client(cast)
    bill(cast, client, "1", "100.00", due_on=date(2026, 11, 1))
    bill(cast, client, "2", "200.00", due_on=date(2026, 10, 31))
    bill(cast, client, "3", "300.00", due_on=date(2026, 6, 1))
    bill(cast, client, "4", "-50.00", due_on=date(2026, 6, 1))
    (row,) = aging(cast.ana, ON, "due", "client").rows
    assert row.buckets["Not yet due"] == 100
    assert row.buckets["1–30"] == 200
    assert row.buckets["Over 120"] == 300
    assert row.credits == -50
    assert row.total == 550


@pytest.mark.parametrize("by", ["client", "executive", "sales", "carrier", "team"])
def test_the_total_is_the_same_however_it_is_grouped(cast, by):
    bill(cast, make_client(cast), "1", "100.10")
    bill(cast, make_client(cast, "Second"), "2", "200.20")
    assert aging(cast.ana, ON, "later", by).total.total == Decimal("300.30")


def test_the_control_account_equals_the_open_items(cast):
    bill(cast, make_client(cast), "1", paid=Decimal("999.99"))
    bill(cast, make_client(cast, "Second"), "2", "-20.00")
    assert control_difference(ON) == 0


def test_another_team_s_items_are_in_no_figure(cast):
    bill(cast, make_client(cast, "Valley Steel", team=cast.valley))
    assert aging(cast.ana, ON, "later", "client").total.total == 0
    assert aging(cast.dora, ON, "later", "client").total.total == 1000


def test_the_same_date_gives_the_same_aging_after_later_payments(cast):
    client = make_client(cast)
    bill(cast, client, "1")
    before = aging(cast.ana, ON, "due", "client").rows
    bill(cast, client, "2", invoice_on=date(2026, 11, 2), paid=Decimal("5.00"))
    assert aging(cast.ana, ON, "due", "client").rows == before


def test_a_bucket_leads_to_the_rows_behind_it(cast, sign_in):
    bill(cast, make_client(cast))
    browser = sign_in(cast.ana)
    page = browser.get("/receivables/?as_of=2026-11-01&basis=due").content.decode()
    assert "1,000.00" in page
    rows = browser.get(
        "/receivables/items/", {"as_of": "2026-11-01", "basis": "due", "bucket": "31–60"}
    )
    assert "1,000.00" in rows.content.decode()


def test_an_unknown_basis_is_refused_with_a_sentence(cast, sign_in):
    response = sign_in(cast.ana).get("/receivables/?basis=moon")
    assert response.status_code == 422


def test_the_invoice_page_shows_lines_payments_and_entries(cast, sign_in):
    invoice = bill(
        cast, make_client(cast), lines={"surplus_tax": Decimal("30.00")}, paid=Decimal("30.00")
    )
    page = sign_in(cast.ana).get(f"/invoices/{invoice.pk}/").content.decode()
    for words in ("Surplus lines tax", "Open 1,000.00", "Accounts receivable", "Trust cash"):
        assert words in page


def control_difference(on: date) -> Decimal:
    """Receivable account less the sum of open items as of `on`: zero when the books tie."""
    control = Posting.objects.balance("receivable", on).aggregate(t=Sum("amount"))["t"] or ZERO
    items = Invoice.objects.open(on).aggregate(t=Sum("balance"))["t"] or ZERO
    return control - items
