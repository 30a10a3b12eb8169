"""Billing on its pages: the worklist, the preview, posting, credit and making anew."""

import uuid
from datetime import date
from decimal import Decimal

from accounts.models import BillingRun, Invoice
from tests.accounts.billing.conftest import ON
from tests.cast import make_term, transact

D = Decimal


def words(**changes) -> dict:
    return {
        "invoice_on": "2026-02-01", "due_on": "", "home_state": "CA", "carrier_fee": "$250.00",
        "scheme": "FULL", "custom": "", "form_key": str(uuid.uuid4()),
    } | changes  # fmt: skip


def test_the_preview_shows_each_account_and_saves_nothing_then_it_is_posted(
    cast, sign_in, surplus, first
):
    browser, url = sign_in(cast.ben), f"/transactions/{first(surplus).pk}/invoice/"
    told = words()
    page = browser.post(url, told | {"preview": "1"}, headers={"HX-Request": "true"})
    text = page.content.decode()
    for expected in ("10,575.95", "Stamping fee", "Premium payable to carriers", "(8,500.00)"):
        assert expected in text
    assert not Invoice.objects.exists()
    assert browser.post(url, told).status_code == 302
    assert browser.post(url, told).status_code == 302  # the same form, sent twice
    invoice = Invoice.objects.get()
    page = browser.get(f"/policies/{surplus.pk}/").content.decode()
    assert f">{invoice.number}</a>" in page


def test_a_currency_sign_in_the_wrong_place_is_told_at_its_field(cast, sign_in, surplus, first):
    url = f"/transactions/{first(surplus).pk}/invoice/"
    answer = sign_in(cast.acc).post(url, words(carrier_fee="25$0", custom="03/01/2026 5$"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "“25$0” is not an amount of money. Write it like 1,234.50." in text
    assert "Line 1: “5$” is not an amount of money." in text
    assert 'value="25$0"' in text
    assert not Invoice.objects.exists()


def test_an_unknown_rate_is_told_on_the_page(cast, sign_in, surplus, first):
    url = f"/transactions/{first(surplus).pk}/invoice/"
    answer = sign_in(cast.acc).post(url, words(home_state="nv"))
    assert answer.status_code == 422
    assert "No surplus lines tax of NV is in the rate table." in answer.content.decode()


def test_the_worklist_invoices_the_ticked_ones_and_logs_each(cast, sign_in, term, surplus):
    browser = sign_in(cast.acc)
    page = browser.get("/billing/").content.decode()
    assert page.count('name="transaction"') == 2
    told = {
        "invoice_on": "2026-02-01", "form_key": str(uuid.uuid4()),
        "transaction": [t.transactions.get().pk for t in (term, surplus)],
    }  # fmt: skip
    answer = browser.post("/billing/run/", told, follow=True)
    assert "all invoiced" in answer.content.decode()
    assert Invoice.objects.count() == 2
    browser.post("/billing/run/", told)
    assert BillingRun.objects.count() == 1
    assert "Everything is invoiced." in browser.get("/billing/").content.decode()


def test_a_credit_is_used_on_its_page_and_too_much_is_refused(cast, sign_in, term, billed):
    (invoice,) = billed(term)
    memo = billed(term, transact(term, "END", ON, "-500.00", "-75.00"))[0]
    browser = sign_in(cast.acc)
    assert "Credit left" in browser.get(f"/invoices/{memo.pk}/").content.decode()
    field = f"invoice-{invoice.pk}"
    answer = browser.post(f"/invoices/{memo.pk}/use/", {field: "500.01"})
    assert answer.status_code == 422
    assert "only 500.00 is left of it" in answer.content.decode()
    assert browser.post(f"/invoices/{memo.pk}/use/", {field: "500.00"}).status_code == 302
    page = browser.get(f"/invoices/{invoice.pk}/").content.decode()
    assert f"Credit memo {memo.number}" in page


def test_the_chain_of_an_invoice_made_anew_is_on_its_page(cast, sign_in, term, first, billed):
    (wrong,) = billed(term)
    browser = sign_in(cast.acc)
    url = f"/transactions/{first(term).pk}/invoice/anew/"
    assert browser.post(url, words(reason="", carrier_fee="")).status_code == 422
    answer = browser.post(url, words(reason="Fee missing", carrier_fee="40"), follow=True)
    text = answer.content.decode()
    for expected in ("Made anew", f"Invoice {wrong.number}", "12,040.00"):
        assert expected in text


def test_an_executive_reads_but_does_not_bill(cast, sign_in, bakery):
    other = make_term(bakery, effective_on=date(2026, 3, 1)).transactions.get()
    assert sign_in(cast.ana).get(f"/transactions/{other.pk}/invoice/").status_code == 403
