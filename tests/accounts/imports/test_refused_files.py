"""Files that are refused: one sentence, and nothing changes."""

import io
import tempfile
import zipfile
from pathlib import Path

import openpyxl
import pytest
from django.core.files import File

from accounts.imports.services import start_batch
from accounts.models import ImportBatch, ImportFile
from config.lib.errors import DomainError
from teams.models import Team
from tests.accounts.imports.books import POLICIES, upload


@pytest.fixture
def team(db):
    return Team.objects.create(name="Bay")


def archive(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def bomb() -> bytes:
    return archive(
        xl__workbook_dot_xml=b"<workbook/>", xl__worksheets__sheet1_dot_xml=b"0" * 50_000_000
    )


HEADINGS = ",".join(POLICIES).encode()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("book.csv", b"", "The file is empty"),
        ("book.csv", b"\x89PNG\r\n\x1a\n....", "not a table"),
        ("book.csv", b"%PDF-1.7 ...", "not a table"),
        ("book.csv", b"a,b\x00\x01\x02,c\n", "not a table"),
        ("book.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "old or protected Excel file"),
        ("book.xlsx", b"PK\x03\x04 broken", "damaged"),
        ("book.xlsx", archive(word__document_dot_xml=b"<w/>"), "not an Excel workbook"),
        (
            "book.xlsx",
            archive(xl__workbook_dot_xml=b"<w/>", xl__vbaProject_dot_bin=b"x"),
            "macros",
        ),
        ("book.xlsx", bomb(), "unpacks to far more"),
        ("book.csv", HEADINGS + b"\n", "no rows under them"),
        ("book.csv", b"\n\n\n", "No row with column headings"),
        ("book.csv", b"Name,Code,Name\nA,B,C\n", "“Name” stands there twice"),
        ("book.csv", HEADINGS + b'\n"' + b"x,\n" * 100_000, "never closed"),
    ],
)
def test_a_file_that_is_no_book_gets_a_sentence(name, content, sentence, team):
    with pytest.raises(DomainError, match=sentence) as refusal:
        start_batch([upload(name, content)], team=team, by=None)
    assert refusal.value.message.startswith(f"{name}: ")
    assert not ImportBatch.objects.exists()
    assert not ImportFile.objects.exists()


def test_a_line_of_fifty_megabytes_is_refused_before_it_is_read_whole(team):
    with tempfile.NamedTemporaryFile(suffix=".csv") as big:
        big.write(HEADINGS + b"\n")
        for _ in range(50):
            big.write(b"x" * 1024 * 1024)
        big.flush()
        with Path(big.name).open("rb") as stream:
            with pytest.raises(DomainError, match="longer than 1 MB"):
                start_batch([File(stream, name="big.csv")], team=team, by=None)
            assert stream.tell() < 3 * 1024 * 1024


def test_more_than_a_hundred_megabytes_are_refused_unread(team):
    file = upload("big.csv", b"a,b\n1,2\n")
    file.size = 101 * 1024 * 1024
    with pytest.raises(DomainError, match="larger than 100 MB"):
        start_batch([file], team=team, by=None)


def test_files_of_two_systems_do_not_go_into_one_import(team):
    epic = upload("a.csv", HEADINGS + b"\n1\n")
    ams = upload("b.csv", b"Customer No,Pol No,Tran Type,Tran Eff Dt,GL Month,Prem Amt,Comm Amt\n1")
    with pytest.raises(DomainError, match="several systems"):
        start_batch([epic, ams], team=team, by=None)


def test_the_same_file_chosen_twice_is_refused(team):
    files = [upload(f"{n}.csv", HEADINGS + b"\n1\n") for n in range(2)]
    with pytest.raises(DomainError, match="chosen twice"):
        start_batch(files, team=team, by=None)


def test_a_protected_looking_but_plain_workbook_is_read(team):
    book = openpyxl.Workbook()
    book.active.append(["Report of all branches"])
    book.active.append(POLICIES)
    book.active.append(["X"] * len(POLICIES))
    out = io.BytesIO()
    book.save(out)
    batch = start_batch([upload("book.xlsx", out.getvalue())], team=team, by=None)
    file = batch.files.get()
    assert (file.kind, file.source, file.heading_row, file.rows) == ("policies", "Epic", 2, 1)
