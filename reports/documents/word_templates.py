"""Word templates that a director may replace: what may stand in them, and taking one into use.

A template comes from outside, so it is treated like any hostile file: it is looked at as an
upload, filled in the press with its jinja in a sandbox and everything escaped, and dry-run with
awkward fields before it is taken into use (TRUST §3.6).
"""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile

from accounts.attachments.intake import look
from config.lib.errors import DomainError
from reports.documents.models import WordTemplate
from reports.documents.printer import PressFailed, printer
from reports.documents.registry import Kind
from reports.documents.word import house_template

if TYPE_CHECKING:
    from teams.people.models import User

SHARED = {
    "agency": "The agency’s name",
    "agency_license": "Its license",
    "agency_address": "Its address",
    "agency_phone": "Its phone",
    "agency_email": "Its e-mail address",
    "footnote": "The line below every page",
    "today": "The day it is made",
    "as_of": "The day its figures are of",
    "title": "What it is",
    "client": "The client’s name",
    "preparer": "Who makes it",
    "preparer_title": "Their title",
    "preparer_email": "Their e-mail address",
    "preparer_phone": "Their phone",
    "preparer_license": "Their license",
}
LETTER = {
    "attention": "Whom it is for",
    "address_lines": "The lines of the address",
    "subject": "What it is about",
    "salutation": "Dear …",
    "paragraphs": "The paragraphs before the tables",
    "tables": "The tables, each with caption, heads and rows",
    "after": "The paragraphs after the tables",
    "copies": "Who gets a copy",
}
PAPER = {"sections": "The sections, each with title, paragraphs and tables"}
HOSTILE = "Smith & Sons <b>“Café”</b> {{ 7*7 }} {% x %} ]]> " + "é" * 120
_LINES = [HOSTILE] * 3
_TABLES = [{"caption": HOSTILE, "heads": ["A", HOSTILE], "rows": [["1", HOSTILE]]}]
_LISTS: dict[str, list[Any]] = {
    "address_lines": _LINES,
    "paragraphs": _LINES,
    "after": _LINES,
    "copies": _LINES,
    "tables": _TABLES,
    "sections": [{"title": HOSTILE, "paragraphs": _LINES, "tables": _TABLES}],
}


def fields_of(kind: Kind) -> dict[str, str]:
    """What may stand in a template of `kind`, and what it means."""
    return SHARED | (LETTER if house_template(kind).stem == "letter" else PAPER)


def replace_template(*, kind: Kind, upload: UploadedFile, by: "User") -> WordTemplate:
    """Take `upload` into use for `kind`, after looking at it and filling it with awkward fields.

    Raises DomainError with the reason when it is no Word file, carries macros, has an error or
    tries what a template may not; the one before then stays in use.
    """
    if kind.word is None:
        raise DomainError(f"{kind.label} has no Word file.")
    looked = look(upload, upload.name or "", upload.size or 0)
    if looked.ending != "docx":
        raise DomainError("A template is a Word file, .docx.", "file")
    upload.seek(0)
    data = upload.read()
    _try(kind, data)
    template = WordTemplate(kind=kind.name, name=looked.name[:120], sha256=looked.sha256, by=by)
    template.file.save(f"{kind.name}-{looked.sha256[:24]}.docx", ContentFile(data), save=False)
    template.save()
    return template


def restore_template(*, kind: Kind, by: "User") -> None:
    """Fill documents of `kind` into the house's template again; nothing when it is in use."""
    own = WordTemplate.objects.filter(kind=kind.name).first()
    if own and own.file:
        WordTemplate.objects.create(kind=kind.name, by=by)


def _try(kind: Kind, data: bytes) -> None:
    """Fill `data` with text and lists that break careless templates, and with nothing at all."""
    names = fields_of(kind)
    awkward = {name: _LISTS.get(name, HOSTILE) for name in names}
    empty = {name: [] if name in _LISTS else "" for name in names}
    for fields in (awkward, empty):
        try:
            printer.fill(data, fields, seconds=settings.TEMPLATE_SECONDS)
        except DomainError as error:
            raise DomainError(f"This template cannot be used. {error.message}", "file") from error
        except PressFailed as problem:
            raise DomainError(
                "This template cannot be used. Open it in Word and save it again.", "file"
            ) from problem
