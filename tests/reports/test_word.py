"""Word files: filled with any name, from templates that do what a template may and nothing else."""

import io
import zipfile
from datetime import date

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from config.lib.errors import DomainError
from reports.documents.registry import find
from reports.documents.word import template_of
from reports.documents.word_templates import replace_template
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


def packed(change) -> SimpleUploadedFile:
    """A Word file whose parts were changed by hand: `change` of a part's name and its bytes."""
    stream = io.BytesIO()
    good = zipfile.ZipFile(letter("Dear {{ client }}").file)
    with zipfile.ZipFile(stream, "w") as bad:
        for name in good.namelist():
            bad.writestr(name, change(name, good.read(name)))
    return SimpleUploadedFile("own letter.docx", stream.getvalue())


def in_body(old: bytes, new: bytes) -> SimpleUploadedFile:
    """The Word file with `new` in place of `old` in its text."""
    return packed(lambda name, d: d.replace(old, new) if name == "word/document.xml" else d)


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


MORE = "cannot be used. It reaches for more than the fields"
WRONG = "cannot be used. Between its braces something is unfinished or misspelled"


@pytest.mark.parametrize(
    ("attack", "words"),
    [
        ("{{ client.__class__.__mro__[1].__subclasses__() }}", MORE),
        ("{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}", MORE),
        ("{{ cycler.__init__.__globals__.os.popen('id').read() }}", MORE),
        ("{{ client|attr('__class__') }}", MORE),
        ("{% if client %}never closed", WRONG),
        ("{{ client. }}", WRONG),
        ("{% for a in range(999999) %}{{ a }}{% endfor %}", "counts further than a template may"),
        ("{{ sections }}", "not among the fields: 'sections' is undefined"),
    ],
)
def test_a_template_with_an_attack_or_an_error_is_refused_and_the_old_one_stays(
    cast, attack, words
):
    kind = find("reminder")
    before = template_of(kind)
    with pytest.raises(DomainError, match=words):
        replace_template(kind=kind, upload=letter(attack), by=cast.dora)
    assert template_of(kind) == before
    assert not WordTemplate.objects.exists()


def test_a_template_that_never_ends_is_stopped(cast, settings):
    settings.TEMPLATE_SECONDS = 1
    loops = "".join(f"{{% for {x} in range(99999) %}}" for x in "abc") + "{% endfor %}" * 3
    with pytest.raises(DomainError, match="takes more memory or time than is allowed"):
        replace_template(kind=find("reminder"), upload=letter(loops), by=cast.dora)


PICTURE = b"<w:p><w:r><w:instrText>INCLUDE</w:instrText></w:r><w:r><w:instrText>PICTURE x"
TEMPLATE = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (in_body(b"<w:document ", b"<!DOCTYPE x [<!ENTITY a 'b'>]><w:document "), "entities"),
        (in_body(b"<w:p>", PICTURE + b"</w:instrText></w:r></w:p><w:p>"), "field INCLUDEPICTURE"),
        (
            packed(
                lambda name, d: (
                    d.replace(
                        b"</Relationships>",
                        b'<Relationship Id="r99" TargetMode="External" Target="https://x.example/a.dotm"'
                        b' Type="' + TEMPLATE + b'"/></Relationships>',
                    )
                    if name == "word/_rels/document.xml.rels"
                    else d
                )
            ),
            "from elsewhere: https://x.example",
        ),
        (in_body(b"</w:body>", b""), "damaged"),
    ],
    ids=["entities", "fields", "parts", "damage"],
)
def test_a_template_that_reaches_outside_itself_or_is_damaged_is_refused(cast, upload, words):
    with pytest.raises(DomainError, match=words):
        replace_template(kind=find("reminder"), upload=upload, by=cast.dora)
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
    page = director.get(address).content.decode()
    assert "In use: own letter.docx" in page
    assert "Whom it is for" in page


def test_the_house_s_own_template_is_taken_into_use_again(cast, sign_in):
    kind = find("reminder")
    ours = template_of(kind)
    replace_template(kind=kind, upload=letter("Dear {{ client }}"), by=cast.dora)
    for _ in range(2):
        sign_in(cast.dora).post("/reports/templates/reminder/restore/")
    assert template_of(kind) == ours
    assert WordTemplate.objects.count() == 2
    assert "the house’s own" in sign_in(cast.dora).get("/reports/templates/").content.decode()
