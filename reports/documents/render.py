"""From content to HTML, and from HTML to PDF."""

from functools import cache
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from reports.documents.letterhead import Preparer, letterhead, logo_data
from reports.documents.press import STATIC
from reports.documents.printer import Step, printer
from reports.documents.registry import Content, Kind

SHEET = "documents/paper.css"


class Pdf:
    """A finished PDF and how many pages it has."""

    def __init__(self, data: bytes, pages: int):
        self.data, self.pages = data, pages


def html(kind: Kind, content: Content, by: Preparer, *, on_screen: bool = False) -> str:
    """The document as HTML with the letterhead. Raises DomainError without a license number."""
    head = letterhead()
    shared: dict[str, Any] = {
        "report": content,
        "kind": kind,
        "agency": head,
        "logo": logo_data(head),
        "preparer": by,
        "on_screen": on_screen,
    }
    return render_to_string(kind.template, shared | kind.context(content))


def pdf(text: str, step: Step = lambda words: None) -> Pdf:
    """Lay out `text` and print it as a tagged PDF (PDF/UA-1) with its fonts embedded.

    Raises DomainError when it asks for anything but our own static files, or for more memory
    or time than is allowed.
    """
    return Pdf(*printer.print(text, stylesheet(), step))


@cache
def stylesheet() -> str:
    """The one stylesheet of all documents, the same on paper and in the preview."""
    with open(str(finders.find(SHEET)), encoding="utf-8") as file:
        # The browser reads the fonts beside the sheet, the press below its own folders.
        return file.read().replace("url(../", f"url({STATIC}")
