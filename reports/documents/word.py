"""Documents as Word files, filled into the house's template or the one a director put in."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from config.lib.errors import DomainError
from config.lib.templatetags.steward import us_date
from reports.documents.letterhead import Preparer, letterhead, preparer
from reports.documents.models import WordTemplate
from reports.documents.printer import printer
from reports.documents.registry import Ask, Content, Kind

OWN = Path(settings.BASE_DIR) / "templates" / "documents" / "word"


def fill(kind: Kind, content: Content, ask: Ask) -> bytes:
    """The Word file of `content`. Raises DomainError when the template cannot take it."""
    if kind.word is None:
        raise DomainError(f"{kind.label} has no Word file.")
    by = preparer(by=ask.by, client=ask.client, on=timezone.localdate(), licensed=kind.licensed)
    return printer.fill(template_of(kind), {**shared_fields(by), **kind.word(content)})


def template_of(kind: Kind) -> bytes:
    """The Word template in use: the newest a director put in, else the house's own."""
    own = WordTemplate.objects.filter(kind=kind.name).first()
    if own and own.file:
        with own.file.open("rb") as file:
            return file.read()
    return house_template(kind).read_bytes()


def house_template(kind: Kind) -> Path:
    """The template that the house comes with: the kind's own, or that of letters."""
    special = OWN / f"{kind.name}.docx"
    return special if special.exists() else OWN / "letter.docx"


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
