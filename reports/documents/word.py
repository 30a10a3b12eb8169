"""Letters as Word files, from templates that a director may replace.

A template comes from outside, so it is treated like any hostile file: it is looked at as an
upload, filled in the press with its jinja in a sandbox and everything escaped, and dry-run with
awkward fields before it is taken into use (TRUST §3.6).
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from accounts.attachments.intake import look
from config.lib.errors import DomainError
from config.lib.templatetags.steward import us_date
from reports.documents.letterhead import Preparer, letterhead, preparer
from reports.documents.models import WordTemplate
from reports.documents.printer import printer
from reports.documents.registry import Ask, Content, Kind

if TYPE_CHECKING:
    from teams.people.models import User

OWN = Path(settings.BASE_DIR) / "templates" / "documents" / "word"
HOSTILE = "Smith & Sons <b>“Café”</b> {{ 7*7 }} {% x %} ]]> " + "é" * 120


def fill(kind: Kind, content: Content, ask: Ask) -> bytes:
    """The Word file of `content`. Raises DomainError when the template cannot take it."""
    if kind.word is None:
        raise DomainError(f"{kind.label} has no Word file.")
    by = preparer(by=ask.by, client=ask.client, on=timezone.localdate(), licensed=kind.licensed)
    return printer.fill(template_of(kind), {**shared_fields(by), **kind.word(content)})


def template_of(kind: Kind) -> bytes:
    """The Word template in use: the newest a director put in, else the house's own."""
    own = WordTemplate.objects.filter(kind=kind.name).first()
    if own:
        with own.file.open("rb") as file:
            return file.read()
    special = OWN / f"{kind.name}.docx"
    return (special if special.exists() else OWN / "letter.docx").read_bytes()


def shared_fields(by: Preparer) -> dict[str, Any]:
    """The fields of every template: agency and preparer, as text."""
    head = letterhead()
    return {
        "agency": head.name,
        "agency_license": head.license,
        "agency_address": head.address,
        "agency_phone": head.phone,
        "agency_email": head.email,
        "footnote": head.footnote,
        "today": us_date(timezone.localdate()),
        "preparer": by.name,
        "preparer_title": by.title,
        "preparer_email": by.email,
        "preparer_phone": by.phone,
        "preparer_license": by.license,
    }


def replace_template(*, kind: Kind, upload: UploadedFile, by: "User") -> WordTemplate:
    """Take `upload` into use for `kind`, after looking at it and filling it with awkward fields.

    Raises DomainError with the reason when it is no Word file, carries macros, has an error or
    tries what a template may not; the one before then stays in use.
    """
    if kind.word is None:
        raise DomainError(f"{kind.label} has no Word file.")
    name = upload.name or ""
    looked = look(upload, name, upload.size or 0)
    if looked.ending != "docx":
        raise DomainError("A template is a Word file, .docx.", "file")
    upload.seek(0)
    data = upload.read()
    for fields in (awkward(kind), dict.fromkeys(awkward(kind), "")):
        try:
            printer.fill(data, fields)
        except DomainError as error:
            raise DomainError(f"This template cannot be used. {error.message}", "file") from error
    template = WordTemplate(kind=kind.name, name=looked.name[:120], sha256=looked.sha256, by=by)
    template.file.save(f"{kind.name}-{looked.sha256[:24]}.docx", ContentFile(data), save=False)
    template.save()
    return template


def awkward(kind: Kind) -> dict[str, Any]:
    """Every field of the kind's template, each with text that breaks careless ones."""
    own: dict[str, Any] = {
        "client": HOSTILE, "address_lines": [HOSTILE, HOSTILE], "attention": HOSTILE,
        "subject": HOSTILE, "salutation": HOSTILE, "paragraphs": [HOSTILE] * 3,
        "after": [HOSTILE], "copies": [HOSTILE],
        "sections": [
            {"title": HOSTILE, "paragraphs": [HOSTILE],
             "tables": [{"caption": HOSTILE, "heads": ["A", HOSTILE], "rows": [["1", HOSTILE]]}]}
        ],
        "tables": [{"caption": HOSTILE, "heads": ["A", HOSTILE], "rows": [["1", HOSTILE]]}],
    }  # fmt: skip
    by = Preparer(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    return {**shared_fields(by), "title": HOSTILE, "as_of": HOSTILE, "closing": HOSTILE, **own}
