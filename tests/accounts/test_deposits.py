"""Deposits: typed as drafts, each problem at its line, posted all or none, once."""

import uuid
from datetime import date
from decimal import Decimal

import pytest

from accounts.deposits.finding import payer_named, suggestions
from accounts.deposits.models import Deposit
from accounts.deposits.rules import read_amount, read_parts
from accounts.deposits.services import LinesRefused, post_deposit, save_lines, start_deposit
from accounts.models import BankAccount, Invoice, Receipt
from accounts.receipts.rules import OpenItem
from config.lib.errors import DomainError
from tests.accounts.test_receivables import bill
from tests.cast import make_client

D = Decimal
DAY = date(2026, 10, 5)
ITEMS = [OpenItem(1, "A-1", date(2026, 1, 1), D(100)), OpenItem(2, "A-2", DAY, D(50))]


@pytest.mark.parametrize(
    ("text", "amount", "parts"),
    [
        ("", "120", {1: D(100), 2: D(20)}),
        ("account", "120", {}),
        ("A-2", "120", {2: D(50)}),
        ("a-2; A-1", "120", {2: D(50), 1: D(70)}),
        ("A-1=30.00, A-2=1.50", "120", {1: D(30), 2: D("1.50")}),
        ("A-1=$1,000.00", "1200", {1: D(1000)}),
    ],
)
def test_what_a_payer_says_is_read(text, amount, parts):
    assert read_parts(text, D(amount), ITEMS) == parts


@pytest.mark.parametrize("text", ["A-9", "A-1; A-1", "A-1=12$3", "A-1; A-2=0"])
def test_what_cannot_be_paid_is_refused_at_its_field(text):
    with pytest.raises(DomainError) as refused:
        read_parts(text, D(100), ITEMS)
    assert refused.value.field == "pays"


@pytest.mark.parametrize("text", ["12$3", "12.345", "-5", "0", "abc", ""])
def test_a_currency_sign_in_the_wrong_place_is_no_amount(text):
    with pytest.raises(DomainError):
        read_amount(text)


@pytest.fixture
def bakery(cast):
    return make_client(cast)


@pytest.fixture
def draft(cast):
    return start_deposit(
        bank_account=BankAccount.objects.trust().get(), deposited_on=DAY, slip_total=D(300),
        form_key=uuid.uuid4(), by=cast.acc,
    )  # fmt: skip


def typed(cast, deposit, *lines):
    rows = [dict(zip(("who", "amount", "reference", "pays"), line, strict=False)) for line in lines]
    return save_lines(
        deposit=deposit, lines=[{"method": "check"} | row for row in rows],
        opened_with=deposit.version, by=cast.acc,
    )  # fmt: skip


def open_on(invoice) -> Decimal:
    return Invoice.objects.with_balance().get(pk=invoice.pk).balance


def test_all_lines_post_together_and_once(cast, bakery, draft):
    cafe = make_client(cast, "Harbor Cafe LLC")
    one, two = bill(cast, bakery, "B-1", "200.00"), bill(cast, cafe, "C-1", "500.00")
    row = typed(cast, draft, (bakery.code, "200", "11"), ("C-1", "$100.00", "12"))
    post_deposit(deposit=row, by=cast.acc)
    post_deposit(deposit=row, by=cast.acc)
    assert (open_on(one), open_on(two)) == (0, 400)
    found = Receipt.objects.order_by("reference")
    assert [(r.amount, r.bank_account, r.deposited_on) for r in found] == [
        (D(200), row.bank_account, DAY), (D(100), row.bank_account, DAY)
    ]  # fmt: skip
    with pytest.raises(DomainError, match="is posted"):
        typed(cast, Deposit.objects.get(), ("x", "1"))


def test_one_wrong_line_posts_none_and_each_problem_names_its_line(cast, bakery, draft):
    bill(cast, bakery, "B-1", "200.00")
    row = typed(
        cast, draft, (bakery.code, "100", "11"), (bakery.code, "100", "11"),
        ("Nobody", "100"), (bakery.code, "1$0"), (bakery.code, "10", "", "Z-9"),
    )  # fmt: skip
    with pytest.raises(LinesRefused) as refused:
        post_deposit(deposit=row, by=cast.acc)
    found = [(p.place, p.field) for p in refused.value.problems]
    assert found == [(2, "reference"), (3, "who"), (4, "amount"), (5, "pays")]
    assert not Receipt.objects.exists()


def test_lines_that_do_not_add_up_to_the_slip_post_nothing(cast, bakery, draft):
    row = typed(cast, draft, (bakery.code, "299.99", "11"))
    with pytest.raises(DomainError, match=r"0\.01 less than the slip"):
        post_deposit(deposit=row, by=cast.acc)
    assert not Receipt.objects.exists()


def test_a_payer_other_than_the_client_is_remembered(cast, bakery, draft):
    row = typed(cast, draft, (f"{bakery.code} · {bakery.name} · paid by Harbor Holdings", "300"))
    post_deposit(deposit=row, by=cast.acc)
    assert Receipt.objects.get().payer == "Harbor Holdings"
    known = payer_named(cast.acc, "Harbor Holdings")
    assert (known.client, known.payer) == (bakery, "Harbor Holdings")
    assert str(known) in [str(s) for s in suggestions(cast.acc, "harbor h")]


def test_two_people_on_one_draft_are_told(cast, bakery, draft):
    typed(cast, draft, (bakery.code, "1"))
    with pytest.raises(DomainError, match="Somebody else saved"):
        typed(cast, draft, (bakery.code, "2"))


def test_a_deposit_of_a_closed_month_or_of_another_role_is_refused(cast, sign_in, draft):
    assert sign_in(cast.ana).get(f"/deposits/{draft.pk}/").status_code == 403


def test_accounting_types_a_deposit_on_the_page(cast, bakery, sign_in, draft):
    bill(cast, bakery, "B-1", "500.00")
    browser = sign_in(cast.acc)
    lines = {"lines-TOTAL_FORMS": "2", "lines-INITIAL_FORMS": "0", "version": "1",
             "lines-0-who": "harb", "lines-0-amount": "3OO", "lines-0-method": "check"}  # fmt: skip
    refused = browser.post(f"/deposits/{draft.pk}/", lines | {"post": "1"})
    assert refused.status_code == 422
    assert "is not an amount of money" in refused.content.decode()
    assert 'value="3OO"' in refused.content.decode()
    kept = Deposit.objects.get()
    good = lines | {"lines-0-amount": "300", "version": str(kept.version), "post": "1"}
    page = browser.post(f"/deposits/{draft.pk}/", good, follow=True).content.decode()
    assert "Posted" in page
    assert bakery.name in page
    found = browser.get("/deposits/find/?lines-0-who=harb").content.decode()
    assert bakery.name in found
