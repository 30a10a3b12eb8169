"""Trust cash against the bank: what is outstanding stays in sight until the bank has it."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import Error, transaction

from accounts.bank_reconciliations.items import items
from accounts.bank_reconciliations.models import BankReconciliation
from accounts.bank_reconciliations.services import sign_off
from accounts.models import BankAccount
from config.lib.errors import DomainError
from tests.accounts.test_receipts import pay
from tests.cast import make_client

D = Decimal
MARCH, APRIL = date(2026, 3, 31), date(2026, 4, 30)


@pytest.fixture
def bank(cast):
    return BankAccount.objects.trust().get()


@pytest.fixture
def receipts(cast, bank):
    """One deposited on the 11th, and one that is not at the bank yet."""
    client = make_client(cast)
    at_bank = {"bank_account": bank, "deposited_on": date(2026, 3, 11)}
    return [pay(cast, client, "100.01", **at_bank), pay(cast, client, "50.00")]


def sign(cast, bank, balance, on=MARCH, **fields):
    fields = {"outstanding": [], "note": "", "by": cast.acc} | fields
    return sign_off(statement_on=on, balances={bank: D(balance)}, **fields)


def test_what_is_not_deposited_is_guessed_to_be_outstanding(receipts):
    assert [(i.amount, i.at_bank) for i in items(MARCH)] == [
        (D("100.01"), True), (D("50.00"), False)
    ]  # fmt: skip


def test_an_agreeing_statement_is_signed_and_what_is_open_comes_back(cast, bank, receipts):
    late = items(MARCH)[1].entry.pk
    row = sign(cast, bank, "100.01", outstanding=[late])
    assert (row.difference, row.ledger_balance, row.outstanding) == (0, D("150.01"), D("50.00"))
    pay(cast, receipts[0].client, "7.00", received_on=date(2026, 4, 2))
    assert [i.amount for i in items(APRIL)] == [D("50.00"), D("7.00")]
    second = sign(cast, bank, "157.01", on=APRIL)
    assert second.previous == row
    assert items(date(2026, 5, 31)) == []
    pay(cast, receipts[0].client, "3.00", received_on=date(2026, 4, 3))
    assert [i.amount for i in items(date(2026, 5, 31))] == [D("3.00")], "entered late, seen next"


def test_a_difference_is_signed_only_with_its_reason(cast, bank, receipts):
    with pytest.raises(DomainError, match=r"50\.01 is between the ledger and the bank"):
        sign(cast, bank, "100.00")
    assert sign(cast, bank, "100.00", note="Bank fee and a late deposit").difference == D("50.01")


def test_what_is_signed_is_frozen_and_the_days_rise(cast, bank, receipts):
    row = sign(cast, bank, "150.01")
    with pytest.raises(DomainError, match="is signed; the next one is of a later day"):
        sign(cast, bank, "150.01")
    with pytest.raises(Error, match="never changed"), transaction.atomic():
        BankReconciliation.objects.filter(pk=row.pk).update(note="x")
    with pytest.raises(DomainError, match="still to come"):
        sign(cast, bank, "1.00", on=date(2999, 1, 1))
    with pytest.raises(DomainError, match="1 of the entries changed"):
        sign(cast, bank, "1.00", on=APRIL, outstanding=[0])


def test_accounting_works_the_difference_out_and_signs(cast, bank, receipts, sign_in):
    browser = sign_in(cast.acc)
    address = "/trust/reconciliations/new/?on=2026-03-31"
    page = browser.get(address).content.decode()
    assert "100.01" in page
    late = items(MARCH)[1].entry.pk
    form = {f"balance-{bank.pk}": "$100.01", "note": ""}
    assert "50.00" in browser.post(address, form | {"work_out": "1"}).content.decode()
    refused = browser.post(address, form | {"sign": "1"})
    assert refused.status_code == 422
    assert "is between the ledger and the bank" in refused.content.decode()
    done = browser.post(address, form | {"sign": "1", f"open-{late}": "on"}, follow=True)
    assert "Agrees" in done.content.decode()
    assert "none" in browser.get("/trust/reconciliations/").content.decode()
