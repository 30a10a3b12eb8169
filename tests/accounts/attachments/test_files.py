"""Clients' files: what is kept, what is refused with which sentence, what is found."""

import io
import socket
import struct
import threading
import zipfile
import zlib
from email.message import EmailMessage

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from accounts.attachments.forms import AttachmentForm
from accounts.attachments.intake import clean_name
from accounts.attachments.services import add_file, add_version, remove, restore
from accounts.models import Activity, Attachment, AttachmentCategory, AttachmentVersion
from config.lib.errors import DomainError
from reports.jobs.models import Job
from reports.jobs.services import run_job
from tests.cast import make_client, make_term

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def pdf(words: str = "Towering Aardvark Endorsement") -> bytes:
    """A one-page PDF that says `words`."""
    said = f"BT /F1 24 Tf 72 700 Td ({words}) Tj ET".encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(said), said),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return out + end % (table, len(out))


def archive(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return buffer.getvalue()


def huge_png() -> bytes:
    """The head of a picture of 20,000 × 20,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack("!I", zlib.crc32(kind + data))
        return struct.pack("!I", len(data)) + kind + data + check

    head = struct.pack("!IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def put(client, by, name="note.txt", data=b"Good morning"):
    return add_file(client=client, upload=SimpleUploadedFile(name, data), by=by)


def read(version):
    """Do the reading as a worker would."""
    from accounts.attachments.tasks import read_later

    job = read_later(version)
    run_job(job.pk)
    version.refresh_from_db()
    assert Job.objects.get(pk=job.pk).state == "done"
    return version


@pytest.fixture
def bakery(cast):
    return make_client(cast)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("empty.txt", b"", "empty"),
        ("page.pdf", b"<html><script>alert(1)</script></html>", "content is something else"),
        ("drawing.svg", b"<svg><script>alert(1)</script></svg>", "not kept"),
        ("drawing.txt", b"<svg><script>alert(1)</script></svg>", "content is something else"),
        ("book.xlsm", b"PK", "macros"),
        ("huge.png", huge_png(), "million pixels"),
        ("bomb.docx", archive(word__document_xml=b"0" * 30_000_000), "far more than its size"),
        ("m.docx", archive(word__document_xml=b"x", word__vbaProject=b"x"), "contains macros"),
        ("tool.exe", b"MZ", "not kept"),
    ],
)
def test_a_dangerous_or_mistaken_file_is_refused_with_its_sentence(
    cast, bakery, name, data, sentence
):
    with pytest.raises(DomainError, match=sentence):
        put(bakery, cast.ana, name, data)
    assert Attachment.objects.count() == 0


def test_a_file_over_the_limit_or_the_quota_is_refused(cast, bakery, settings):
    settings.ATTACHMENT_MAX_BYTES = 1024 * 1024
    with pytest.raises(DomainError, match="larger than 1 MB"):
        put(bakery, cast.ana, data=b"x" * 1024 * 1025)
    settings.ATTACHMENT_CLIENT_QUOTA = 10
    with pytest.raises(DomainError, match="used up"):
        put(bakery, cast.ana)


@pytest.mark.parametrize(
    ("given", "kept"),
    [("../../etc/x.txt", "x.txt"), ("C:\\a\\b.pdf", "b.pdf"), ("a\u202efdp.\x00exe", "afdp.exe")],
)
def test_a_name_loses_its_path_and_its_hidden_characters(given, kept):
    assert clean_name(given) == kept


def test_the_same_bytes_twice_are_recognized(cast, bakery):
    put(bakery, cast.ana, "first.txt")
    with pytest.raises(DomainError, match="already have this as “first”"):
        put(bakery, cast.ana, "second.txt")


def test_versions_are_kept_and_never_change(cast, bakery):
    first = put(bakery, cast.ana)
    upload = SimpleUploadedFile("note.txt", b"Good evening")
    assert add_version(attachment=first.attachment, upload=upload, by=cast.ana).number == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        AttachmentVersion.objects.filter(pk=first.pk).update(sha256="0" * 64)
    with pytest.raises(DatabaseError), transaction.atomic():
        AttachmentVersion.objects.filter(pk=first.pk).delete()


def test_a_file_is_removed_with_a_reason_and_restored(cast, bakery):
    file = put(bakery, cast.ana).attachment
    with pytest.raises(DomainError, match="Say why"):
        remove(attachment=file, by=cast.ana, reason=" ")
    assert remove(attachment=file, by=cast.ana, reason="Wrong client").removed_by == cast.ana
    assert restore(attachment=file, by=cast.ana).removed_at is None


def test_of_several_files_the_good_ones_are_kept(cast, bakery, sign_in):
    files = [SimpleUploadedFile("a.txt", b"Words"), SimpleUploadedFile("b.exe", b"MZ")]
    browser = sign_in(cast.ana)
    response = browser.post(f"/clients/{bakery.pk}/files/add/", {"files": files}, follow=True)
    assert b"a.txt is kept" in response.content
    assert b"b.exe: Files of this type are not kept" in response.content
    assert bakery.attachments.count() == 1


def test_the_category_is_chosen_while_uploading_and_must_be_one_of_them(cast, bakery, sign_in):
    photo = AttachmentCategory.objects.get(code="photo")
    address = f"/clients/{bakery.pk}/files/add/"
    sent = {"files": SimpleUploadedFile("a.txt", b"Words"), "category": photo.pk}
    sign_in(cast.ana).post(address, sent)
    assert bakery.attachments.get().category == photo
    sent = {"files": SimpleUploadedFile("b.txt", b"More"), "category": "999999"}
    sign_in(cast.ana).post(address, sent)
    assert bakery.attachments.count() == 1


def test_a_file_is_tied_to_a_policy_of_its_own_client_only(cast, bakery, sign_in):
    file = put(bakery, cast.ana).attachment
    mine, other = make_term(bakery), make_term(make_client(cast, name="Mill Inc."))
    form = AttachmentForm(instance=file)
    assert list(form.fields["term"].queryset) == [mine]
    sent = {name: form.initial.get(name) or "" for name in form.fields}
    browser = sign_in(cast.ana)
    address = f"/files/{file.pk}/edit/"
    assert browser.post(address, sent | {"term": other.pk}).status_code == 422
    assert browser.post(address, sent | {"term": mine.pk}).status_code == 302
    file.refresh_from_db()
    assert file.term == mine


def test_a_download_is_an_attachment_that_the_browser_does_not_interpret(cast, bakery, sign_in):
    version = put(bakery, cast.ana, "Schadenübersicht.txt")
    response = sign_in(cast.ana).get(f"/files/versions/{version.pk}/")
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''Schaden")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


def test_another_team_s_file_does_not_exist(cast, bakery, sign_in):
    version = put(bakery, cast.ana)
    assert sign_in(cast.cora).get(f"/files/versions/{version.pk}/").status_code == 404


def test_a_pdf_is_drawn_and_found_by_its_content(cast, bakery, sign_in):
    version = read(put(bakery, cast.ana, "scan.pdf", pdf()))
    assert (version.state, version.pages, version.pictures.count()) == ("ready", 1, 1)
    found = sign_in(cast.ana).get(f"/clients/{bakery.pk}/files/?q=aardvark")
    assert b"<mark>Aardvark</mark>" in found.content
    assert b"No files here" in sign_in(cast.ana).get(f"/clients/{bakery.pk}/files/?q=zebra").content


def test_a_damaged_pdf_is_kept_and_says_so(cast, bakery):
    version = read(put(bakery, cast.ana, "bad.pdf", b"%PDF-1.7 nothing more"))
    assert version.state == "refused"
    assert "damaged" in version.reason
    assert version.file.size == version.size


def test_an_e_mail_goes_onto_the_timeline_and_its_enclosures_become_files(cast, bakery):
    letter = EmailMessage()
    letter["From"], letter["To"] = "carrier@x.example", "ana@steward.example"
    letter["Subject"], letter["Date"] = "Your quote", "Mon, 02 Mar 2026 10:00:00 -0800"
    letter.set_content("<p>See <b>this</b><script>bad()</script></p>", subtype="html")
    letter.add_attachment(pdf("Quote"), maintype="application", subtype="pdf", filename="q.pdf")
    letter.add_attachment(b"MZ", maintype="application", subtype="octet-stream", filename="q.exe")
    version = read(put(bakery, cast.ana, "quote.eml", letter.as_bytes()))
    entry = Activity.objects.get(client=bakery, kind="email")
    assert (entry.subject, entry.text) == ("Your quote", "See this")
    assert entry.happened_at.isoformat() == "2026-03-02T18:00:00+00:00"
    assert entry.link == version.attachment.get_absolute_url()
    assert [file.title for file in version.attachment.enclosures.all()] == ["q"]
    assert "q.exe" in version.reason


def clamd(answer: bytes) -> tuple[str, list[bytes]]:
    """A scanner on a real socket that gives `answer` once; its address and what it was sent."""
    server, heard = socket.create_server(("127.0.0.1", 0)), []

    def serve() -> None:
        line, _ = server.accept()
        with line, server, line.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            while length := struct.unpack("!L", stream.read(4))[0]:
                heard.append(stream.read(length))
            line.sendall(answer + b"\0")

    threading.Thread(target=serve, daemon=True).start()
    return f"127.0.0.1:{server.getsockname()[1]}", heard


def test_what_the_scanner_finds_is_refused_and_what_it_clears_says_so(cast, bakery, settings):
    settings.CLAMD, heard = clamd(b"stream: Eicar-Test-Signature FOUND")
    with pytest.raises(DomainError, match="something harmful"):
        put(bakery, cast.ana, "test.txt", EICAR)
    assert heard == [EICAR]
    settings.CLAMD, _ = clamd(b"stream: OK")
    assert put(bakery, cast.ana).scanned


def test_a_scanner_that_is_away_lets_nothing_in(cast, bakery, settings):
    settings.CLAMD = "127.0.0.1:1"
    with pytest.raises(DomainError, match="cannot be reached"):
        put(bakery, cast.ana)
    assert Attachment.objects.count() == 0
