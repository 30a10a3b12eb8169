"""Paying on: what is owed, by two people, once, and never with other clients' premium."""

import uuid
from datetime import date
from decimal import Decimal

import pytest

from accounts.ledger.services import close_ledger
from accounts.models import BankAccount, Posting, Remittance, WritingCompany
from accounts.payables import services
from accounts.payables.items import by_payee, items
from accounts.receipts.services import return_receipt
from accounts.trust.services import move_own_funds, sweep_commission, trust_position
from config.lib.errors import DomainError
from tests.accounts.test_receipts import pay
from tests.accounts.test_receivables import bill
from tests.cast import make_client, make_term

D = Decimal
ON = date(2026, 11, 1)
PAID = date(2026, 10, 12)


@pytest.fixture
def bakery(cast):
    return make_client(cast, "Harbor Bakery Inc.")


def sold(cast, client, number="1", **fields):
    """Premium 1,000.00 at 15 %: 850.00 is the carrier's."""
    return bill(cast, client, number, commission=D("150.00"), **fields)


def company():
    return WritingCompany.objects.get(name="Zenith Casualty Company")


def propose(cast, amounts, by=None, **fields):
    fields = {"company": company(), "through_on": ON, "form_key": uuid.uuid4()} | fields
    return services.propose_remittance(amounts=amounts, by=by or cast.acc, **fields)


def pay_on(cast, remittance, reference="9001", on=PAID):
    services.approve_remittance(remittance=remittance, by=cast.dora)
    trust = BankAccount.objects.trust().get()
    return services.pay_remittance(
        remittance=remittance, means="check", reference=reference, paid_on=on,
        bank_account=trust, by=cast.acc,
    )  # fmt: skip


def move(cast, amount):
    return move_own_funds(amount=D(amount), on=PAID, form_key=uuid.uuid4(), by=cast.acc)


def sweep(cast, amount):
    return sweep_commission(amount=D(amount), on=PAID, form_key=uuid.uuid4(), by=cast.acc)


def ledger(account):
    return sum(Posting.objects.filter(account=account).values_list("amount", flat=True), D(0))


def test_the_carrier_is_owed_the_net_premium_and_it_is_ready_once_the_client_paid(cast, bakery):
    invoice = sold(cast, bakery)
    (item,) = items(ON)
    assert (item.amount, item.advance, item.payee.name) == (850, 850, "Zenith Casualty Company")
    pay(cast, bakery, "1000", {invoice.pk: D(1000)})
    (row,) = by_payee(items(ON), ON, date(2026, 12, 31))
    assert (row.owed, row.ready, row.advance) == (850, 850, 0)


def test_an_intermediary_is_paid_with_the_taxes_and_else_the_authorities_are(cast, bakery):
    taxed = {"surplus_tax": D("30.00"), "stamping_fee": D("1.80"), "carrier_fee": D("250.00")}
    term = make_term(bakery)
    sold(cast, bakery, term=term, lines=taxed)
    found = {i.payee.name: i.amount for i in items(ON)}
    assert found == {
        "Zenith Casualty Company": D("1100.00"),
        "State, surplus lines tax": D("30.00"),
        "Stamping office": D("1.80"),
    }
    wholesaler = WritingCompany.objects.create(
        carrier=company().carrier, name="Pacific Wholesale", kind="wholesaler"
    )
    term.policy.billing_company = wholesaler
    term.policy.save()
    assert {i.payee.name: i.amount for i in items(ON)} == {"Pacific Wholesale": D("1131.80")}


def test_one_proposes_another_approves_and_it_is_paid_out_of_trust(cast, bakery):
    invoice = sold(cast, bakery)
    pay(cast, bakery, "1000", {invoice.pk: D(1000)})
    remittance = propose(cast, {invoice.pk: D(850)})
    with pytest.raises(DomainError, match="Somebody else approves"):
        services.approve_remittance(remittance=remittance, by=cast.acc)
    paid = pay_on(cast, remittance)
    assert paid.standing == "paid"
    assert (ledger("trust_cash"), ledger("premium_payable")) == (150, 0)
    assert items(ON) == []
    with pytest.raises(DomainError, match="is paid"):
        pay_on(cast, remittance)


