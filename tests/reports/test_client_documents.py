"""Documents of a client: asked for, versioned, reviewed, delivered; refused where they must be."""

import io
import uuid
from datetime import date

import pypdf
import pytest
from django.core import mail
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Client, Contact
from config.lib.errors import DomainError
from reports.documents.delivering import deliver_document, review_document, tell_of_returned
from reports.documents.facts import facts
from reports.documents.services import make_document, request_document
from reports.jobs.registry import Work
from reports.models import Delivery, Document, Letterhead
from teams.models import Notification, OutboundEmail
from teams.notifications.returned import read_report
from teams.notifications.services import clear_bounces, record_bounce, send_due_emails
from tests.accounts.test_receivables import bill
from tests.cast import make_client


@pytest.fixture
def invoice(cast):
    client = make_client(cast, "Smith & <Sons> “Café” Ltd.", street="1 Main St", city="Oakland")
    return bill(cast, client, "INV-77", premium="1250.00")


def made(kind: str, by, **asked) -> Document:
    return make_document(work=Work(request_document(kind=kind, by=by, **asked)))


def words(document: Document) -> str:
    with document.file.open("rb") as file:
        sheets = pypdf.PdfReader(io.BytesIO(file.read())).pages
        return " ".join(" ".join(sheet.extract_text().split()) for sheet in sheets)


def deliver(document: Document, by, **more) -> Delivery:
    given = {
        "channel": "email", "recipient": "Pat Doe", "address": "pat@bakery.example",
        "message": "Here it is.", "form_key": uuid.uuid4(),
    }  # fmt: skip
    return deliver_document(document=document, by=by, **(given | more))


def standing(document: Document) -> str:
    return Document.objects.with_standing().get(pk=document.pk).standing


def test_an_invoice_says_what_is_due_and_never_the_commission(cast, invoice):
    paper = words(made("invoice", cast.ana, subject=invoice))
    assert "Smith & <Sons> “Café” Ltd." in paper
    assert "Premium 1,250.00" in paper
    assert "Amount due $1,250.00" in paper
    assert "0A12345" in paper
    assert "ommission" not in paper


def test_a_later_one_is_the_next_version_and_the_first_stays(cast, invoice):
    first = made("invoice", cast.ana, subject=invoice)
    second = made("invoice", cast.ana, subject=invoice)
    assert (first.version, second.version, second.supersedes) == (1, 2, first)
    assert Document.objects.with_standing().get(pk=first.pk).is_old
    with pytest.raises(DomainError, match="Version 2 has taken its place"):
        deliver(first, cast.ana)
    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.filter(pk=first.pk).update(title="Another")


def test_a_document_of_a_client_is_seen_by_those_who_see_the_client(cast, invoice, sign_in):
    document = made("invoice", cast.ana, subject=invoice)
    assert document.client == invoice.client
    for person, status in ((cast.ben, 200), (cast.rita, 200), (cast.cora, 404)):
        assert sign_in(person).get(document.get_absolute_url()).status_code == status
    section = sign_in(cast.ben).get(reverse("client-documents", args=[invoice.client_id]))
    assert "Invoice INV-77" in section.content.decode()
    timeline = sign_in(cast.ben).get(f"/clients/{invoice.client_id}/timeline/").content.decode()
    assert "Invoice INV-77 made" in timeline


def test_nobody_prints_what_belongs_to_another_team(cast, invoice):
    with pytest.raises(DomainError, match="Choose the invoice"):
        request_document(kind="invoice", by=cast.cora, subject=invoice)
    with pytest.raises(DomainError, match="may not ask"):
        request_document(kind="invoice", by=cast.rita, subject=invoice)


@pytest.mark.parametrize(
    ("params", "sentence"), [({"color": "red"}, "no option “color”"), ({}, "lies in the future")]
)
def test_what_a_kind_does_not_know_is_refused(cast, invoice, params, sentence):
    as_of = None if params else date(2999, 1, 1)
    with pytest.raises(DomainError, match=sentence):
        request_document(kind="invoice", by=cast.ana, subject=invoice, params=params, as_of=as_of)


