"""Money in, money used, money back: to the cent, once, and within what is there."""

import threading
import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import Error, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.ledger.services import close_ledger
from accounts.models import Allocation, Invoice, Posting, Receipt
from accounts.receipts import services
from accounts.receipts.rules import OpenItem, oldest_first
from config.lib.errors import DomainError
from tests.accounts.test_receivables import bill, control_difference
from tests.cast import make_client, make_term

D = Decimal
MARCH = date(2026, 3, 10)


@pytest.fixture
def bakery(cast):
    return make_client(cast, "Harbor Bakery Inc.")


def pay(cast, client, amount, parts=None, **fields):
    """A check of `amount` dollars for the client's account."""
    fields = {
        "received_on": MARCH,
        "method": "check",
        "reference": "",
        "payer": "",
        "form_key": uuid.uuid4(),
        "by": cast.acc,
    } | fields
    return services.take_receipt(client=client, amount=D(amount), parts=parts or {}, **fields)


def open_on(invoice) -> Decimal:
    return Invoice.objects.with_balance().get(pk=invoice.pk).balance


def ledger(account: str) -> Decimal:
    return sum(Posting.objects.filter(account=account).values_list("amount", flat=True), D(0))


@given(
    st.decimals("0.01", "9999", places=2),
    st.lists(st.tuples(st.integers(0, 400), st.decimals("0.01", "3000", places=2)), max_size=8),
)
def test_oldest_first_uses_all_it_can_and_never_more(amount, found):
    items = [
        OpenItem(n, str(n), date(2026, 1, 1) + timedelta(days), owed)
        for n, (days, owed) in enumerate(found)
    ]
    proposal = oldest_first(amount, items)
    total = sum((owed for _, owed in found), D(0))
    assert sum(proposal.values(), D(0)) == min(amount, total)
    assert all(0 < part <= items[n].open for n, part in proposal.items())
    partly = [i for i in items if i.invoice in proposal and proposal[i.invoice] < i.open]
    unpaid = [i for i in items if i.invoice not in proposal]
    assert len(partly) <= 1
    assert all(p.due_on <= u.due_on for p in partly for u in unpaid)


def test_a_credit_takes_no_money():
    items = [OpenItem(1, "1", MARCH, D("-50")), OpenItem(2, "2", MARCH, D("80"))]
    assert oldest_first(D(100), items) == {2: D(80)}


def test_one_payment_pays_several_invoices_in_part_and_the_rest_stays_unapplied(cast, bakery):
    one, two = bill(cast, bakery, "1"), bill(cast, bakery, "2")
    whole = open_on(one)
    receipt = pay(cast, bakery, whole + 100, {one.pk: whole, two.pk: D(60)})
    assert (open_on(one), open_on(two)) == (0, whole - 60)
    assert services.unapplied(receipt) == 40
    assert ledger("trust_cash") == whole + 100
    assert ledger("unapplied_cash") == -40
    assert control_difference(date(2026, 12, 31)) == 0


@pytest.mark.parametrize(
    ("amount", "part", "words"),
    [
        ("500.00", "1000.01", "is too much"),
        ("50.00", "60.00", "only 50.00 is there"),
        ("0.00", "0.00", "above zero"),
        ("-5.00", "0.00", "above zero"),
    ],
)
def test_more_than_there_is_or_than_is_open_is_refused_and_nothing_saved(
    cast, bakery, amount, part, words
):
    invoice = bill(cast, bakery, "1")
    parts = {invoice.pk: D(part)} if D(part) else {}
    with pytest.raises(DomainError, match=words):
        pay(cast, bakery, amount, parts)
    assert not Receipt.objects.exists()
    assert ledger("trust_cash") == 0


def test_the_same_form_sent_twice_makes_one_receipt(cast, bakery):
    key = uuid.uuid4()
    assert pay(cast, bakery, "10", form_key=key) == pay(cast, bakery, "10", form_key=key)
    with pytest.raises(DomainError, match="other figures"):
        pay(cast, bakery, "11", form_key=key)
    assert Receipt.objects.count() == 1


def test_the_same_check_of_one_payer_is_refused_unless_it_came_back(cast, bakery):
    first = pay(cast, bakery, "10", reference="4711")
    with pytest.raises(DomainError, match="Check 4711 of this payer is receipt"):
        pay(cast, bakery, "10", reference="4711")
    pay(cast, bakery, "10", reference="4711", payer="Another payer")
    services.return_receipt(receipt=first, on=MARCH, reason="NSF", by=cast.acc)
    pay(cast, bakery, "10", reference="4711")


