"""A transaction becomes an invoice, once; in full, in parts, or as a credit memo."""

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.billing.drafts import Wanted
from accounts.billing.querysets import not_invoiced
from accounts.billing.services import bill, bill_many, rebill
from accounts.ledger.services import close_ledger
from accounts.models import Invoice, InvoiceLine, JournalEntry, PaymentScheme, Posting, TaxFeeRule
from accounts.receipts.services import take_receipt
from accounts.receivables.credits import take_credit_back, use_credit
from config.lib.errors import DomainError
from tests.accounts.billing.conftest import ON
from tests.accounts.test_receivables import control_difference
from tests.cast import make_client, make_term, transact

D = Decimal
LATER = date(2026, 3, 1)


def lines(invoice) -> dict:
    return dict(invoice.lines.values_list("kind", "amount"))


def balance(invoice) -> Decimal:
    return Invoice.objects.with_balance().get(pk=invoice.pk).balance


def pay(cast, invoice, amount):
    return take_receipt(
        client=invoice.client, amount=D(amount), received_on=LATER, method="ach", reference="",
        payer="", parts={invoice.pk: D(amount)}, form_key=uuid.uuid4(), by=cast.acc,
    )  # fmt: skip


def plan(code):
    return PaymentScheme.objects.get(code=code)


def test_a_surplus_lines_transaction_is_billed_with_tax_and_stamping_fee(surplus, billed):
    (invoice,) = billed(surplus, fees={"carrier_fee": "250.00", "broker_fee": "500.00"})
    assert lines(invoice) == {
        "premium": D("10000.00"), "carrier_fee": D("250.00"), "broker_fee": D("500.00"),
        "surplus_tax": D("307.50"), "stamping_fee": D("18.45"),
    }  # fmt: skip
    assert dict(InvoiceLine.objects.filter(rate__isnull=False).values_list("kind", "rate")) == {
        "surplus_tax": D("3"), "stamping_fee": D("0.18"),
    }  # fmt: skip
    posted = dict(Posting.objects.filter(invoice=invoice).values_list("account", "amount"))
    assert posted["receivable"] == D("11075.95")
    assert posted["premium_payable"] == D("-8500.00")
    assert invoice.due_on == date(2026, 2, 21)


def test_an_admitted_company_owes_no_surplus_lines_tax(term, billed):
    assert lines(billed(term)[0]) == {"premium": D("12000.00")}
    with pytest.raises(DomainError, match="is admitted"):
        billed(make_term(term.client), taxes={"surplus_tax": D("1.00")})


def test_numbers_follow_each_other_without_a_gap(cast, term, surplus, billed):
    first = billed(term)[0]
    with pytest.raises(DomainError, match="No surplus lines tax of NV"):
        billed(surplus, home_state="NV")
    second = billed(surplus)[0]
    assert int(second.number) == int(first.number) + 1


def test_the_same_transaction_is_invoiced_once_and_the_same_form_gives_the_same_invoice(
    cast, term, first
):
    key, wanted = uuid.uuid4(), Wanted(ON)
    made = bill(transaction=first(term), wanted=wanted, form_key=key, by=cast.acc)
    assert bill(transaction=first(term), wanted=wanted, form_key=key, by=cast.acc) == made
    with pytest.raises(DomainError, match=f"invoiced already: invoice {made[0].number}"):
        bill(transaction=first(term), wanted=wanted, form_key=uuid.uuid4(), by=cast.acc)


def test_the_database_itself_refuses_a_second_invoice_of_a_transaction(term, billed):
    (invoice,) = billed(term)
    twin = Invoice.objects.get(pk=invoice.pk)
    twin.pk, twin.number = None, "999"
    with pytest.raises(IntegrityError, match="transaction_invoiced_once"), transaction.atomic():
        twin.save()
    twin.reissues_id = invoice.pk
    with pytest.raises(IntegrityError, match="is not void"), transaction.atomic():
        twin.save()