def test_an_email_leaves_once_with_the_pdf_and_the_licenses_and_is_then_delivered(cast, invoice):
    document, key = made("invoice", cast.ana, subject=invoice), uuid.uuid4()
    first = deliver(document, cast.ana, form_key=key)
    assert deliver(document, cast.ana, form_key=key) == first
    assert standing(document) == "reviewed"
    assert send_due_emails() == 1
    assert send_due_emails() == 0
    [message] = mail.outbox
    [(name, content, kind)] = message.attachments
    assert (name, kind) == ("invoice-inv-77.pdf", "application/pdf")
    assert content == document.file.read()
    assert message.extra_headers["Message-ID"] == first.email.message_id
    assert message.reply_to == [cast.ana.email]
    assert cast.ana.licenses.get().number in message.body
    assert "0A12345" in message.body
    assert standing(document) == "delivered"


def test_an_email_nobody_knows_the_fate_of_is_shown_and_not_sent_again(cast, invoice, sign_in):
    document = made("invoice", cast.ana, subject=invoice)
    deliver(document, cast.ana)
    OutboundEmail.objects.update(state="unknown")
    assert send_due_emails() == 0
    assert standing(document) == "reviewed"
    page = sign_in(cast.ana).get(document.get_absolute_url()).content.decode()
    assert "Perhaps sent" in page


def test_a_returned_email_blocks_its_address_until_somebody_mends_it(cast, invoice, sign_in):
    document = made("invoice", cast.ana, subject=invoice)
    delivery = deliver(document, cast.ana)
    with pytest.raises(DomainError, match="has not left"):
        record_bounce(message_id=delivery.email.message_id, reason="550 gone")
    send_due_emails()
    first = record_bounce(message_id=delivery.email.message_id, reason="550 no such person")
    assert record_bounce(message_id=delivery.email.message_id, reason="again") == first
    assert standing(document) == "reviewed"
    with pytest.raises(DomainError, match="550 no such person"):
        deliver(document, cast.ana, address="PAT@bakery.example")
    assert "Came back" in sign_in(cast.ana).get(document.get_absolute_url()).content.decode()
    clear_bounces(address="pat@bakery.example", by=cast.ana)
    assert deliver(document, cast.ana).email.state == "queued"


def report(delivery: Delivery, action: str = "failed", status: str = "5.1.1") -> bytes:
    """What a mail server sends back (RFC 3464)."""
    return f"""From: MAILER-DAEMON@mail.example
To: service@steward.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; pat@bakery.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} No such
    person here

--b
Content-Type: text/rfc822-headers

Message-ID: {delivery.email.message_id}
Subject: Invoice

--b--
""".encode()


def test_a_mail_server_s_report_blocks_the_address_and_tells_the_sender_once(
    cast, invoice, sign_in, tmp_path
):
    delivery = deliver(made("invoice", cast.ana, subject=invoice), cast.ana)
    send_due_emails()
    file = tmp_path / "returned.eml"
    file.write_bytes(report(delivery))
    call_command("returned_mail", str(file), stdout=io.StringIO())
    assert tell_of_returned(now=timezone.now()) == 1
    assert tell_of_returned(now=timezone.now()) == 0
    (notice,) = Notification.objects.filter(kind="returned")
    assert notice.user == cast.ana
    assert notice.text == "The e-mail to Pat Doe came back: 550 5.1.1 No such person here"
    Contact.objects.create(client=invoice.client, name="Pat Doe", email="Pat@bakery.example")
    other = Contact.objects.create(client=invoice.client, name="Lee", email="lee@bakery.example")
    url = reverse("document-deliver", args=[delivery.document_id])
    page = sign_in(cast.ana).get(f"{url}?to={other.pk}").content.decode()
    assert "E-mail comes back" in page
    assert 'value="lee@bakery.example"' in page