def test_a_day_in_a_closed_month_or_to_come_is_refused(cast, bakery):
    close_ledger(month=date(2026, 3, 1), by=cast.acc)
    with pytest.raises(DomainError, match="March 2026 is closed. Use 04/01/2026"):
        pay(cast, bakery, "10")
    with pytest.raises(DomainError, match="still to come"):
        pay(cast, bakery, "10", received_on=timezone.localdate() + timedelta(days=1))
    pay(cast, bakery, "10", received_on=date(2026, 4, 1))


def test_the_database_itself_posts_nothing_in_a_closed_month(cast, bakery):
    receipt = pay(cast, bakery, "10")
    close_ledger(month=date(2026, 3, 1), by=cast.acc)
    with pytest.raises(Error, match="closed"), transaction.atomic():
        receipt.entries.create(kind="receipt", posted_on=date(2026, 3, 31))


def test_what_comes_late_books_forward_and_the_closed_months_balance_stays(cast, bakery):
    bill(cast, bakery, "1", invoice_on=date(2026, 2, 1))
    before = Invoice.objects.open(date(2026, 3, 31)).count()
    close_ledger(month=date(2026, 3, 1), by=cast.acc)
    late = bill(cast, bakery, "2", invoice_on=date(2026, 2, 1))
    assert Invoice.objects.open(date(2026, 3, 31)).count() == before
    assert late in Invoice.objects.open(date(2026, 4, 1))


def test_a_use_can_be_taken_back_once(cast, bakery):
    invoice = bill(cast, bakery, "1")
    owed = open_on(invoice)
    receipt = pay(cast, bakery, "100", {invoice.pk: D(100)})
    used = receipt.allocations.get()
    services.take_back(allocation=used, on=MARCH, by=cast.acc)
    assert (open_on(invoice), services.unapplied(receipt)) == (owed, 100)
    with pytest.raises(DomainError, match="taken back before"):
        services.take_back(allocation=used, on=MARCH, by=cast.acc)
    services.allocate(receipt=receipt, parts={invoice.pk: D(30)}, on=MARCH, by=cast.acc)
    assert services.unapplied(receipt) == 70


def test_a_returned_check_opens_its_invoices_again_and_the_cash_leaves(cast, bakery):
    invoice = bill(cast, bakery, "1")
    owed = open_on(invoice)
    receipt = pay(cast, bakery, "150", {invoice.pk: D(100)})
    services.return_receipt(receipt=receipt, on=MARCH, reason="NSF", by=cast.acc)
    assert open_on(invoice) == owed
    assert ledger("trust_cash") == ledger("unapplied_cash") == 0
    with pytest.raises(DomainError, match="returned before"):
        services.return_receipt(receipt=receipt, on=MARCH, reason="NSF", by=cast.acc)


def test_only_what_is_left_is_refunded(cast, bakery):
    invoice = bill(cast, bakery, "1")
    receipt = pay(cast, bakery, "150", {invoice.pk: D(100)})
    give = {"receipt": receipt, "on": MARCH, "by": cast.acc}
    with pytest.raises(DomainError, match=r"Between 0\.01 and 50\.00"):
        services.refund(amount=D("50.01"), reason="Overpaid", **give)
    with pytest.raises(DomainError, match="Say why"):
        services.refund(amount=D(50), reason=" ", **give)
    services.refund(amount=D(50), reason="Overpaid", **give)
    assert services.unapplied(receipt) == 0
    with pytest.raises(DomainError, match="was refunded"):
        services.return_receipt(receipt=receipt, on=MARCH, reason="NSF", by=cast.acc)
    assert open_on(invoice) == invoice.total - 100, "the failed return took nothing back"


def test_money_may_pay_another_clients_invoice_and_both_accounts_tie(cast, bakery):
    sister = make_client(cast, "Harbor Cafe LLC")
    invoice = bill(cast, sister, "S1")
    pay(cast, bakery, "100", {invoice.pk: D(100)}, payer="Harbor Holdings")
    assert open_on(invoice) == invoice.total - 100
    owed = Posting.objects.filter(client=sister, account="receivable")
    assert sum(p.amount for p in owed) == invoice.total - 100
    assert control_difference(date(2026, 12, 31)) == 0


def test_the_database_refuses_allocations_beyond_the_receipt(cast, bakery):
    invoice = bill(cast, bakery, "1")
    receipt = pay(cast, bakery, "10")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(Error, match="beyond its amount"), transaction.atomic():
        Allocation.objects.create(
            receipt=receipt, invoice=invoice, amount=D("10.01"), allocated_on=MARCH
        )


