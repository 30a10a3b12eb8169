"""The whole circle of a client's money, from the policy's transaction to the examiner."""

from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from accounts.models import BankAccount, Contact, Invoice, Posting, WritingCompany
from accounts.trust.services import trust_position
from tests.accounts.test_receivables import control_difference
from tests.browser.renewing import run_waiting
from tests.cast import make_client, make_term

pytestmark = pytest.mark.slow

D = Decimal
PREMIUM, COMMISSION = D("10001.37"), D("1500.21")
TAX, STAMPING = D("300.04"), D("18.00")  # 3 % and 0.18 %, each to the cent
TOTAL = PREMIUM + TAX + STAMPING
NET = PREMIUM - COMMISSION
THIRD = D("3439.80")  # of 10,319.41, which does not divide by three
LAST = TOTAL - 2 * THIRD
GIVEN_UP = D("25.07")


@pytest.fixture
def term(clock, live_cast):
    """A surplus lines policy of a bakery in California that somebody pays for."""
    bakery = make_client(live_cast, "Harbor & Sons Bakery", state="CA", code="HARB")
    Contact.objects.create(
        client=bakery, name="Bill Payer", email="bill@bakery.example", roles=["billing"]
    )
    BankAccount.objects.update(bank="Golden Coast Bank", number="4000123456")
    made = make_term(
        bakery, number="SL-778", line="EXLIA", company="Tall Surplus Company",
        effective_on=date(2026, 2, 1), premium=str(PREMIUM), commission=str(COMMISSION),
    )  # fmt: skip
    WritingCompany.objects.filter(name="Tall Surplus Company").update(admitted=False)
    return made


