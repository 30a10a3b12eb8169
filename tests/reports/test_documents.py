"""The monthly report as PDF and XLSX: the same figures, tagged, guarded, frozen."""

import hashlib
import io
import re
from datetime import date
from decimal import Decimal

import openpyxl
import pypdf
import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db.models import Sum
from django.urls import reverse

from accounts.models import PolicyTransaction
from config.lib.errors import DomainError
from config.lib.exports import write_workbook
from reports.documents import render
from reports.documents.letterhead import letterhead
from reports.documents.registry import find
from reports.documents.services import ask_for, make_document, page, request_document
from reports.jobs.models import Job
from reports.jobs.registry import Work
from reports.jobs.runner import run_job
from reports.models import Document, Letterhead
from reports.production.figures import figures
from tests.cast import make_client, make_term
from tests.reports.production_book import OCTOBER, october

AS_OF = date(2026, 11, 1)


def asked(user):
    return ask_for(find("production"), key="2026-10", as_of=AS_OF, params={}, by=user)


def report(user):
    return find("production").build(asked(user))


def printed(user) -> bytes:
    return render.pdf(page(find("production"), report(user), asked(user))).data


def request_production(user, month: date = OCTOBER) -> Job:
    return request_document(kind="production", subject=f"{month:%Y-%m}", by=user)


def words(data: bytes) -> str:
    text = "\n".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(data)).pages)
    return re.sub(r"\s+", " ", text)


def workbook(user) -> openpyxl.Workbook:
    stream = io.BytesIO()
    write_workbook(stream, find("production").sheets(report(user), user))
    return openpyxl.load_workbook(io.BytesIO(stream.getvalue()))


def made_for(user, month: date = OCTOBER) -> tuple[Document, list[tuple[int, int, str]]]:
    """The document a worker makes, and the progress it told on the way."""
    told = []

    class Told(Work):
        def progress(self, done: int, total: int, message: str = "") -> None:
            told.append((done, total, message))

    return make_document(work=Told(request_production(user, month))), told


def test_page_pdf_workbook_and_database_say_the_same(cast, sign_in):
    october(cast)
    booked = PolicyTransaction.objects.filter(month=OCTOBER).aggregate(
        premium=Sum("premium"), commission=Sum("commission")
    )
    assert booked == {"premium": Decimal("1700.00"), "commission": Decimal("255.00")}
    screen = sign_in(cast.dora).get(reverse("production"), {"month": "2026-10"}).content.decode()
    paper = words(printed(cast.dora))
    for amount in ("1,700.00", "255.00", "10,000.00", "4,900.00", "2,500.00", "3,000.00"):
        assert amount in screen
        assert amount in paper
    assert "All production 4 1,700.00 255.00" in paper
    assert "Beginning book 4 10,000.00" in paper
    assert "Ending book 4 4,900.00" in paper
    assert "Gap: ending − (beginning + changes), must be 0.00 0 0.00" in paper
    assert "Retention: policies 50.0 %, premium 40.0 %" in paper
    book = workbook(cast.dora)
    summary = {row[:2]: row[2:] for row in book["Summary"].iter_rows(min_row=2, values_only=True)}
    assert summary[("October 2026", "All production")] == (4, 1700, 255)
    assert summary[("October 2026", "Lost")] == (2, -4500, -465)
    rows = list(book["Rows"].iter_rows(min_row=2, values_only=True))
    assert len(rows) == 4
    assert sum(row[9] for row in rows) == 1700
    identity = {row[0]: row[2] for row in book["Identity"].iter_rows(min_row=2, values_only=True)}
    assert (identity["Beginning book"], identity["Ending book"]) == (10000, 4900)
    assert identity["Gap, must be 0.00"] == 0


def test_every_dimension_of_the_workbook_adds_up_to_the_summary(cast):
    october(cast)
    book = workbook(cast.dora)
    for name in ("executive", "sales executive", "line of business", "carrier"):
        title = f"By account {name}" if name == "executive" else f"By {name}"
        sheet = book[title]
        heads = [cell.value for cell in sheet[1]]
        at = heads.index("All production: premium")
        month = [row for row in sheet.iter_rows(min_row=2, values_only=True)
                 if row[1] == "October 2026"]  # fmt: skip
        assert sum(row[at] for row in month) == 1700, title


