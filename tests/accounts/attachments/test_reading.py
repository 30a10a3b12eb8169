"""What reading finds in each kind of file, and what is said when it finds nothing."""

import io
from datetime import UTC, datetime, timedelta

import docx
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from accounts.attachments.services import add_version
from accounts.attachments.tasks import UNREADABLE, give_up, read_later
from accounts.models import Activity
from reports.jobs.models import Job
from tests.accounts.attachments.papers import locked_pdf, msg, pdf_with
from tests.accounts.attachments.test_files import pdf, put, read
from tests.cast import make_client


@pytest.fixture
def bakery(cast):
    return make_client(cast)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (pdf_with(script=True), "contains script"),
        (pdf_with(launch=True), "contains an action that starts a program"),
        (pdf_with(enclosed=True), "contains an embedded file"),
        (locked_pdf(password=""), "is encrypted"),
    ],
)
def test_what_a_pdf_would_do_is_said_and_only_its_pictures_are_shown(
    cast, bakery, sign_in, data, words
):
    version = read(put(bakery, cast.ana, "form.pdf", data))
    assert version.reason == f"It {words}; shown as pictures only."
    assert (version.state, version.pictures.count()) == ("ready", 1)
    browser = sign_in(cast.ana)
    assert version.reason.encode() in browser.get(f"/clients/{bakery.pk}/files/").content
    assert version.reason.encode() in browser.get(version.attachment.get_absolute_url()).content


def test_a_plain_pdf_gets_no_warning(cast, bakery):
    assert read(put(bakery, cast.ana, "plain.pdf", pdf())).reason == ""


def test_a_pdf_with_a_password_is_kept_and_says_that_it_is_protected(cast, bakery):
    version = read(put(bakery, cast.ana, "secret.pdf", locked_pdf(password="secret")))
    assert version.state == "refused"
    assert "protected by a password" in version.reason


def test_the_text_and_the_tables_of_a_word_document_are_found(cast, bakery, sign_in):
    document, buffer = docx.Document(), io.BytesIO()
    document.add_paragraph("Roofing contractors supplement")
    document.add_table(1, 1).rows[0].cells[0].text = "Armadillo payroll"
    document.save(buffer)
    version = read(put(bakery, cast.ana, "supplement.docx", buffer.getvalue()))
    assert "Roofing contractors supplement\nArmadillo payroll" in version.text
    found = sign_in(cast.ana).get(f"/clients/{bakery.pk}/files/?q=armadillo")
    assert b"<mark>Armadillo</mark>" in found.content


def test_the_sheets_and_cells_of_a_workbook_are_read(cast, bakery):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("Vehicles")
        sheet.write_row(0, 0, ["Ford F-150", 41500])
    version = read(put(bakery, cast.ana, "vehicles.xlsx", buffer.getvalue()))
    assert (version.state, version.text) == ("ready", "Vehicles\nFord F-150\t41500.0")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_picture_is_drawn_in_two_sizes(cast, bakery, kind):
    buffer = io.BytesIO()
    Image.new("RGB", (1600, 800), "navy").save(buffer, kind)
    version = read(put(bakery, cast.ana, f"roof.{kind.lower()}", buffer.getvalue()))
    page = version.pictures.get()
    assert Image.open(page.narrow).size == (480, 240)
    assert Image.open(page.wide).size == (1200, 600)


def test_an_outlook_message_goes_onto_the_timeline_with_its_enclosure(cast, bakery, tmp_path):
    sent = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
    data = msg(tmp_path, subject="Your quote", said="See this", sent=sent, enclosed=b"Figures")
    version = read(put(bakery, cast.ana, "quote.msg", data))
    assert version.state == "ready"
    assert version.text.startswith("From: Carrier\n")
    entry = Activity.objects.get(client=bakery, kind="email")
    assert (entry.subject, entry.text, entry.happened_at) == ("Your quote", "See this", sent)
    assert [file.title for file in version.attachment.enclosures.all()] == ["q"]


def test_a_second_version_of_a_message_is_no_second_message(cast, bakery):
    first = read(put(bakery, cast.ana, "a.eml", b"Subject: Quote\n\nFirst"))
    upload = SimpleUploadedFile("a.eml", b"Subject: Quote\n\nSecond")
    second = read(add_version(attachment=first.attachment, upload=upload, by=cast.ana))
    assert "Second" in second.text
    assert Activity.objects.filter(client=bakery, kind="email").count() == 1


@pytest.mark.parametrize("state", ["failed", "cancelled"])
def test_a_file_whose_reading_ended_for_good_says_that_it_could_not_be_read(cast, bakery, state):
    version = put(bakery, cast.ana)
    waiting = put(bakery, cast.ana, "other.txt", b"Other words")
    job = read_later(version)
    read_later(waiting)
    Job.objects.filter(pk=job.pk).update(state=state)
    assert give_up() == 1
    version.refresh_from_db()
    waiting.refresh_from_db()
    assert (version.state, version.reason) == ("refused", UNREADABLE)
    assert waiting.state == "checking"


def test_reading_again_after_it_failed_shows_the_file(cast, bakery):
    version = put(bakery, cast.ana)
    type(version).objects.filter(pk=version.pk).update(state="refused", reason=UNREADABLE)
    assert (read(version).state, version.reason) == ("ready", "")


@pytest.mark.parametrize(("days", "stale"), [(90, False), (91, True)])
def test_a_loss_run_older_than_90_days_is_marked_stale(cast, bakery, sign_in, days, stale):
    file = put(bakery, cast.ana).attachment
    file.valued_on = timezone.localdate() - timedelta(days=days)
    file.save(update_fields=["valued_on"])
    shown = sign_in(cast.ana).get(f"/clients/{bakery.pk}/files/").content
    assert (b"Stale" in shown) is stale
