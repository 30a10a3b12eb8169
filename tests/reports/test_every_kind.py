"""Every kind of document, made from a whole book, read again by other programs."""

import io
from datetime import date

import docx
import openpyxl
import pypdf
import pypdfium2
import pytest
from django.core.management import call_command
from django.db.models import Value
from django.db.models.functions import Concat

from accounts.models import Client
from config.lib.exports import write_workbook
from reports.documents.registry import every
from reports.documents.render import pdf
from reports.documents.samples import sample
from reports.documents.word import fill
from teams.access.roles import Role
from teams.models import User

TODAY = date(2026, 10, 14)
ODD = "Ångström & Søn <b>“A/B”</b> {{ 7 }} Co. "


@pytest.fixture
def book(db, time_machine):
    time_machine.move_to("2026-10-14 10:00:00-07:00", tick=True)
    call_command("demo_book", clients=25, seed=7, today=TODAY, verbosity=0)
    Client.objects.update(name=Concat(Value(ODD), "code"))


def words_of(paper: bytes) -> str:
    pages = pypdfium2.PdfDocument(paper)
    text = "".join(page.get_textpage().get_text_range() for page in pages)
    return "".join(text.split())


def silent(paper: bytes) -> list[str]:
    """What a screen reader would miss in the PDF: its first heading, or what a picture shows."""
    tags, missing = [], []

    def walk(node) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for part in node:
                walk(part)
        elif isinstance(node, dict) and "/S" in node:
            tags.append(node["/S"])
            if node["/S"] == "/Figure" and not node.get("/Alt"):
                missing.append("words for a picture")
            if "/K" in node:
                walk(node["/K"])

    walk(pypdf.PdfReader(io.BytesIO(paper)).root_object["/StructTreeRoot"]["/K"])
    heads = [tag for tag in tags if tag in ("/H1", "/H2", "/H3")]
    return missing + (["a heading at its start"] if heads[:1] != ["/H1"] else [])


def test_every_kind_opens_elsewhere_with_the_right_words_whatever_clients_are_called(book):
    people = [
        User.objects.filter(role=role).order_by("pk").first()
        for role in (Role.ACCOUNT_EXECUTIVE, Role.DIRECTOR)
    ]
    unmade, wrong = [], []
    for kind in every():
        found = next(filter(None, (sample(kind, by=user, on=TODAY) for user in people)), None)
        if found is None:
            unmade.append(kind.name)
            continue
        ask, html = found
        content = kind.build(ask)
        paper = pdf(html).data
        said = words_of(paper)
        wrong += [f"{kind.name}: {words}" for words in silent(paper)]
        if ask.client and "".join(ask.client.name.split()) not in said:
            wrong.append(f"{kind.name}: the client's name")
        if "<" in f"{kind.label}":
            wrong.append(f"{kind.name}: its label")
        if "<b>“A/B" in html:
            wrong.append(f"{kind.name}: markup of a name")
        if kind.sheets:
            sheet = io.BytesIO()
            write_workbook(sheet, kind.sheets(content, ask.by))
            if "About" not in openpyxl.load_workbook(sheet, read_only=True).sheetnames:
                wrong.append(f"{kind.name}: the About sheet")
        if kind.word and not docx.Document(io.BytesIO(fill(kind, content, ask))).paragraphs:
            wrong.append(f"{kind.name}: the Word file")
    assert (unmade, wrong) == ([], [])


def test_no_table_leaves_a_single_row_on_a_page_nor_takes_one_along():
    def table(rows: int) -> str:
        lines = "".join(f"<tr><td>row {n}</td></tr>" for n in range(rows))
        head = "<thead><tr><th>head</th></tr></thead>"
        return f'<table class="rows new-page">{head}<tbody>{lines}</tbody></table>'

    made = pdf('<html lang="en"><body>' + "".join(table(n) for n in range(34, 44)) + "</body>")
    book = pypdfium2.PdfDocument(made.data)
    rows = [page.get_textpage().get_text_range().count("row ") for page in book]
    assert len(book) > 10, "no table went over its page"
    assert min(rows) >= 2