def test_a_full_mailbox_does_not_block_an_address(cast, invoice):
    delivery = deliver(made("invoice", cast.ana, subject=invoice), cast.ana)
    full = read_report(report(delivery, status="5.2.2"))
    assert (full.message_id, full.lasting) == (delivery.email.message_id, False)


def test_other_mail_is_no_report_and_a_late_one_may_still_arrive(cast, invoice):
    delivery = deliver(made("invoice", cast.ana, subject=invoice), cast.ana)
    for data, sentence in (
        (b"Subject: Out of office\n\nBack on Monday.", "no report"),
        (b"\xff\x00", "no report"),
        (report(delivery, "delayed", "4.4.1"), "may still arrive"),
        (report(delivery).replace(b"Message-ID", b"X-Other"), "does not say which"),
    ):
        with pytest.raises(DomainError, match=sentence):
            read_report(data)


def test_who_noted_a_return_themselves_is_not_told_of_it(cast, invoice):
    delivery = deliver(made("invoice", cast.ana, subject=invoice), cast.ana)
    send_due_emails()
    record_bounce(message_id=delivery.email.message_id, reason="gone", by=cast.ana)
    tell_of_returned(now=timezone.now())
    refused = deliver(delivery.document, cast.ana, address="lee@bakery.example")
    OutboundEmail.objects.filter(pk=refused.email_id).update(state="failed", error="554 spam")
    tell_of_returned(now=timezone.now())
    (notice,) = Notification.objects.filter(kind="returned")
    assert notice.text == "The e-mail to Pat Doe was refused: 554 spam"


def test_somebody_who_wants_no_mailings_is_given_it_by_hand(cast, invoice):
    Contact.objects.create(
        client=invoice.client, name="Pat Doe", email="pat@bakery.example", do_not_mail=True,
        do_not_mail_reason="Asked on the phone.",
    )  # fmt: skip
    document = made("invoice", cast.ana, subject=invoice)
    for channel in ("email", "post"):
        with pytest.raises(DomainError, match="wants no mailings: Asked on the phone"):
            deliver(document, cast.ana, channel=channel)
    with pytest.raises(DomainError, match="wants no mailings"):
        deliver(document, cast.ana, recipient="Accounts payable")
    assert not OutboundEmail.objects.exists()
    deliver(document, cast.ana, channel="hand")
    assert standing(document) == "delivered"


def test_by_post_it_goes_to_the_address_on_file_where_the_email_was_left_standing(
    cast, invoice, sign_in
):
    client = invoice.client
    Contact.objects.create(client=client, name="Pat Doe", email="pat@bakery.example", primary=True)
    Client.objects.filter(pk=client.pk).update(
        street="1 Pier", city="Oakland", state="CA", zip="94607"
    )
    document = made("invoice", cast.ana, subject=invoice)
    posted = {
        "channel": "post", "recipient": "Pat Doe", "address": "pat@bakery.example",
        "form_key": uuid.uuid4(),
    }  # fmt: skip
    url = reverse("document-deliver", args=[document.pk])
    assert sign_in(cast.ana).post(url, posted).status_code == 302
    assert Delivery.objects.get().address == "1 Pier, Oakland, CA 94607"
    with pytest.raises(DomainError, match="which postal address"):
        deliver(document, cast.ana, channel="post", address=" ")
    nothing = sign_in(cast.ana).get(
        reverse("client-document-new", args=[make_client(cast, "New Client").pk, "invoice"])
    )
    assert "this client has no invoice" in nothing.content.decode()


def test_pages_keep_what_was_typed_when_a_delivery_is_refused(cast, invoice, sign_in):
    document = made("invoice", cast.ana, subject=invoice)
    url = reverse("document-deliver", args=[document.pk])
    posted = {
        "channel": "email", "recipient": "Pat", "address": "no address", "message": "Dear Pat",
        "form_key": uuid.uuid4(),
    }  # fmt: skip
    refused = sign_in(cast.ana).post(url, posted)
    assert refused.status_code == 422
    assert "This is no e-mail address." in refused.content.decode()
    assert "Dear Pat" in refused.content.decode()
    taken = sign_in(cast.ana).post(url, posted | {"address": "pat@x.example"})
    assert taken.status_code == 302
    assert Delivery.objects.get().email.to == "pat@x.example"


