"""An examiner gets every field of 10 CCR 2190.2, and each figure leads to its entries."""

import uuid
from datetime import date
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from accounts.examiner.services import make_export
from accounts.examiner.sheets import Scope
from accounts.models import BankAccount, ExaminerExport
from config.lib.errors import DomainError
from reports.jobs.services import run_job
from reports.models import Job
from tests.accounts.payables.test_remittances import pay_on, propose
from tests.accounts.test_receipts import pay
from tests.accounts.test_receivables import bill
from tests.cast import make_client, make_term

D = Decimal


@pytest.fixture
def bakery(cast):
    return make_client(cast, "Harbor Bakery Inc.")


@pytest.fixture
def term(bakery):
    return make_term(bakery, number="CA-778", premium="1000.00", commission="150.00")


def book(export) -> dict[str, list[dict]]:
    with export.file.open("rb") as opened:
        found = CalamineWorkbook.from_filelike(opened)
    sheets = {}
    for name in found.sheet_names:
        head, *rows = found.get_sheet_by_name(name).to_python()
        sheets[name] = [dict(zip(head, row, strict=True)) for row in rows]
    return sheets


def test_every_field_of_the_rule_is_there_and_ties(cast, bakery, term):
    trust = BankAccount.objects.trust().get()
    BankAccount.objects.filter(pk=trust.pk).update(bank="Golden Coast Bank")
    invoice = bill(cast, bakery, "77", term=term, commission=D("150.00"))
    receipt = pay(cast, bakery, "1000", {invoice.pk: D(600)}, reference="4711")
    receipt.deposited_on, receipt.bank_account = date(2026, 3, 11), trust
    receipt.save()
    remittance = pay_on(cast, propose(cast, {invoice.pk: D(500)}))
    bill(cast, make_client(cast, "Other Inc."), "99")
    found = book(make_export(scope=Scope(policy="ca-778"), by=cast.rita))

    (sold,) = found["Transactions"]
    assert sold["Insured"] == "Harbor Bakery Inc."
    assert sold["Insurer"] == "Zenith Casualty Company"
    assert (sold["Gross premium"], sold["Commission"], sold["Net premium"]) == (1000, 150, 850)
    assert sold["Commission basis, %"] == "15.0000"
    assert sold["Commission promised to"] == "Sam Sato, Ana Alvarez"
    assert sold["Policy effective"] == date(2026, 1, 1)

    (received,) = found["Premium received"]
    assert (received["Premium received"], received["Whole payment"]) == (600, 1000)
    assert received["Date received"] == date(2026, 3, 10)
    assert (received["Date deposited"], received["Bank"]) == (
        date(2026, 3, 11),
        "Golden Coast Bank",
    )
    assert (received["Means"], received["Check or reference"]) == ("Check", "4711")

    (on,) = found["Paid on"]
    assert (on["Amount"], on["Payee"]) == (500, "Zenith Casualty Company")
    assert (on["Date paid"], on["Check or reference"]) == (remittance.paid_on, "9001")
    assert on["Entry"] == f"J{remittance.entry.number}"

    entries = {row["Entry"] for row in found["Ledger"]}
    assert set(received["Entries"].split(", ")) == entries
    owed = sum(row["Amount"] for row in found["Ledger"] if row["Account"] == "Accounts receivable")
    assert owed == 1000 - 600
    assert {row["Invoice"] for row in found["Invoices"]} == {"77"}


def test_return_premium_says_when_the_insurer_and_when_the_insured_was_paid(cast, bakery, term):
    sold = bill(cast, bakery, "77", term=term, commission=D("150.00"))
    back = bill(cast, bakery, "78", term=term, premium="-200.00", commission=D("-30.00"))
    pay(cast, bakery, "1000", {sold.pk: D(1000)})
    pay_on(cast, propose(cast, {sold.pk: D(850), back.pk: D(-170)}))
    (row,) = book(make_export(scope=Scope(client_id=bakery.pk), by=cast.rita))["Return premium"]
    assert (row["Gross return premium"], row["Net return premium"]) == (-200, -170)
    assert row["Received from the insurer"] == date(2026, 10, 12)
    assert row["Given back"] == 0


def test_nothing_asked_for_and_nothing_found_are_refused(cast, term):
    with pytest.raises(DomainError, match="Name a policy, a client, or"):
        make_export(scope=Scope(), by=cast.rita)
    with pytest.raises(DomainError, match="No policy fits"):
        make_export(scope=Scope(policy="NONE"), by=cast.rita)
    assert not ExaminerExport.objects.exists()


def test_an_auditor_asks_on_the_page_and_downloads_what_the_job_made(cast, term, sign_in):
    browser = sign_in(cast.rita)
    form = {"from_on": "2026-01-01", "until_on": "2025-01-01", "nonce": uuid.uuid4().hex}
    refused = browser.post("/ledger/examiner/", form)
    assert refused.status_code == 422
    assert "The last day is before the first" in refused.content.decode()
    for _ in range(2):
        browser.post("/ledger/examiner/", form | {"until_on": "2026-12-31"})
    run_job(Job.objects.get().pk)
    export = ExaminerExport.objects.get()
    assert str(export) in browser.get("/ledger/examiner/").content.decode()
    assert browser.get(f"/ledger/examiner/{export.pk}/").getvalue()[:2] == b"PK"