def test_formulas_and_exclusions_are_printed(cast):
    october(cast)
    paper, about = words(printed(cast.dora)), workbook(cast.dora)["About"]
    texts = " ".join(str(cell) for row in about.iter_rows(values_only=True) for cell in row)
    for told in (paper, texts):
        assert "(Up for renewal − lost) ÷ up for renewal" in told
        assert "not in force at month end" in told
    assert "What is left out or shown apart, and why" in paper


def test_the_pdf_is_tagged_titled_and_carries_its_fonts_and_the_license(cast, settings):
    october(cast)
    data = printed(cast.dora)
    reader = pypdf.PdfReader(io.BytesIO(data))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == "Production report October 2026"
    assert b"pdfuaid:part" in data or "pdfuaid" in str(root["/Metadata"].get_data())
    assert reader.outline
    for sheet in reader.pages:
        for font in sheet["/Resources"].get("/Font", {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            assert (
                "/FontFile3" in inner["/FontDescriptor"] or "/FontFile2" in inner["/FontDescriptor"]
            )
    assert f"license {settings.AGENCY['license']}" in words(data)
    assert f"Page 1 of {len(reader.pages)}" in words(data)


def test_without_a_license_number_nothing_is_printed(cast):
    Letterhead.objects.update(license="  ")
    with pytest.raises(DomainError, match="license"):
        letterhead()
    with pytest.raises(DomainError, match="license"):
        made_for(cast.dora)
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    "name",
    ['Smith & Sons <b>"Café"</b>', "É" * 120, "=HYPERLINK(1)", "{{ settings.SECRET_KEY }}"],
)
def test_any_name_survives_on_page_paper_and_sheet(cast, sign_in, name):
    cast.ana.name = name
    cast.ana.save()
    october(cast)
    screen = sign_in(cast.dora).get(reverse("production"), {"month": "2026-10"}).content.decode()
    assert '<b>"Café"' not in screen
    paper = words(printed(cast.dora)).replace(" ", "")
    assert name.replace(" ", "")[:12] in paper
    cells = [row[0] for row in workbook(cast.dora)["By account executive"].iter_rows(
        min_row=2, values_only=True)]  # fmt: skip
    assert ("'" + name if name.startswith("=") else name) in cells


def test_a_client_name_of_two_hundred_letters_and_a_long_number_reach_the_sheet(cast):
    client = make_client(cast, "A&B <" + "é" * 190 + ">")
    make_term(client, effective_on=date(2026, 10, 2), number="N" * 40)
    rows = list(workbook(cast.dora)["Rows"].iter_rows(min_row=2, values_only=True))
    assert rows[0][:2] == (client.name, "N" * 40)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1/x.png", "file:///etc/passwd", "static:../config/settings.py"]
)
def test_a_document_loads_nothing_but_our_own_files(address):
    with pytest.raises(DomainError, match="may not load"):
        render.pdf(f'<title>x</title><html lang="en"><p>x<img alt="x" src="{address}">')


def test_the_document_keeps_checksum_pages_and_what_it_was_built_from(cast):
    october(cast)
    document, told = made_for(cast.dora)
    data = document.file.read()
    assert hashlib.sha256(data).hexdigest() == document.sha256
    assert len(data) == document.size
    assert document.pages == len(pypdf.PdfReader(io.BytesIO(data)).pages)
    assert document.built_from["premium"] == "1700.00"
    assert document.built_from["gap"] == "0.00"
    assert document.sheet.read(2) == b"PK"
    done = [step[0] for step in told]
    assert done == sorted(done)
    assert done[0] == 0
    assert done[-1] < told[0][1]
    assert told[0][2] == "Adding up the figures"


def test_a_document_does_not_change_with_the_book(cast):
    made = october(cast)
    document, _ = made_for(cast.dora)
    before = document.file.read()
    make_term(made.new.client, effective_on=date(2026, 10, 9))
    again = Document.objects.get(pk=document.pk)
    assert again.file.read() == before
    assert figures(cast.dora, OCTOBER).total.month["total"].count == 5


def test_pressing_print_twice_on_one_page_makes_one_job(cast, sign_in):
    october(cast)
    signed_in = sign_in(cast.dora)
    posted = {"month": "2026-10", "nonce": "abc"}
    first = signed_in.post(reverse("production-print"), posted)
    second = signed_in.post(reverse("production-print"), posted)
    assert first.url == second.url == Job.objects.get().get_absolute_url()
    assert Job.objects.get().kind == "document"