def test_numbers_have_no_gaps_although_some_receipts_were_refused(cast, bakery):
    invoice = bill(cast, bakery, "1")
    pay(cast, bakery, "10")
    with pytest.raises(DomainError):
        pay(cast, bakery, "10", {invoice.pk: D(11)})
    pay(cast, bakery, "10")
    assert list(Receipt.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_twenty_at_once_use_a_receipt_no_further_than_it_goes(live_cast):
    client = make_client(live_cast)
    term = make_term(client)
    invoices = [bill(live_cast, client, str(n), term=term) for n in range(20)]
    receipt = pay(live_cast, client, "100")
    refused = []

    def use(invoice):
        try:
            services.allocate(
                receipt=receipt, parts={invoice.pk: D(30)}, on=MARCH, by=live_cast.acc
            )
        except DomainError as error:
            refused.append(error.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=use, args=[invoice]) for invoice in invoices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert services.unapplied(receipt) == 10
    assert len(refused) == 17


def test_a_receipt_over_ten_invoices_takes_at_most_fifteen_queries(cast, bakery):
    invoices = [bill(cast, bakery, str(n)) for n in range(10)]
    with CaptureQueriesContext(connection) as found:
        pay(cast, bakery, "100", {invoice.pk: D(10) for invoice in invoices})
    queries = [q["sql"] for q in found.captured_queries if "SAVEPOINT" not in q["sql"]]
    assert len(queries) <= 15, "\n".join(queries)


def test_accounting_posts_a_payment_on_the_page_with_the_oldest_proposed(cast, bakery, sign_in):
    old = bill(cast, bakery, "OLD", due_on=date(2026, 1, 5))
    new = bill(cast, bakery, "NEW", due_on=date(2026, 5, 5))
    browser = sign_in(cast.acc)
    address = f"/clients/{bakery.pk}/receive/"
    form = {"amount": str(old.total + 5), "received_on": "2026-03-10", "method": "check",
            "form_key": str(uuid.uuid4())}  # fmt: skip
    page = browser.post(address, form | {"propose": "1"}).content.decode()
    assert f'value="{old.total}"' in page
    assert 'value="5.00"' in page
    form |= {f"invoice-{old.pk}": str(old.total), f"invoice-{new.pk}": "5.00"}
    response = browser.post(address, form, follow=True)
    assert response.status_code == 200
    assert (open_on(old), open_on(new)) == (0, new.total - 5)
    assert Receipt.objects.get().entered_by == cast.acc


def test_a_refused_payment_keeps_what_was_typed_and_says_why(cast, bakery, sign_in):
    invoice = bill(cast, bakery, "1")
    form = {"amount": "10", "received_on": "2026-03-10", "method": "check", "reference": "77",
            "form_key": str(uuid.uuid4()), f"invoice-{invoice.pk}": "11"}  # fmt: skip
    response = sign_in(cast.acc).post(f"/clients/{bakery.pk}/receive/", form)
    page = response.content.decode()
    assert response.status_code == 422
    assert "only 10.00 is there" in page
    assert 'value="77"' in page
    assert 'value="11"' in page


def test_the_list_sums_what_came_in_and_what_is_left(cast, bakery, sign_in):
    invoice = bill(cast, bakery, "1")
    pay(cast, bakery, "150", {invoice.pk: D(100)})
    pay(cast, bakery, "25")
    page = sign_in(cast.acc).get("/receipts/?_totals=1").content.decode()
    assert "$175.00" in page
    assert "$75.00" in page
    listed = sign_in(cast.acc).get("/receipts/?standing=open&method=check").content.decode()
    assert "150.00" in listed


def test_an_executive_sees_receipts_but_posts_none(cast, bakery, sign_in):
    receipt = pay(cast, bakery, "10", reference="4711")
    browser = sign_in(cast.ana)
    assert "4711" in browser.get("/receipts/").content.decode()
    assert "Post the return" not in browser.get(f"/receipts/{receipt.pk}/").content.decode()
    assert browser.get(f"/clients/{bakery.pk}/receive/").status_code == 403


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"amount": "12$3"}, "“12$3” is not an amount of money"),
        ({"amount": "-5.00"}, "At least 0.01."),
        ({"amount": "1,000.00", "part": "900.01"}, "900.01 is too much"),
        ({"received_on": "2026-01-31"}, "January 2026 is closed"),
        ({"reference": "4711"}, "Check 4711 of this payer is receipt 1"),
    ],
)
def test_what_is_wrong_is_said_in_its_place_and_nothing_is_saved(
    cast, bakery, sign_in, typed, words
):
    invoice = bill(cast, bakery, "77", "900.00")
    pay(cast, bakery, "1.00", reference="4711")
    close_ledger(month=date(2026, 1, 1), by=cast.acc)
    form = {
        "amount": "10.00", "received_on": "2026-03-10", "method": "check", "reference": "1",
        "payer": "", "form_key": uuid.uuid4(), f"invoice-{invoice.pk}": typed.pop("part", ""),
    } | typed  # fmt: skip
    page = sign_in(cast.acc).post(f"/clients/{bakery.pk}/receive/", form)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert f'value="{form["amount"]}"' in page.content.decode()
    assert Receipt.objects.count() == 1
