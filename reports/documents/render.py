"""From finished HTML to PDF: the only place that knows WeasyPrint (TRUST §3.6)."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.template.loader import render_to_string

from config.lib.errors import DomainError
from reports.documents.letterhead import letterhead

_STATIC = "static:"
Step = Callable[[str], None]


@dataclass(frozen=True)
class Pdf:
    """A finished PDF and how many pages it has."""

    data: bytes
    pages: int


def html(template: str, context: dict[str, Any]) -> str:
    """The document as HTML, with the letterhead. Raises DomainError without a licence number."""
    return render_to_string(template, {**context, "agency": letterhead()})


def pdf(text: str, step: Step = lambda words: None) -> Pdf:
    """Lay out `text` and print it as a tagged PDF (PDF/UA-1) with its fonts embedded.

    Raises DomainError when it asks for anything but our own static files.
    """
    from weasyprint import CSS, HTML
    from weasyprint.urls import FatalURLFetchingError

    fonts, fetcher = _fonts(), _fetcher()
    style = CSS(string=_stylesheet(), font_config=fonts, url_fetcher=fetcher)
    # Collecting garbage during the layout costs a fifth of it; collect once afterwards.
    collecting = gc.isenabled()
    gc.disable()
    try:
        step("Laying out the pages")
        laid_out = HTML(string=text, base_url=_STATIC, url_fetcher=fetcher).render(
            stylesheets=[style], font_config=fonts
        )
        step(f"Writing {len(laid_out.pages)} pages")
        data = laid_out.write_pdf(pdf_variant="pdf/ua-1")
        return Pdf(data, len(laid_out.pages))
    except FatalURLFetchingError as error:
        raise DomainError(str(error)) from error
    finally:
        if collecting:
            gc.enable()
            gc.collect()


@cache
def _fonts() -> Any:
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@cache
def _stylesheet() -> str:
    return render_to_string("documents/document.css")


@cache
def _fetcher() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class OwnFilesOnly(URLFetcher):
        """Our own static files and inline data; anything else stops the document."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            try:
                name = url.removeprefix(_STATIC)
                found = finders.find(name) if url.startswith(_STATIC) else None
            except SuspiciousFileOperation:
                found = None
            if not found:
                raise FatalURLFetchingError(f"Documents may not load {url[:80]}")
            with open(found, "rb") as file:
                return URLFetcherResponse(url, file.read())

    return OwnFilesOnly(allowed_protocols=["data"], allow_redirects=False)
