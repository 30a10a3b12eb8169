"""Premium finance: the agreement adds up, the lender pays, return premium goes to it first."""

import uuid
from datetime import date
from decimal import Decimal

import pytest

from accounts.financing.rules import check_agreement
from accounts.financing.services import (
    Agreement,
    end_agreement,
    enter_agreement,
    pay_lender,
    take_funding,
)
from accounts.models import FinanceAgreement, Invoice
from accounts.receivables.credits import use_credit
from config.lib.errors import DomainError
from tests.accounts.test_receivables import bill, control_difference
from tests.cast import make_client, make_term

D = Decimal
ON = date(2026, 10, 1)
FACTS = {
    "lender": "Pacific Premium Finance", "number": "PF-1", "signed_on": date(2026, 9, 1),
    "down_payment": D("3000.00"), "principal": D("9000.00"), "finance_charge": D("360.00"),
    "first_due_on": date(2026, 10, 1), "installments": 9, "installment_amount": D("1040.00"),
}  # fmt: skip


@pytest.fixture
def term(cast):
    term = make_term(make_client(cast))
    bill(cast, term.client, "1", "12000.00", term=term)
    return term


@pytest.fixture
def agreement(cast, term):
    return enter_agreement(
        client=term.client, terms=[term], facts=Agreement(**FACTS), form_key=uuid.uuid4(),
        by=cast.acc,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"principal": D("9000.01")}, r"12,000\.01, but the policies’ .* 12,000\.00"),
        ({"installment_amount": D("1040.01")}, r"9,360\.09, but principal and finance charge"),
        ({"first_due_on": date(2026, 9, 1)}, "after the agreement"),
        ({"principal": D("0.00"), "down_payment": D("12000.00")}, "above zero"),
        ({"finance_charge": D("-1.00")}, "not below zero"),
    ],
)
def test_an_agreement_that_does_not_add_up_is_refused(changes, words):
    facts = {k: v for k, v in FACTS.items() if k not in ("lender", "number")} | changes
    with pytest.raises(DomainError, match=words):
        check_agreement(financed=D("12000.00"), **facts)


def test_the_last_installment_takes_the_rounding():
    facts = {k: v for k, v in FACTS.items() if k not in ("lender", "number")}
    facts |= {"finance_charge": D("360.05"), "installment_amount": D("1040.01")}
    check_agreement(financed=D("12000.00"), **facts)
    row = FinanceAgreement(**FACTS | {"finance_charge": D("360.05"),
                                      "installment_amount": D("1040.01")})  # fmt: skip
    assert row.last_installment == D("1039.97")


def test_the_lender_pays_the_financed_policy(cast, term, agreement):
    receipt = take_funding(
        agreement=agreement, amount=D("9000.00"), on=ON, reference="W-1", form_key=uuid.uuid4(),
        by=cast.acc,
    )  # fmt: skip
    assert (receipt.payer, receipt.method) == ("Pacific Premium Finance", "finance")
    assert Invoice.objects.with_balance().get().balance == D("3000.00")


def test_return_premium_goes_to_the_lender_first(cast, term, agreement):
    invoice = Invoice.objects.get()
    memo = bill(cast, term.client, "2", "-1000.00", term=term)
    with pytest.raises(DomainError, match="goes to the lender first"):
        use_credit(credit=memo, parts={invoice.pk: D("1.00")}, on=ON, by=cast.acc)
    with pytest.raises(DomainError, match=r"Between 0\.01 and 1,000\.00"):
        pay_lender(agreement=agreement, credit=memo, amount=D("1000.01"), on=ON, by=cast.acc)
    pay_lender(agreement=agreement, credit=memo, amount=D("900.00"), on=ON, by=cast.acc)
    end_agreement(agreement=agreement, on=ON, by=cast.acc)
    use_credit(credit=memo, parts={invoice.pk: D("100.00")}, on=ON, by=cast.acc)
    assert Invoice.objects.with_balance().get(pk=memo.pk).balance == 0
    assert control_difference(date(2030, 1, 1)) == 0


def test_an_agreement_is_entered_on_its_page(cast, term, sign_in):
    browser = sign_in(cast.acc)
    told = {k: str(v) for k, v in FACTS.items()} | {
        "terms": term.pk, "form_key": str(uuid.uuid4()), "principal": "$9,000.00",
    }  # fmt: skip
    url = f"/clients/{term.client_id}/finance/new/"
    wrong = browser.post(url, told | {"down_payment": "1.00"})
    assert wrong.status_code == 422
    assert "9,001.00, but the policies’" in wrong.content.decode()
    page = browser.post(url, told, follow=True).content.decode()
    for words in ("Pacific Premium Finance", "9 of 1,040.00", "Nothing came yet"):
        assert words in page