def test_it_is_not_paid_before_it_is_approved(cast, bakery):
    invoice = sold(cast, bakery)
    pay(cast, bakery, "1000", {invoice.pk: D(1000)})
    with pytest.raises(DomainError, match="is proposed"):
        services.pay_remittance(
            remittance=propose(cast, {invoice.pk: D(850)}), means="ach", reference="1",
            paid_on=PAID, bank_account=BankAccount.objects.trust().get(), by=cast.acc,
        )  # fmt: skip


@pytest.mark.parametrize("amount", ["850.01", "-1.00", "0.00"])
def test_never_more_than_is_owed(cast, bakery, amount):
    invoice = sold(cast, bakery)
    with pytest.raises(DomainError, match="does not fit"):
        propose(cast, {invoice.pk: D(amount)})
    assert not Remittance.objects.exists()


def test_an_invoice_is_in_one_remittance_under_way_until_that_is_dropped(cast, bakery):
    invoice = sold(cast, bakery)
    first = propose(cast, {invoice.pk: D(400)})
    with pytest.raises(DomainError, match="Remittance 1 has one of these"):
        propose(cast, {invoice.pk: D(450)})
    services.drop_remittance(remittance=first, by=cast.acc)
    assert propose(cast, {invoice.pk: D(450)}).number == 2


def test_a_short_payment_leaves_the_rest_owed(cast, bakery):
    invoice = sold(cast, bakery)
    pay(cast, bakery, "1000", {invoice.pk: D(1000)})
    pay_on(cast, propose(cast, {invoice.pk: D(800)}))
    (item,) = items(ON)
    assert (item.amount, item.advance) == (50, 0)


def test_a_credit_is_netted_openly_as_a_line_of_its_own(cast, bakery):
    invoice = sold(cast, bakery)
    back = bill(cast, bakery, "2", premium="-200.00", commission=D("-30.00"))
    pay(cast, bakery, "1000", {invoice.pk: D(1000)})
    paid = pay_on(cast, propose(cast, {invoice.pk: D(850), back.pk: D(-170)}))
    assert paid.amount == 680
    assert sorted(line.amount for line in paid.lines.all()) == [-170, 850]
    assert trust_position(ON).held == 170, "the client's return premium is held"


def test_what_the_client_has_not_paid_is_paid_only_with_own_funds(cast, bakery):
    other = make_client(cast, "Cafe LLC")
    theirs = sold(cast, other, "O")
    pay(cast, other, "1000", {theirs.pk: D(1000)})
    unpaid = sold(cast, bakery)
    remittance = propose(cast, {unpaid.pk: D(850)})
    with pytest.raises(DomainError, match=r"only 150.00 in trust is not other clients' premium"):
        pay_on(cast, remittance)
    move(cast, "700")
    trust = BankAccount.objects.trust().get()
    services.pay_remittance(
        remittance=remittance, means="wire", reference="", paid_on=PAID, bank_account=trust,
        by=cast.acc,
    )  # fmt: skip
    now = trust_position(ON)
    assert (now.shortfall, now.advanced, now.cash) == (0, 850, 850)


