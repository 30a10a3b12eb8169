"""The wizard: upload, map, check, import, undo; without JavaScript."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Client, ImportBatch, ImportMapping, PolicyTerm
from reports.jobs.models import Job
from reports.jobs.services import run_job
from tests.accounts.imports.books import POLICIES, bring_in, policies, staff


def posted(file) -> SimpleUploadedFile:
    return SimpleUploadedFile(file.name, file.read())


def work() -> None:
    """Do what is waiting, as a worker would."""
    for job in Job.objects.filter(state="queued").order_by("pk"):
        run_job(job.pk)


def send(browser, cast, *files, **more):
    data = {"files": [posted(f) for f in files], "team": cast.bay.pk, **more}
    return browser.post(reverse("import-list"), data, follow=True)


UNKNOWN = {
    **{h: h for h in POLICIES},
    "Lookup Code": "Kundennummer",
    "Policy Number": "Police",
    "Annualized Premium": "Amount p.a.",
}


def unknown_file(*rows):
    content = policies(*rows).read().decode()
    head, rest = content.split("\r\n", 1)
    head = ",".join(UNKNOWN[h] for h in head.split(","))
    return SimpleUploadedFile("unknown.csv", f"{head}\r\n{rest}".encode())


def test_upload_check_import_and_undo(live_cast, sign_in):
    browser = sign_in(live_cast.ana)
    page = send(
        browser, live_cast, staff({}), policies({}, {"Policy Number": "B-26", "ZIP": "9460X"})
    )
    batch = ImportBatch.objects.get()
    assert (batch.by, batch.team, batch.source) == (live_cast.ana, live_cast.bay, "Epic")
    assert b"Waiting" in page.content
    work()
    page = browser.get(batch.get_absolute_url())
    text = page.content.decode()
    assert "Import 2 new and 0 changed rows" in text
    assert "“9460X” is not a ZIP code." in text
    assert "12,000.00" in text
    assert not Client.objects.exists()

    browser.post(reverse("import-run", args=[batch.pk]))
    browser.post(reverse("import-run", args=[batch.pk]))
    assert Job.objects.filter(kind="import-book").count() == 1
    work()
    assert PolicyTerm.objects.get().number == "GL1000-26"
    page = browser.get(batch.get_absolute_url())
    assert b"In the book since" in page.content

    browser.post(reverse("import-undo", args=[batch.pk]), {"reason": ""})
    assert not Job.objects.filter(kind="import-undo").exists()
    browser.post(reverse("import-undo", args=[batch.pk]), {"reason": "Wrong month"})
    work()
    assert not Client.objects.exists()
    assert b"Taken back" in browser.get(batch.get_absolute_url()).content


def test_the_same_files_again_are_already_imported(live_cast, sign_in):
    bring_in([policies({})], live_cast.bay)
    browser = sign_in(live_cast.ana)
    send(browser, live_cast, policies({}))
    work()
    page = browser.get(ImportBatch.objects.order_by("pk").last().get_absolute_url())
    assert b"Already imported" in page.content
    assert b"Import 0 new" not in page.content


def test_a_refused_file_gets_its_sentence_at_the_field(cast, sign_in):
    browser = sign_in(cast.ana)
    picture = SimpleUploadedFile("book.csv", b"\x89PNG\r\n\x1a\nabc")
    page = browser.post(reverse("import-list"), {"files": [picture], "team": cast.bay.pk})
    assert "book.csv: This is not a table" in page.content.decode()
    empty = SimpleUploadedFile("book.csv", b"")
    page = browser.post(reverse("import-list"), {"files": [empty], "team": cast.bay.pk})
    assert "The file is empty." in page.content.decode()
    assert not ImportBatch.objects.exists()


def test_unknown_headings_are_mapped_once_and_remembered(live_cast, sign_in):
    browser = sign_in(live_cast.ana)
    page = send(browser, live_cast, unknown_file({}))
    batch = ImportBatch.objects.get()
    assert b"The headings of unknown.csv are not known" in page.content
    assert not Job.objects.exists()
    answer = browser.post(reverse("import-check", args=[batch.pk]), follow=True)
    assert "Kundennummer" in answer.content.decode()

    file = batch.files.get()
    mapping = reverse("import-mapping", args=[batch.pk, file.pk])
    form = browser.get(mapping + "?kind=policies").context["columns"]
    guessed = {name: field.initial for name, field in form.fields.items() if field.initial}
    assert guessed["company"] == "Issuing Company"
    assert "client_code" not in guessed
    columns = {
        **guessed,
        "client_code": "Kundennummer",
        "number": "Police",
        "premium": "Amount p.a.",
    }
    missing = {**columns, "premium": "", "kind": "policies", "source": "Alpha"}
    assert b"This field is required" in browser.post(mapping, missing).content
    twice = {**columns, "premium": "Police", "kind": "policies", "source": "Alpha"}
    assert b"This column is named twice" in browser.post(mapping, twice).content
    browser.post(mapping, {**columns, "kind": "policies", "source": "Alpha"})
    assert ImportMapping.objects.get().source == "Alpha"
    work()
    batch.refresh_from_db()
    assert (batch.source, batch.state, batch.totals["new"]) == ("Alpha", "checked", 1)

    send(browser, live_cast, unknown_file({}, {"Policy Number": "B-26"}))
    again = ImportBatch.objects.order_by("pk").last()
    assert (again.source, again.files.get().kind) == ("Alpha", "policies")
    work()
    again.refresh_from_db()
    assert again.totals["new"] == 2


def test_the_refused_rows_are_a_download(live_cast, sign_in):
    browser = sign_in(live_cast.ana)
    send(browser, live_cast, policies({"Account Name": "=cmd()"}))
    work()
    file = ImportBatch.objects.get().files.get()
    answer = browser.get(reverse("import-refused", args=[file.batch_id, file.pk]))
    text = b"".join(answer.streaming_content).decode()
    assert "Why it was refused" in text
    assert "looks like a formula" in text
    assert ",'=cmd()," in text


def test_a_second_executive_s_team_does_not_see_it(cast, sign_in):
    batch = bring_in([policies({})], cast.bay)
    browser = sign_in(cast.cora)
    assert browser.get(batch.get_absolute_url()).status_code == 404
    assert browser.post(reverse("import-undo", args=[batch.pk])).status_code == 404
    assert batch.get_absolute_url() not in browser.get(reverse("import-list")).content.decode()
    page = browser.post(
        reverse("import-list"), {"files": [posted(policies({}))], "team": cast.bay.pk}
    )
    assert b"Select a valid choice" in page.content


def test_an_administrator_of_clients_may_not_import(cast, sign_in):
    assert sign_in(cast.ben).get(reverse("import-list")).status_code == 403


@pytest.mark.parametrize("kind", ["staff", "policies", "transactions", "invoices"])
def test_our_own_empty_file_is_recognized_when_it_comes_back(kind, cast, sign_in):
    from accounts.imports.layouts import known_layout

    answer = sign_in(cast.ana).get(reverse("import-template"), {"kind": kind})
    head = b"".join(answer.streaming_content).decode("utf-8-sig").strip().split(",")
    assert known_layout(head).kind == kind
