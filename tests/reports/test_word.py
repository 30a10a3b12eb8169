"""Word files: filled with any name, from templates that do what a template may and nothing else."""

import io
from datetime import date

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from config.lib.errors import DomainError
from reports.documents.registry import find
from reports.documents.word import replace_template, template_of
from reports.models import WordTemplate
from tests.accounts.test_receivables import bill
from tests.cast import make_client
from tests.reports.test_client_documents import made


def letter(*lines: str) -> SimpleUploadedFile:
    """A Word file that says `lines`."""
    paper, stream = docx.Document(), io.BytesIO()
    for line in lines:
        paper.add_paragraph(line)
    paper.save(stream)
    return SimpleUploadedFile("own letter.docx", stream.getvalue())


def said(data: bytes) -> str:
    paper = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([p.text for p in paper.paragraphs] + cells)


@pytest.fixture
def debtor(cast):
    client = make_client(cast, "Smith & <Sons> “Café” {{ 7*7 }}", street="1 Main & Oak")
    bill(cast, client, "INV-77", premium="1250.00", due_on=date(2026, 9, 21))
    return client


def test_a_letter_says_the_same_in_word_as_on_paper(cast, debtor):
    document = made("reminder", cast.acc, client=debtor, as_of=date(2026, 10, 1))
    text = said(document.word.read())
    for words in (debtor.name, "1 Main & Oak", "INV-77", "1,250.00"):
        assert words in text
    assert "{%" not in text
    assert "Payment reminder" in text


def test_a_director_puts_her_own_template_into_use(cast, debtor):
    kind = find("reminder")
    own = letter("Dear {{ client }}", "{{ subject }}")
    replace_template(kind=kind, upload=own, by=cast.dora)
    document = made("reminder", cast.acc, client=debtor, as_of=date(2026, 10, 1))
    assert said(document.word.read()).startswith(f"Dear {debtor.name}\nPayment reminder")


@pytest.mark.parametrize(
    "attack",
    [
        "{{ client.__class__.__mro__[1].__subclasses__() }}",
        "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ client|attr('__class__') }}",
        "{% if client %}never closed",
        "{{ client. }}",
        "{% for a in range(999999) %}{{ a }}{% endfor %}",
    ],
)
def test_a_template_with_an_attack_or_an_error_is_refused_and_the_old_one_stays(cast, attack):
    kind = find("reminder")
    before = template_of(kind)
    with pytest.raises(DomainError, match="cannot be used"):
        replace_template(kind=kind, upload=letter(attack), by=cast.dora)
    assert template_of(kind) == before
    assert not WordTemplate.objects.exists()


def test_what_is_no_word_file_is_refused(cast):
    kind = find("reminder")
    for name, data in (("a.docx", b"MZ nonsense"), ("a.docm", b"PK"), ("a.pdf", b"%PDF-1.7 x")):
        with pytest.raises(DomainError):
            replace_template(kind=kind, upload=SimpleUploadedFile(name, data), by=cast.dora)


def test_the_page_of_templates_is_the_director_s(cast, sign_in):
    address = "/reports/templates/reminder/"
    assert sign_in(cast.ana).get(address).status_code == 403
    director = sign_in(cast.dora)
    assert "Payment reminder" in director.get("/reports/templates/").content.decode()
    refused = director.post(address, {"file": letter("{{ client. }}")})
    assert refused.status_code == 422
    assert "cannot be used" in refused.content.decode()
    assert director.post(address, {"file": letter("Dear {{ client }}")}).status_code == 302
    assert director.get(f"{address}file/").content.startswith(b"PK")