def test_an_auditor_reads_production_but_prints_nothing(cast, sign_in):
    october(cast)
    signed_in = sign_in(cast.rita)
    page = signed_in.get(reverse("production"), {"month": "2026-10"})
    assert page.status_code == 200
    assert "Print monthly report" not in page.content.decode()
    assert signed_in.post(reverse("production-print"), {"month": "2026-10"}).status_code == 403
    with pytest.raises(DomainError, match="may not ask"):
        request_production(cast.rita)


def test_the_files_are_attachments_for_those_who_may_see_the_document(cast, sign_in):
    october(cast)
    document, _ = made_for(cast.ana)
    for name, kind in (
        ("document-file", "application/pdf"),
        ("document-sheet", "spreadsheet"),
    ):
        url = reverse(name, args=[document.pk])
        answer = sign_in(cast.ana).get(url)
        assert answer.status_code == 200
        assert kind in answer["Content-Type"]
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert sign_in(cast.cora).get(url).status_code == 404
    assert sign_in(cast.cora).get(document.get_absolute_url()).status_code == 404


def test_the_page_of_a_document_shows_its_first_page(cast, sign_in):
    october(cast)
    document, _ = made_for(cast.ana)
    url = reverse("document-picture", args=[document.pk])
    assert url in sign_in(cast.dora).get(document.get_absolute_url()).content.decode()
    answer = sign_in(cast.ana).get(url)
    assert (answer["Content-Type"], answer.content[:4]) == ("image/png", b"\x89PNG")
    assert sign_in(cast.cora).get(url).status_code == 404


def test_a_document_whose_file_is_gone_is_not_found_rather_than_broken(cast, sign_in):
    document = Document.objects.create(
        kind="production", title="Old", as_of=AS_OF, sha256="0" * 64, size=1, pages=1,
        made_by=cast.dora, file=ContentFile(b"x", "gone.pdf"),
    )  # fmt: skip
    document.file.storage.delete(document.file.name)
    for name in ("document-file", "document-sheet", "document-picture"):
        assert sign_in(cast.dora).get(reverse(name, args=[document.pk])).status_code == 404


def test_the_reports_page_lists_documents_and_offers_the_monthly_report(cast, sign_in):
    october(cast)
    document, _ = made_for(cast.dora)
    page = sign_in(cast.dora).get(reverse("report-list")).content.decode()
    assert document.title in page
    assert "Monthly production report for" in page


def test_an_executive_prints_the_figures_of_her_own_team(cast):
    october(cast)
    make_term(
        make_client(cast, "Valley Steel", team=cast.valley),
        effective_on=date(2026, 10, 2), premium="77777.00",
    )  # fmt: skip
    assert "77,777" not in words(printed(cast.ana))
    rows = workbook(cast.ana)["Rows"].iter_rows(values_only=True)
    assert all(row[0] != "Valley Steel" for row in rows)


def test_the_command_prints_to_a_file(cast, tmp_path):
    october(cast)
    for ending, start in ((".pdf", b"%PDF"), (".xlsx", b"PK"), (".html", b"<!doctype")):
        out = tmp_path / f"report{ending}"
        call_command("render", "production", "--subject", "2026-10", "--as-of", "2026-11-01",
                     "--out", str(out))  # fmt: skip
        assert out.read_bytes().startswith(start)
    with pytest.raises(CommandError, match="no document called"):
        call_command("render", "poem", "--subject", "2026-10", "--out", str(tmp_path / "x.pdf"))
    with pytest.raises(CommandError, match="not a month"):
        call_command("render", "production", "--subject", "never", "--out", str(tmp_path / "x.pdf"))


def test_the_command_closes_a_month_and_says_so(cast, capsys):
    october(cast)
    call_command("close_month", "2026-09")
    assert "Closed September 2026: ending book $10000.00" in capsys.readouterr().out
    with pytest.raises(CommandError, match="closed already"):
        call_command("close_month", "2026-09")


def test_a_worker_makes_the_report_and_the_job_opens_it(live_cast):
    october(live_cast)
    job = request_production(live_cast.ana)
    run_job(job.pk)
    job.refresh_from_db()
    document = Document.objects.get(job=job)
    assert (job.state, job.result_url) == ("done", document.get_absolute_url())
    assert document.made_by == live_cast.ana
    assert "2,500.00" in words(document.file.read())
