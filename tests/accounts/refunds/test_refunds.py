"""Return premium goes back to the client: two people, within the trust rules, once."""

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.examiner.services import make_export
from accounts.examiner.sheets import Scope
from accounts.models import BankAccount, ClientRefund, Invoice
from accounts.reconciliation.checks import run
from accounts.refunds.services import (
    approve_refund,
    ask_refund,
    drop_refund,
    pay_refund,
    void_refund,
)
from accounts.trust.services import move_own_funds, trust_position
from config.lib.errors import AlteredForm, DomainError
from tests.accounts.payables.test_remittances import pay_on, propose
from tests.accounts.test_examiner import book
from tests.accounts.test_receipts import ledger, open_on
from tests.accounts.test_receivables import bill
from tests.cast import make_client, make_term

D = Decimal


@pytest.fixture
def term(cast):
    return make_term(make_client(cast), number="CA-1")


@pytest.fixture
def credit(cast, term):
    """A credit memo of 1,000.00, of which 150.00 is the house's commission."""
    return bill(cast, term.client, "CR", "-1000.00", term=term, commission=D("-150.00"))


@pytest.fixture
def given_back(cast, credit):
    """The carrier gave its 850.00, and the house put its 150.00 into trust."""
    pay_on(cast, propose(cast, {credit.pk: D("-850.00")}))
    move_own_funds(amount=D("150.00"), on=timezone.localdate(), form_key=uuid.uuid4(), by=cast.acc)


def ask(cast, credit, amount="1000.00", **fields):
    fields = {"payee": "", "note": "", "form_key": uuid.uuid4(), "by": cast.acc} | fields
    return ask_refund(credit=credit, amount=D(amount), **fields)


def pay(cast, refund, **fields):
    fields = {
        "means": "check", "reference": "77", "paid_on": timezone.localdate(),
        "bank_account": BankAccount.objects.trust().get(), "by": cast.acc,
    } | fields  # fmt: skip
    return pay_refund(refund=refund, **fields)


def ties():
    today = timezone.localdate()
    return [c.name for c in run(today, trust_position(today)) if not c.holds]


def test_a_credit_is_asked_for_approved_by_another_and_paid_out_of_trust(cast, credit, given_back):
    refund = ask(cast, credit)
    assert (refund.standing, refund.payee, ledger("client_payable")) == (
        "asked", "Harbor Bakery Inc.", 0
    )  # fmt: skip
    with pytest.raises(DomainError, match="Somebody else approves"):
        approve_refund(refund=refund, by=cast.acc)
    approve_refund(refund=refund, by=cast.dora)
    assert (ledger("client_payable"), open_on(credit)) == (D("-1000.00"), 0)
    assert ties() == []
    paid = pay(cast, refund)
    assert (paid.standing, ledger("client_payable"), ledger("trust_cash")) == ("paid", 0, 0)
    assert ties() == []
    for act in (
        lambda: pay(cast, refund),
        lambda: approve_refund(refund=refund, by=cast.dora),
        lambda: drop_refund(refund=refund, by=cast.acc),
    ):
        with pytest.raises(DomainError, match="Refund 1 is paid"):
            act()
    (row,) = book(make_export(scope=Scope(policy="CA-1"), by=cast.rita))["Return premium"]
    assert (row["Given back"], row["Means"], row["Check or reference"]) == (1000, "Check", "77")


def test_what_the_carrier_has_not_given_is_no_other_client_s_premium(cast, credit):
    refund = ask(cast, credit)
    with pytest.raises(DomainError, match=r"1,000\.00 of this is not given back by the carrier"):
        approve_refund(refund=refund, by=cast.dora)
    assert ledger("client_payable") == 0


def test_a_lost_check_and_a_dropped_refund_leave_the_credit_as_it_was(cast, credit, given_back):
    refund = approve_refund(refund=ask(cast, credit, "400.00"), by=cast.dora)
    drop_refund(refund=refund, by=cast.acc)
    assert (open_on(credit), ledger("client_payable")) == (D("-1000.00"), 0)
    second = pay(cast, approve_refund(refund=ask(cast, credit), by=cast.dora))
    with pytest.raises(DomainError, match="Say why"):
        void_refund(refund=second, on=timezone.localdate(), reason=" ", by=cast.acc)
    void = void_refund(refund=second, on=timezone.localdate(), reason="Lost", by=cast.acc)
    assert (void.standing, open_on(credit), ledger("trust_cash")) == (
        "void", D("-1000.00"), D("1000.00")
    )  # fmt: skip
    third = approve_refund(refund=ask(cast, credit), by=cast.dora)
    with pytest.raises(DomainError, match="Check 77 paid Refund 2"):
        pay(cast, third)
    assert ties() == []


@pytest.mark.parametrize(("amount", "words"), [("0.00", "0.01 and 1,000.00"), ("1000.01", "0.01")])
def test_no_more_than_is_left_is_asked_for(cast, credit, amount, words):
    with pytest.raises(DomainError, match=words):
        ask(cast, credit, amount)


def test_the_same_form_asks_once_and_an_altered_one_is_refused(cast, credit):
    key = uuid.uuid4()
    assert ask(cast, credit, form_key=key) == ask(cast, credit, form_key=key)
    with pytest.raises(AlteredForm):
        ask(cast, credit, "999.00", form_key=key)
    with pytest.raises(DomainError, match="Refund 1 of this credit is under way"):
        ask(cast, credit)
    assert ClientRefund.objects.count() == 1


def test_the_refund_is_worked_on_its_pages(cast, credit, given_back, sign_in):
    browser = sign_in(cast.acc)
    listed = browser.get("/refunds/").content.decode()
    assert credit.number in listed
    assert "late" in listed
    form = {"amount": "$1,000.00", "payee": "", "form_key": uuid.uuid4()}
    answer = browser.post(f"/invoices/{credit.pk}/refund/", form, follow=True)
    assert "waits for a second person" in answer.content.decode()
    altered = browser.post(f"/invoices/{credit.pk}/refund/", form | {"amount": "5.00"})
    assert altered.status_code == 409
    assert 'value="5.00"' in altered.content.decode()
    assert str(form["form_key"]) not in altered.content.decode(), "it has a key of its own now"
    refund = ClientRefund.objects.get()
    sign_in(cast.dora).post(f"/refunds/{refund.pk}/approve/")
    assert "refund" in cast.acc.notifications.latest("pk").text
    wrong = {"means": "check", "reference": "", "paid_on": date.today(), "bank_account":
             BankAccount.objects.trust().get().pk}  # fmt: skip
    page = sign_in(cast.acc).post(f"/refunds/{refund.pk}/pay/", wrong)
    assert page.status_code == 422
    assert "Enter the number of the check" in page.content.decode()
    sign_in(cast.acc).post(f"/refunds/{refund.pk}/pay/", wrong | {"reference": "9"})
    assert ClientRefund.objects.get().standing == "paid"
    assert Invoice.objects.with_balance().get(pk=credit.pk).balance == 0