def test_the_preview_is_the_same_document_and_may_load_nothing_foreign(cast, invoice, sign_in):
    url = reverse("client-document-preview", args=[invoice.client_id, "invoice"])
    answer = sign_in(cast.ana).get(url, {"subject": invoice.pk})
    assert answer.status_code == 200
    assert "Smith &amp; &lt;Sons&gt; “Café” Ltd." in answer.content.decode()
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "script-src 'none'" in answer["Content-Security-Policy"]
    Letterhead.objects.update(license="")
    assert sign_in(cast.ana).get(url).status_code == 422


def test_asking_on_the_page_makes_one_job_however_often_it_is_pressed(cast, invoice, sign_in):
    url = reverse("client-document-new", args=[invoice.client_id, "invoice"])
    assert "INV-77" in sign_in(cast.ana).get(url).content.decode()
    posted = {"subject": invoice.pk, "as_of": "2026-10-01", "nonce": "once"}
    first, second = (sign_in(cast.ana).post(url, posted) for _ in range(2))
    assert first.url == second.url
    late = sign_in(cast.ana).post(url, {**posted, "as_of": "2999-01-01"})
    assert late.status_code == 422
    assert "lies in the future" in late.content.decode()


def test_the_letterhead_is_edited_by_a_director_and_needs_a_license(cast, sign_in):
    url = reverse("letterhead")
    head = Letterhead.objects.get()
    values = {
        "name": "Bay Brokers", "license": "0B99999", "brand": "#102030", "accent": "#405060",
        "version": head.version,
    }  # fmt: skip
    assert sign_in(cast.ana).get(url).status_code == 403
    assert sign_in(cast.dora).post(url, values | {"brand": "red"}).status_code == 422
    pale = sign_in(cast.dora).post(url, values | {"brand": "#ffffcc"})
    assert pale.status_code == 422
    assert "could not be read on white paper" in pale.content.decode()
    assert sign_in(cast.dora).post(url, values | {"license": " "}).status_code == 422
    bad = io.BytesIO(b"<svg onload=alert(1)>")
    bad.name = "logo.png"
    assert sign_in(cast.dora).post(url, values | {"logo": bad}).status_code == 422
    assert sign_in(cast.dora).post(url, values).status_code == 302
    head.refresh_from_db()
    assert (head.name, head.license, head.brand) == ("Bay Brokers", "0B99999", "#102030")


def test_reviewing_is_said_once_and_shown(cast, invoice, sign_in):
    document = made("invoice", cast.ana, subject=invoice)
    review_document(document=document, by=cast.ben, note="Checked.")
    assert review_document(document=document, by=cast.ana).by == cast.ben
    assert standing(document) == "reviewed"
    page = sign_in(cast.ana).get(document.get_absolute_url()).content.decode()
    assert "Reviewed by Ben Brooks" in page


def test_what_a_document_was_built_from_is_read_in_words():
    told = facts({"since": "2025-11-24", "premium": "231506.62", "compensation": False,
                  "aging": {"open_items": 1200, "total": "5.00"}, "gap": None})  # fmt: skip
    assert told == [
        ("Since", "11/24/2025"), ("Premium", "231,506.62"), ("Compensation", "no"),
        ("Aging: open items", "1,200"), ("Aging: total", "5.00"), ("Gap", "–"),
    ]  # fmt: skip


def test_given_by_hand_has_no_address_and_the_post_needs_a_postal_one(cast, invoice):
    document = made("invoice", cast.ana, subject=invoice)
    with pytest.raises(DomainError, match="postal address"):
        deliver(document, cast.ana, channel="post", address="pat@example.com")
    assert deliver(document, cast.ana, channel="hand", address="pat@example.com").address == ""