def test_what_the_carrier_bills_is_not_invoiced(bakery, billed):
    with pytest.raises(DomainError, match="The carrier bills this policy"):
        billed(make_term(bakery, bill_mode="direct"))


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"invoice_on": date(2030, 1, 1)}, "still to come"),
        ({"due_on": date(2026, 1, 31)}, "due before it is written"),
        ({"fees": {"broker_fee": "-5.00"}}, "The broker fee of an invoice is not negative"),
        ({"home_state": ""}, "home state"),
    ],
)
def test_a_wrong_bill_is_refused_and_nothing_is_saved(surplus, billed, wanted, words):
    with pytest.raises(DomainError, match=words):
        billed(surplus, **wanted)
    assert not Invoice.objects.exists()


def test_a_closed_month_takes_no_invoice(cast, term, billed):
    close_ledger(month=date(2026, 2, 1), by=cast.acc)
    with pytest.raises(DomainError, match="February 2026 is closed"):
        billed(term)


def test_commission_above_the_premium_is_refused(bakery, billed):
    with pytest.raises(DomainError, match="never more; correct the transaction"):
        billed(make_term(bakery, premium="100.00", commission="100.01"))


def test_a_policy_of_2011_is_refused_since_nobody_knows_its_stamping_fee(bakery, surplus, billed):
    old = make_term(
        bakery, company="Tall Surplus Company", line="EXLIA", effective_on=date(2011, 5, 1)
    )
    with pytest.raises(DomainError, match=r"no CA stamping fee for 05/01/2011"):
        billed(old)


def test_a_plan_of_four_makes_four_invoices_each_due_on_its_day(surplus, billed):
    made = billed(surplus, scheme=plan("4-PAY"), fees={"carrier_fee": "250.00"})
    assert [i.installment for i in made] == [1, 2, 3, 4]
    assert [i.due_on for i in made] == [
        date(2026, 2, 21), date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1),
    ]  # fmt: skip
    assert [i.total for i in made] == [D("3075.95"), *[D("2510.00")] * 3]
    income = Posting.objects.filter(account="commission_income")
    assert [p.amount for p in income.order_by("pk")] == [D("-375.00")] * 4
    assert control_difference(date(2030, 1, 1)) == 0


def test_return_premium_becomes_a_credit_memo_with_tax_at_the_rate_that_was_charged(
    surplus, billed
):
    billed(surplus)
    TaxFeeRule.objects.filter(code="surplus_tax").update(rate=D("4"))
    back = transact(surplus, "CAN", date(2026, 4, 11), "-7260.27", "-1089.04")
    (memo,) = billed(surplus, back, invoice_on=LATER)
    assert memo.kind == "Credit memo"
    assert lines(memo) == {
        "premium": D("-7260.27"), "surplus_tax": D("-217.81"), "stamping_fee": D("-13.07"),
    }  # fmt: skip
    commission = Posting.objects.get(account="commission_income", invoice=memo)
    assert commission.amount == D("1089.04")
    with pytest.raises(DomainError, match="not paid in parts"):
        billed(surplus, transact(surplus, "AUD", ON, "-100.00"), scheme=plan("2-PAY"))


def test_a_credit_memo_is_used_for_open_invoices_and_that_is_taken_back(cast, term, billed):
    (invoice,) = billed(term)
    memo = billed(term, transact(term, "END", LATER, "-1000.00", "-150.00"))[0]
    use_credit(credit=memo, parts={invoice.pk: D("600.00")}, on=LATER, by=cast.acc)
    assert (balance(memo), balance(invoice)) == (D("-400.00"), D("11400.00"))
    with pytest.raises(DomainError, match=r"only 400\.00 is left"):
        use_credit(credit=memo, parts={invoice.pk: D("400.01")}, on=LATER, by=cast.acc)
    take_credit_back(use=memo.uses.get(), on=LATER, by=cast.acc)
    assert (balance(memo), balance(invoice)) == (D("-1000.00"), D("12000.00"))
    with pytest.raises(DomainError, match="taken back before"):
        take_credit_back(use=memo.uses.first(), on=LATER, by=cast.acc)
    assert control_difference(date(2030, 1, 1)) == 0