def dollars(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def on(account: str) -> Decimal:
    return sum(Posting.objects.filter(account=account).values_list("amount", flat=True), D(0))


def work_jobs() -> None:
    run_waiting("document", "examiner-export", "month-close")


def open_on(invoice: Invoice) -> Decimal:
    return Invoice.objects.with_balance().get(pk=invoice.pk).balance


def receive(page, invoice, amount, **fields):
    """Accounting takes a payment on the client's page, used for the invoice."""
    page.goto(f"/clients/{invoice.client_id}/receive/")
    page.get_by_label("Amount", exact=False).first.fill(dollars(amount))
    for label, value in fields.items():
        page.get_by_label(label.capitalize(), exact=True).fill(value)
    page.get_by_role("button", name="Propose").click()
    page.get_by_role("button", name="Post payment").click()
    page.get_by_text("is posted").wait_for()


def test_the_whole_circle_ties_to_the_cent(clock, live_cast, desk, term):
    acc, ana, dora = (desk(who) for who in (live_cast.acc, live_cast.ana, live_cast.dora))
    client = term.client

    acc.goto("/billing/")
    acc.get_by_role("row", name="SL-778").get_by_role("link", name="Bill").click()
    expect(acc.locator("#preview")).to_contain_text(dollars(TOTAL))
    acc.get_by_role("button", name="Post", exact=True).click()
    acc.get_by_text("is posted").wait_for()
    invoice = Invoice.objects.get()
    assert invoice.total == TOTAL

    acc.get_by_role("link", name="Print").click()
    acc.get_by_role("button", name="Make it").click()
    acc.wait_for_url("**/jobs/**")
    work_jobs()
    acc.wait_for_url("**/documents/*/")
    acc.get_by_role("link", name="Deliver").click()
    acc.get_by_label("How").select_option("post")
    acc.get_by_role("button", name="Deliver").click()
    expect(acc.get_by_text("is noted as delivered")).to_be_visible()

    clock.at(2, 10)
    receive(acc, invoice, THIRD, reference="4711")
    assert open_on(invoice) == TOTAL - THIRD

    clock.at(2, 20)
    ana.goto("/collections/")
    ana.get_by_role("link", name="Reminder").click()
    ana.get_by_role("button", name="Send and note").click()
    ana.get_by_text("Reminder: Harbor & Sons Bakery is done").wait_for()

    ana.goto(f"/clients/{client.pk}/collections/")
    ana.get_by_role("link", name="Promise", exact=True).click()
    ana.get_by_label("Amount").fill(dollars(TOTAL - THIRD))
    ana.get_by_label("By*", exact=True).fill("2026-03-10")
    ana.get_by_role("button", name="Save").click()
    expect(ana.locator("#promises")).to_contain_text("Open")
    clock.at(3, 11)
    ana.goto("/collections/?state=broken")
    expect(ana.get_by_role("row", name=invoice.number)).to_be_visible()

    clock.at(3, 30)
    acc.goto(f"/clients/{client.pk}/collections/")
    acc.get_by_role("link", name="Ten-day letter").click()
    acc.get_by_role("button", name="Done").click()
    acc.get_by_text("is done").wait_for()
    work_jobs()
    acc.goto(f"/clients/{client.pk}/documents/")
    expect(acc.get_by_role("link", name="Ten-day notice").first).to_be_visible()
    ana.goto(f"/clients/{client.pk}/timeline/")
    expect(ana.get_by_role("main")).to_contain_text("Ten-day letter")

    clock.at(4, 2)
    receive(acc, invoice, THIRD, reference="5001")
    receive(acc, invoice, LAST, reference="88", payer="Harbor Holdings LLC")
    assert open_on(invoice) == 0
    clock.at(4, 6)
    acc.get_by_text("Returned by the bank").click()
    acc.get_by_label("Reason").last.fill("NSF")
    acc.get_by_role("button", name="Post the return").click()
    expect(acc.get_by_text("Returned", exact=True).first).to_be_visible()
    assert open_on(invoice) == LAST
    receive(acc, invoice, LAST - 100, reference="W-1", payer="Harbor Holdings LLC")
    assert open_on(invoice) == 100

    acc.goto(invoice.get_absolute_url())
    acc.get_by_role("link", name="Write off").click()
    acc.get_by_label("Amount").fill(str(GIVEN_UP))
    acc.get_by_label("Reason").select_option("dispute")
    acc.get_by_role("button", name="Ask for the write-off").click()
    acc.get_by_text("waits for a second person").first.wait_for()
    assert open_on(invoice) == 100
    dora.goto("/write-offs/")
    dora.get_by_role("button", name="Approve").click()
    dora.get_by_text("approved").first.wait_for()
    assert open_on(invoice) == 100 - GIVEN_UP

    acc.goto("/payables/")
    acc.get_by_role("link", name="Tall Surplus Company").first.click()
    acc.get_by_label(f"Pay invoice {invoice.number}").check()
    acc.get_by_role("button", name="Put the ticked items together").click()
    acc.get_by_text("waits to be approved").wait_for()
    dora.goto(acc.url)
    dora.get_by_role("button", name="Approve").click()
    acc.reload()
    acc.get_by_label("Means").select_option("wire")
    acc.get_by_role("button", name="Post the payment").click()
    acc.get_by_text("Void the payment").wait_for()

    clock.at(5, 4)
    dora.goto("/reports/production/?month=2026-04")
    dora.get_by_role("link", name="Close").click()
    dora.get_by_role("button", name="Close for good").click()
    dora.wait_for_url("**/jobs/**")
    work_jobs()
    dora.goto("/reports/production/?month=2026-04")
    dora.get_by_text("these figures are frozen").wait_for()
    acc.goto(f"/clients/{client.pk}/receive/")
    acc.get_by_label("Amount", exact=False).first.fill("1.00")
    acc.get_by_label("Received").fill("2026-04-30")
    acc.get_by_role("button", name="Post payment").click()
    expect(acc.get_by_text("April 2026 is closed")).to_be_visible()

    acc.goto("/ledger/examiner/")
    acc.get_by_label("Policy number").fill("SL-778")
    acc.get_by_role("button", name="Make the export").click()
    acc.wait_for_url("**/jobs/**")
    work_jobs()
    acc.goto("/ledger/examiner/")
    with acc.expect_download() as file:
        acc.get_by_role("link", name="1 policy").click()
    found = sheets(file.value.path())

    received = sum(row["Premium received"] for row in found["Premium received"])
    assert cents(received) == TOTAL - 100
    assert cents(sum(row["Amount"] for row in found["Paid on"])) == NET
    assert cents(sum(row["Amount"] for row in found["Invoices"])) == TOTAL
    ledger = {}
    for row in found["Ledger"]:
        ledger[row["Account"]] = ledger.get(row["Account"], D(0)) + cents(row["Amount"])
    assert ledger["Accounts receivable"] == on("receivable") == open_on(invoice) == 100 - GIVEN_UP
    assert ledger["Premium payable to carriers"] == on("premium_payable") == 0
    assert ledger["Written off"] == on("write_off") == GIVEN_UP
    assert control_difference(date(2026, 5, 4)) == 0
    trust = trust_position(date(2026, 5, 4))
    assert trust.cash == TOTAL - 100 - NET
    assert (trust.held, trust.unapplied, trust.shortfall) == (TAX + STAMPING, 0, 0)
    assert trust.covered == COMMISSION - 100
    assert sum(Posting.objects.values_list("amount", flat=True)) == 0
    # A refusal is an answer of its own kind, which the browser mentions.
    assert [fault for fault in acc.faults if "status of 422" not in fault] == []
    assert ana.faults == dora.faults == []


def cents(amount: float) -> Decimal:
    return D(str(amount)).quantize(D("0.01"))


def sheets(path) -> dict[str, list[dict]]:
    book = CalamineWorkbook.from_path(path)
    found = {}
    for name in book.sheet_names:
        head, *rows = book.get_sheet_by_name(name).to_python()
        found[name] = [dict(zip(head, row, strict=True)) for row in rows]
    return found
