"""Accounting pays on, page by page; others look, or do not get in."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import BankAccount, Remittance
from tests.accounts.payables.test_remittances import company, pay_on, propose, sold
from tests.accounts.test_receipts import pay
from tests.cast import make_client

D = Decimal
PAGES = (
    "/payables/",
    "/payables/companies/{company}/",
    "/remittances/",
    "/remittances/{remittance}/",
    "/remittances/{remittance}/account-current/",
    "/trust/",
    "/trust/policies/",
    "/ledger/",
    "/ledger/accounts/trust_cash/",
    "/reconciliation/",
)


@pytest.fixture
def bakery(cast):
    return make_client(cast, "Harbor Bakery Inc.")


def paid_up(cast, client, number):
    invoice = sold(cast, client, number)
    pay(cast, client, "1000", {invoice.pk: D(1000)})
    return invoice


def test_accounting_puts_items_together_the_director_approves_and_it_is_paid(cast, bakery, sign_in):
    ready, unpaid = paid_up(cast, bakery, "READY"), sold(cast, bakery, "UNPAID")
    browser = sign_in(cast.acc)
    address = f"/payables/companies/{company().pk}/?through=2026-12-31"
    page = browser.get(address).content.decode()
    assert "850.00 missing" in page
    assert page.count("checked") == 1, "what is due and paid by the client is ticked"
    form = {f"take-{ready.pk}": "on", f"amount-{ready.pk}": "850.00",
            "form_key": "8f2ec1b6-6a0c-4f0f-8d55-0d5d7a0f3c11"}  # fmt: skip
    refused = browser.post(address, form | {f"amount-{ready.pk}": "850.01"})
    assert refused.status_code == 422
    assert "850.01 does not fit" in refused.content.decode()
    assert browser.post(address, form, follow=True).status_code == 200
    remittance = Remittance.objects.get()
    assert "Somebody else approves" in browser.get(remittance.get_absolute_url()).content.decode()
    browser.force_login(cast.dora)
    browser.post(f"/remittances/{remittance.pk}/approve/")
    pay_form = {"means": "check", "reference": "", "paid_on": "2026-10-12",
                "bank_account": BankAccount.objects.trust().get().pk}  # fmt: skip
    refused = browser.post(f"/remittances/{remittance.pk}/pay/", pay_form)
    assert refused.status_code == 422
    assert "Enter the number of the check" in refused.content.decode()
    browser.post(f"/remittances/{remittance.pk}/pay/", pay_form | {"reference": "9001"})
    remittance.refresh_from_db()
    assert remittance.standing == "paid"
    paper = browser.get(f"/remittances/{remittance.pk}/account-current/").content.decode()
    assert "Check 9001" in paper
    entry = browser.get(f"/ledger/entries/{remittance.entry_id}/").content.decode()
    assert "Remittance 1 to Zenith Casualty Company" in entry
    assert unpaid.number not in entry


def test_the_sweep_form_refuses_with_the_section_of_the_law(cast, bakery, sign_in):
    paid_up(cast, bakery, "1")
    browser = sign_in(cast.acc)
    form = {"amount": "151", "on": "2026-10-12", "form_key": "8f2ec1b6-6a0c-4f0f-8d55-0d5d7a0f3c12"}
    refused = browser.post("/trust/sweep/", form)
    assert refused.status_code == 422
    assert "Ins. Code §1734(b)" in refused.content.decode()
    assert browser.post("/trust/sweep/", form | {"amount": "150"}).status_code == 302


def test_an_executive_sees_the_entries_of_the_team_s_clients_only(cast, bakery, sign_in):
    mine = paid_up(cast, bakery, "1").entries.first()
    theirs = paid_up(cast, make_client(cast, "Valley Co", team=cast.valley), "2").entries.first()
    browser = sign_in(cast.ana)
    assert browser.get(mine.get_absolute_url()).status_code == 200
    assert browser.get(theirs.get_absolute_url()).status_code == 404
    assert browser.get("/payables/").status_code == 403


def test_the_pages_make_as_many_queries_however_many_items_there_are(cast, bakery, sign_in):
    def counts():
        remittance = Remittance.objects.first()
        found = {}
        for page in PAGES:
            address = page.format(company=company().pk, remittance=remittance.pk)
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(address).status_code == 200, address
            found[page] = len(queries)
        return found

    browser = sign_in(cast.acc)
    paid_up(cast, bakery, "0")
    pay_on(cast, propose(cast, {paid_up(cast, bakery, "1").pk: D(850)}))
    few = counts()
    invoices = [paid_up(cast, make_client(cast, f"Client {n}"), f"N{n}") for n in range(6)]
    pay_on(cast, propose(cast, {i.pk: D(800) for i in invoices}), reference="9002")
    assert counts() == few
    assert max(few.values()) <= 15