def test_a_void_payment_is_reversed_and_its_items_are_owed_again(cast, bakery):
    invoice = sold(cast, bakery)
    pay(cast, bakery, "1000", {invoice.pk: D(1000)})
    paid = pay_on(cast, propose(cast, {invoice.pk: D(850)}))
    with pytest.raises(DomainError, match="Say why"):
        services.void_remittance(remittance=paid, on=PAID, reason=" ", by=cast.acc)
    reversal = services.void_remittance(remittance=paid, on=PAID, reason="Lost", by=cast.acc)
    assert reversal.reverses == paid.entry
    assert Remittance.objects.with_standing().get().stands == "void"
    assert (ledger("trust_cash"), items(ON)[0].amount) == (1000, 850)
    with pytest.raises(DomainError, match="is void"):
        services.void_remittance(remittance=paid, on=PAID, reason="Again", by=cast.acc)
    pay_on(cast, propose(cast, {invoice.pk: D(850)}), reference="9002")


def test_a_check_number_pays_once_and_a_closed_month_takes_nothing(cast, bakery):
    one, two = sold(cast, bakery, "1"), sold(cast, bakery, "2")
    pay(cast, bakery, "2000", {one.pk: D(1000), two.pk: D(1000)})
    pay_on(cast, propose(cast, {one.pk: D(850)}))
    with pytest.raises(DomainError, match="Check 9001 paid Remittance 1"):
        pay_on(cast, propose(cast, {two.pk: D(850)}))
    close_ledger(month=date(2026, 10, 1), by=cast.acc)
    with pytest.raises(DomainError, match="October 2026 is closed"):
        services.pay_remittance(
            remittance=Remittance.objects.get(number=2), means="check", reference="9002",
            paid_on=PAID, bank_account=BankAccount.objects.trust().get(), by=cast.acc,
        )  # fmt: skip


def test_the_same_form_twice_makes_one_remittance(cast, bakery):
    invoice, key = sold(cast, bakery), uuid.uuid4()
    first = propose(cast, {invoice.pk: D(850)}, form_key=key)
    assert propose(cast, {invoice.pk: D(850)}, form_key=key) == first
    with pytest.raises(DomainError, match="other figures"):
        propose(cast, {invoice.pk: D(800)}, form_key=key)


def test_commission_is_swept_as_far_as_it_is_earned_and_covered(cast, bakery):
    invoice = sold(cast, bakery)
    pay(cast, bakery, "900", {invoice.pk: D(900)})
    assert trust_position(ON).sweepable == 50
    with pytest.raises(DomainError, match=r"50.00 of commission is earned.*1734\(b\)"):
        sweep(cast, "50.01")
    swept = sweep(cast, "50")
    assert (ledger("operating_cash"), swept.number) == (50, 1)
    assert trust_position(ON).sweepable == 0
    assert trust_position(ON).held == 850


def test_money_on_account_and_own_funds_are_not_swept(cast, bakery):
    pay(cast, bakery, "500")
    move(cast, "200")
    assert trust_position(ON).surplus == 200
    with pytest.raises(DomainError, match=r"0.00 of commission"):
        sweep(cast, "1")
    move(cast, "-200")
    with pytest.raises(DomainError, match=r"0.00 of own funds"):
        move(cast, "-0.01")


def test_a_returned_check_leaves_a_shortfall_that_blocks_every_sweep(cast, bakery):
    invoice, two = sold(cast, bakery), sold(cast, bakery, "2")
    receipt = pay(cast, bakery, "1000", {invoice.pk: D(1000)})
    pay(cast, bakery, "1000", {two.pk: D(1000)})
    pay_on(cast, propose(cast, {invoice.pk: D(850)}))
    return_receipt(receipt=receipt, on=PAID, reason="NSF", by=cast.acc)
    now = trust_position(ON)
    assert (now.shortfall, now.advanced) == (700, 850)
    with pytest.raises(DomainError, match="Trust is short by 700.00"):
        sweep(cast, "1")


def test_what_carriers_are_due_before_clients_paid_is_not_swept(cast, bakery):
    paid, unpaid = sold(cast, bakery), sold(cast, bakery, "2")
    pay(cast, bakery, "1000", {paid.pk: D(1000)})
    assert unpaid
    with pytest.raises(DomainError, match=r"850.00 stays because carriers are due"):
        sweep(cast, "1")
