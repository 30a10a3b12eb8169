"""Steps, promises and disputes: what is next, done once, and who hears of it."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pypdf
import pytest
from django.utils import timezone

from accounts.collections import services
from accounts.collections.bulk import ask_run, send_run
from accounts.collections.models import (
    CollectedInvoice,
    CollectionContact,
    CollectionStep,
    PaymentPromise,
    ReminderRow,
)
from accounts.collections.rules import (
    Step,
    check_text,
    next_step,
)
from accounts.collections.tasks import ask_for_letter
from accounts.collections.worklist import in_state, overdue
from accounts.models import Contact
from accounts.receipts.services import return_receipt, take_receipt
from config.lib.errors import DomainError
from reports.jobs.services import run_job
from reports.models import Document, Job
from teams.models import Notification, OutboundEmail
from tests.accounts.test_receivables import bill
from tests.cast import make_client, make_term

D = Decimal
TODAY = date(2026, 11, 20)
HOUSE = [
    Step("reminder", -7), Step("second", 0), Step("call", 10), Step("ten_day", 30, True),
    Step("cancel", 40, True), Step("manager", 60), Step("director", 90),
]  # fmt: skip


@pytest.fixture
def today(time_machine):
    time_machine.move_to("2026-11-20 18:00 +00:00")
    return TODAY


@pytest.fixture
def bakery(cast, today):
    client = make_client(cast)
    Contact.objects.create(client=client, name="Pat Doe", email="pat@bakery.example", primary=True)
    Contact.objects.create(
        client=client, name="Bo Till", email="bills@bakery.example", roles=["billing"]
    )
    return client


def late(cast, client, days, number="1", premium="1000.00"):
    """An invoice that many days past due."""
    on = TODAY - timedelta(days)
    return bill(cast, client, number, premium, due_on=on, invoice_on=on, effective_on=on)


def do(cast, client, code, *invoices, by=None, **fields):
    fields = {"note": "", "form_key": uuid.uuid4()} | fields
    return services.do_step(
        client=client, code=code, invoices=[i.pk for i in invoices], by=by or cast.ana, **fields
    )


def pay(cast, client, amount, parts=None, on=TODAY):
    return take_receipt(
        client=client, amount=D(amount), received_on=on, method="check", reference="", payer="",
        parts=parts or {}, form_key=uuid.uuid4(), by=cast.acc,
    )  # fmt: skip


def codes(user) -> dict[str, str]:
    return {i.number: i.next_code for i in overdue(user, TODAY)}


@pytest.mark.parametrize(
    ("age", "last", "code"),
    [
        (-8, None, None), (-7, None, "reminder"), (0, -7, "second"), (5, 0, None),
        (12, -7, "call"), (45, None, "ten_day"), (45, 30, "cancel"), (70, 10, "ten_day"),
        (70, 40, "manager"), (95, 40, "director"), (95, 90, None),
    ],
)  # fmt: skip
def test_the_next_step_is_the_latest_due_but_never_past_a_needed_one(age, last, code):
    found = next_step(HOUSE, age, last)
    assert (found.code if found else None) == code


@pytest.mark.parametrize("text", ["{clients}", "{client", "{}", "{client.pk}"])
def test_a_text_with_a_word_nobody_fills_in_is_refused(text):
    with pytest.raises(DomainError):
        check_text(text, "text")


def test_the_worklist_says_the_same_as_the_rule(cast, bakery):
    for days in (-9, -7, 0, 5, 12, 45, 95):
        late(cast, bakery, days, str(days))
    found = codes(cast.ana)
    assert found == {
        str(days): next_step(HOUSE, days, None).code for days in (-7, 0, 5, 12, 45, 95)
    }
    assert codes(cast.cora) == {}


def test_a_reminder_goes_to_the_billing_contact_once(cast, bakery):
    one, two = late(cast, bakery, 1, "A-1"), late(cast, bakery, 2, "A-2", "500.50")
    key = uuid.uuid4()
    done = do(cast, bakery, "second", one, two, form_key=key)
    assert do(cast, bakery, "second", one, two, form_key=key) == done
    mail = OutboundEmail.objects.get()
    assert mail.to == "bills@bakery.example"
    assert "A-1" in mail.body
    assert "1,500.50" in mail.body
    assert bakery.name not in mail.subject
    with pytest.raises(DomainError, match="Second notice for invoice A-2 was done on 11/20/2026"):
        do(cast, bakery, "second", two)
    assert codes(cast.ana) == {"A-1": "", "A-2": ""}


def test_a_step_for_a_paid_invoice_or_without_a_contact_is_refused(cast, bakery):
    invoice = late(cast, bakery, 1)
    Contact.objects.update(email="")
    with pytest.raises(DomainError, match="has an e-mail address"):
        do(cast, bakery, "second", invoice)
    pay(cast, bakery, 1000, {invoice.pk: D(1000)})
    with pytest.raises(DomainError, match="not open any more"):
        do(cast, bakery, "second", invoice)
    assert not CollectionContact.objects.exists()


def test_the_sales_executive_hears_of_the_ten_day_letter_and_the_manager_of_an_escalation(
    cast, bakery
):
    invoice = late(cast, bakery, 75)
    do(cast, bakery, "ten_day", invoice)
    do(cast, bakery, "cancel", invoice)
    assert codes(cast.ana) == {"1": "manager"}
    do(cast, bakery, "manager", invoice)
    told = list(Notification.objects.order_by("pk").values_list("user__name", "text"))
    assert told == [
        ("Sam Sato", "Ten-day letter: Harbor Bakery Inc."),
        ("Sam Sato", "Request to cancel: Harbor Bakery Inc."),
        ("Max Moreno", "Escalation to the manager: Harbor Bakery Inc."),
        ("Sam Sato", "Escalation to the manager: Harbor Bakery Inc."),
    ]


def promised(client, amount, days, cast, **fields):
    return services.promise(
        client=client, amount=D(amount), due_on=TODAY + timedelta(days), by=cast.ana,
        form_key=uuid.uuid4(), **fields,
    )  # fmt: skip


def standing(row, on) -> str:
    return PaymentPromise.objects.with_standing(on).get(pk=row.pk).standing


def test_a_promise_puts_off_the_next_step_and_is_kept_or_broken_by_receipts(
    cast, bakery, time_machine
):
    invoice = late(cast, bakery, 12)
    row = promised(bakery, 600, 5, cast)
    assert in_state(overdue(cast.ana, TODAY), "todo").count() == 0
    assert in_state(overdue(cast.ana, TODAY), "promised").count() == 1
    after = TODAY + timedelta(6)
    time_machine.move_to(f"{after} 18:00 +00:00")
    assert standing(row, after) == "broken"
    assert services.tell_broken(after) == 1
    assert services.tell_broken(after) == 0
    assert set(Notification.objects.values_list("user__name", flat=True)) == {
        "Ana Alvarez", "Sam Sato"
    }  # fmt: skip
    assert in_state(overdue(cast.ana, after), "broken").count() == 1
    receipt = pay(cast, bakery, 600, {invoice.pk: D(600)}, on=TODAY + timedelta(5))
    assert standing(row, after) == "kept"
    return_receipt(receipt=receipt, on=after, reason="NSF", by=cast.acc)
    assert standing(row, after) == "broken"


def test_a_promise_for_one_invoice_counts_only_what_was_paid_of_it(cast, bakery):
    one, two = late(cast, bakery, 12, "1"), late(cast, bakery, 12, "2")
    row = promised(bakery, 500, 5, cast, invoice=one)
    pay(cast, bakery, 900, {two.pk: D(900)})
    assert standing(row, TODAY) == "open"
    pay(cast, bakery, 500, {one.pk: D(500)})
    assert standing(row, TODAY) == "kept"


def test_a_new_promise_replaces_one_that_runs_and_none_goes_beyond_what_is_open(cast, bakery):
    late(cast, bakery, 12)
    first = promised(bakery, 600, 5, cast)
    promised(bakery, 1000, 9, cast)
    assert standing(first, TODAY + timedelta(20)) == "replaced"
    with pytest.raises(DomainError, match=r"Between 0\.01 and 1,000\.00"):
        promised(bakery, "1000.01", 5, cast)
    with pytest.raises(DomainError, match="next 90 days"):
        promised(bakery, 10, -1, cast)


def test_a_dispute_stops_the_clock_and_settling_it_lets_it_run_on(cast, bakery, time_machine):
    invoice = late(cast, bakery, 5)
    dispute = services.open_dispute(invoice=invoice, reason="amount", text="", by=cast.ana)
    with pytest.raises(DomainError, match="disputed already"):
        services.open_dispute(invoice=invoice, reason="paid", text="", by=cast.ana)
    with pytest.raises(DomainError, match="settle that first"):
        do(cast, bakery, "second", invoice)
    later = TODAY + timedelta(20)
    time_machine.move_to(f"{later} 18:00 +00:00")
    row = overdue(cast.ana, later).get()
    assert (row.age, row.disputed) == (5, True)
    services.settle_dispute(dispute=dispute, outcome="Credit of 50", by=cast.ana)
    assert overdue(cast.ana, later + timedelta(7)).get().age == 12
    with pytest.raises(DomainError, match="settled before"):
        services.settle_dispute(dispute=dispute, outcome="Again", by=cast.ana)
    assert Notification.objects.get().user == cast.sam


def test_forty_reminders_go_in_one_run_and_none_twice(cast, bakery):
    others = [make_client(cast, f"Cafe {n}") for n in range(3)]
    for n, client in enumerate(others[:2]):
        Contact.objects.create(client=client, name="Al", email=f"al{n}@cafe.example")
    rows = [late(cast, client, 1, f"C{n}") for n, client in enumerate(others)]
    rows += [late(cast, bakery, 1, "B1"), late(cast, bakery, 2, "B2"), late(cast, bakery, 12, "B3")]
    key = uuid.uuid4()
    run, is_new = ask_run(invoices=[i.pk for i in rows], by=cast.ana, form_key=key)
    assert is_new
    assert ask_run(invoices=[rows[0].pk], by=cast.ana, form_key=key) == (run, False)
    assert send_run(run) == (4, 2)
    assert send_run(run) == (4, 2)
    assert OutboundEmail.objects.count() == 3
    assert set(ReminderRow.objects.exclude(problem="").values_list("problem", flat=True)) == {
        "No contact of this client has an e-mail address; add one, or call and note it.",
        "The next step is “Call”, which somebody does in person.",
    }
    again, _ = ask_run(invoices=[rows[0].pk], by=cast.ana, form_key=uuid.uuid4())
    assert send_run(again) == (0, 1)
    assert again.rows.get().problem == "No step is due."


def test_an_executive_works_the_list_in_the_browser(cast, bakery, sign_in):
    invoice = late(cast, bakery, 12, "B-77")
    browser = sign_in(cast.ana)
    page = browser.get("/collections/?whose=mine&step=call").content.decode()
    assert f"/invoices/{invoice.pk}/collect/" in page
    form = browser.get(f"/invoices/{invoice.pk}/collect/").context["form"]
    sent = {"form_key": form["form_key"].value(), "invoices": [invoice.pk], "note": "Will pay"}
    browser.post(f"/invoices/{invoice.pk}/collect/", sent)
    contact = {"how": "call", "note": "Pat pays Monday", "invoices": [invoice.pk],
               "amount": "1000", "due_on": "2026-11-23", "form_key": str(uuid.uuid4())}  # fmt: skip
    browser.post(f"/clients/{bakery.pk}/collections/contact/", contact)
    section = browser.get(f"/clients/{bakery.pk}/collections/").content.decode()
    for words in ("Will pay", "Pat pays Monday", "Open: 1,000.00 by 11/23/2026"):
        assert words in section
    timeline = browser.get(f"/clients/{bakery.pk}/timeline/?kind=collection").content.decode()
    assert timeline.count("Call: B-77") == 2, "the step, and the contact beside it"
    assert timeline.count("Promised 1,000.00 by 11/23/2026") == 1
    assert "Nothing" in browser.get("/collections/").content.decode()


def test_a_director_changes_a_step_from_a_day_on_and_wrong_words_are_refused(cast, today, sign_in):
    browser = sign_in(cast.dora)
    step = CollectionStep.objects.get(code="call")
    form = {"code": "call", "name": "Second call", "days": "15", "how": "call",
            "owner": "account_executive", "text": "", "from_on": "2026-11-20",
            "version": "1"}  # fmt: skip
    assert browser.post("/collections/steps/add/", form).status_code == 302
    step.refresh_from_db()
    assert step.until_on == TODAY
    assert [s.name for s in CollectionStep.objects.in_force(TODAY).filter(code="call")] == [
        "Second call"
    ]
    edit = {"name": "Second notice", "days": "0", "how": "email", "owner": "account_executive",
            "text": "Dear {customer}", "from_on": "2020-01-01", "version": "1"}  # fmt: skip
    second = CollectionStep.objects.get(code="second")
    refused = browser.post(f"/collections/steps/{second.pk}/", edit)
    assert refused.status_code == 422
    assert "is filled in by nobody" in refused.content.decode()
    assert sign_in(cast.ana).get("/collections/steps/add/").status_code == 403


def test_bulk_notices_are_sent_by_a_job(cast, bakery, sign_in, today):
    invoice = late(cast, bakery, 1, "B1")
    browser = sign_in(cast.ana)
    response = browser.post(
        "/collections/send/", {"invoice": [invoice.pk], "form_key": str(uuid.uuid4())}
    )
    job = Job.objects.get(kind="collection-notices")
    run_job(job.pk)
    page = browser.get(response.url).content.decode()
    assert "Second notice to Bo Till" in page
    assert CollectedInvoice.objects.get().code == "second"
    assert timezone.localdate() == TODAY


def test_a_second_dispute_adds_its_own_days_and_no_day_twice(cast, bakery, time_machine):
    late(cast, bakery, 5)
    invoice = bakery.invoices.get()
    for begins, ends in ((1, 3), (3, 6)):
        time_machine.move_to(f"{TODAY + timedelta(begins)} 18:00 +00:00")
        dispute = services.open_dispute(invoice=invoice, reason="amount", text="", by=cast.ana)
        time_machine.move_to(f"{TODAY + timedelta(ends)} 18:00 +00:00")
        services.settle_dispute(dispute=dispute, outcome="Settled", by=cast.ana)
    assert overdue(cast.ana, TODAY + timedelta(20)).get().age == 5 + 20 - 5


def test_the_request_to_cancel_is_a_letter_to_each_company(cast, bakery):
    invoices = [
        bill(cast, bakery, f"C-{name[0]}", "500.00", due_on=TODAY - timedelta(45),
             term=make_term(bakery, company=name))
        for name in ("Zenith Casualty Company", "Yosemite Mutual")
    ]  # fmt: skip
    do(cast, bakery, "ten_day", *invoices, by=cast.acc)
    done = do(cast, bakery, "cancel", *invoices)
    assert ask_for_letter(done, by=cast.ana) == ""
    for job in Job.objects.filter(title__startswith="Request to cancel").order_by("pk"):
        run_job(job.pk)
    papers = Document.objects.filter(kind="cancellation_request").order_by("pk")
    assert [paper.built_from["invoices"] for paper in papers] == ["C-Z", "C-Y"]
    text = "".join(p.extract_text() for p in pypdf.PdfReader(papers[1].file.open()).pages)
    assert "Yosemite Mutual" in text
    assert "cancel these policies for non-payment" in text
