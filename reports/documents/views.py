"""Documents: the list, one document, and its files as guarded downloads."""

import uuid

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import slugify

from config.lib.dates import add_months, month_start
from config.lib.lists import list_page
from reports.documents.models import Document
from reports.documents.tables import DOCUMENTS
from teams.access.views import requires

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires("documents.view")
def report_list(request: HttpRequest) -> HttpResponse:
    """The documents one may see, and the reports one may ask for."""
    documents = Document.objects.visible_to(request.user).select_related("made_by")
    last_month = add_months(month_start(timezone.localdate()), -1)
    extra = {
        "month": last_month,
        "nonce": uuid.uuid4().hex,
        "may_print": request.user.may("documents.make") and request.user.may("production.view"),
    }
    return list_page(request, DOCUMENTS, documents, template="reports/list.html", extra=extra)


@requires("documents.view")
def document_page(request: HttpRequest, document_id: int) -> HttpResponse:
    """What the document is, what it was built from, and its files."""
    document = _document(request, document_id)
    facts = [(name.replace("_", " ").capitalize(), v) for name, v in document.built_from.items()]
    month = document.built_from.get("month") if request.user.may("production.view") else None
    context = {"document": document, "built_from": facts, "month": month}
    return render(request, "documents/page.html", context)


@requires("documents.view")
def document_file(request: HttpRequest, document_id: int) -> HttpResponse:
    """The PDF, as an attachment."""
    document = _document(request, document_id)
    return _download(document, document.file, "pdf", PDF)


@requires("documents.view")
def document_sheet(request: HttpRequest, document_id: int) -> HttpResponse:
    """The workbook beside it, as an attachment."""
    document = _document(request, document_id)
    return _download(document, document.sheet, "xlsx", XLSX)


def _document(request: HttpRequest, document_id: int) -> Document:
    documents = Document.objects.visible_to(request.user).select_related("made_by", "job")
    return get_object_or_404(documents, pk=document_id)


def _download(document: Document, file: FieldFile, ending: str, content_type: str) -> FileResponse:
    try:
        opened = file.open("rb")
    except (FileNotFoundError, ValueError):
        raise Http404("This document has no such file.") from None
    name = f"{slugify(document.title)[:80] or document.kind}.{ending}"
    response = FileResponse(opened, as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response