def test_a_credit_is_not_used_for_another_client(cast, term, billed):
    memo = billed(term, transact(term, "END", LATER, "-1000.00", "-150.00"))[0]
    other = billed(make_term(make_client(cast, "Second")))[0]
    with pytest.raises(DomainError, match="not this client"):
        use_credit(credit=memo, parts={other.pk: D("10.00")}, on=LATER, by=cast.acc)


def test_an_invoice_is_made_anew_and_linked_to_the_void_one(cast, term, first, billed):
    (wrong,) = billed(term)
    (right,) = rebill(
        transaction=first(term), wanted=Wanted(LATER, fees={"policy_fee": D("75.00")}),
        reason="The inspection fee was missing", by=cast.acc,
    )  # fmt: skip
    assert (right.reissues, balance(wrong), right.total) == (wrong, 0, D("12075.00"))
    assert JournalEntry.objects.get(reverses__invoice=wrong).memo.startswith("The inspection")
    with pytest.raises(DomainError, match="invoiced already"):
        billed(term)
    pay(cast, right, "10.00")
    with pytest.raises(DomainError, match="Something was paid"):
        rebill(transaction=first(term), wanted=Wanted(LATER), reason="Again", by=cast.acc)


def test_a_changed_plan_keeps_what_was_paid_and_bills_the_rest_anew(cast, surplus, first, billed):
    made = billed(surplus, scheme=plan("4-PAY"))
    pay(cast, made[0], "100.00")
    pay(cast, made[1], made[1].total)
    rest = rebill(
        transaction=first(surplus),
        wanted=Wanted(LATER, home_state="CA", scheme=plan("FULL")),
        reason="Pays the rest at once", by=cast.acc,
    )  # fmt: skip
    assert [(i.installment, i.reissues, i.total) for i in rest] == [(3, made[2], D("5000.00"))]
    live = Invoice.objects.live().filter(transaction=first(surplus))
    premium = InvoiceLine.objects.filter(invoice__in=live, kind="premium")
    assert sum(line.amount for line in premium) == D("10000.00")
    earned = Posting.objects.filter(account="commission_income")
    assert -sum(p.amount for p in earned) == D("1500.00")
    again = rebill(
        transaction=first(surplus),
        wanted=Wanted(LATER, home_state="CA", scheme=plan("4-PAY")),
        reason="In parts after all", by=cast.acc,
    )  # fmt: skip
    assert [i.installment for i in again] == [3, 4, 5, 6]
    assert again[1].reissues == made[3]


def test_parts_agreed_one_by_one_keep_their_days_and_amounts(term, billed):
    told = [(date(2026, 2, 10), D("2000.00")), (date(2026, 8, 10), D("10000.00"))]
    made = billed(term, custom=told)
    assert [(i.due_on, i.total) for i in made] == [
        (date(2026, 2, 10), D("2000.00")), (date(2026, 8, 10), D("10010.00")),
    ]  # fmt: skip


def test_many_are_invoiced_at_once_and_each_refusal_says_why(cast, term, surplus, bakery):
    foreign = make_term(
        make_client(cast, "Reno Rail", state="NV"), company="Tall Surplus Company", line="EXLIA"
    )
    key = uuid.uuid4()
    todo = list(not_invoiced(cast.acc))
    assert {t.term for t in todo} == {term, surplus, foreign}
    run = bill_many(transactions=todo, invoice_on=ON, form_key=key, by=cast.acc)
    rows = {row.transaction.term: row for row in run.rows.select_related("transaction__term")}
    assert rows[term].invoice.total == D("12000.00")
    assert rows[surplus].invoice.total == D("10318.00")
    assert rows[foreign].refusal.startswith("No surplus lines tax of NV")
    assert {t.term for t in not_invoiced(cast.acc)} == {foreign}
    assert bill_many(transactions=[], invoice_on=ON, form_key=key, by=cast.acc) == run
