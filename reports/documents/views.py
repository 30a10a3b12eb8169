"""Documents: what there is of a client or the house, asking for one, one document, its files."""

import uuid
from typing import Any

from csp.decorators import csp_replace
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from accounts.clients.frame import client_section, section, visible_client
from accounts.clients.models import Client
from config.lib.dates import add_months, month_start
from config.lib.errors import DomainError
from config.lib.lists import list_page
from reports.documents import delivering, services
from reports.documents.batches import request_batch
from reports.documents.currency import summary_stale_since
from reports.documents.forms import (
    AskForm,
    BatchForm,
    BounceForm,
    DeliverForm,
    LetterheadForm,
    NarrativeForm,
    WordTemplateForm,
)
from reports.documents.models import Channel, Delivery, Document, Letterhead, WordTemplate
from reports.documents.narratives import write_narratives
from reports.documents.registry import Kind, find, kinds_for, label_of
from reports.documents.tables import DOCUMENTS
from reports.documents.word import replace_template, template_of
from reports.jobs.models import Job
from teams.access.roles import RULES, Scope
from teams.access.views import requires
from teams.history.editing import edit_record
from teams.notifications.services import clear_bounces, record_bounce

PDF = "application/pdf"
OFFICE = "application/vnd.openxmlformats-officedocument."
XLSX, DOCX = OFFICE + "spreadsheetml.sheet", OFFICE + "wordprocessingml.document"
SHOWN = 100
PREVIEW_CSP = {
    "default-src": ["'none'"],
    "style-src": ["'self'"],
    "style-src-attr": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "font-src": ["'self'"],
    "frame-ancestors": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "script-src": ["'none'"],
    "connect-src": ["'none'"],
    "frame-src": ["'none'"],
    "manifest-src": ["'none'"],
    "object-src": ["'none'"],
}


@requires("documents.view")
def report_list(request: HttpRequest) -> HttpResponse:
    """The documents one may see, and the reports one may ask for."""
    documents = Document.objects.visible_to(request.user).with_standing()
    last_month = add_months(month_start(timezone.localdate()), -1)
    may_make = request.user.may("documents.make")
    extra = {
        "month": last_month,
        "nonce": uuid.uuid4().hex,
        "may_print": may_make and request.user.may("production.view"),
        "kinds": kinds_for(request.user, of_client=False) if may_make else [],
    }
    documents = documents.select_related("made_by", "client")
    return list_page(request, DOCUMENTS, documents, template="reports/list.html", extra=extra)


@requires("documents.make")
def batch_new(request: HttpRequest) -> HttpResponse:
    """Ask for many documents at once."""
    first = {"nonce": uuid.uuid4().hex, "month": f"{timezone.localdate():%Y-%m}"}
    form = BatchForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        asked["tier"] = asked["tier"].pk if asked["tier"] else None
        try:
            return redirect(request_batch(by=request.user, **asked))
        except DomainError as error:
            form.add_error(None, error.message)
    context = {"form": form}
    return render(request, "documents/batch_new.html", context, status=422 if form.errors else 200)


def _batch(request: HttpRequest, job_id: int) -> Job:
    return get_object_or_404(Job.objects.visible_to(request.user), pk=job_id)


@requires("documents.view")
def batch_page(request: HttpRequest, job_id: int) -> HttpResponse:
    """What a batch made, and what it could not make and why."""
    job = _batch(request, job_id)
    documents = Document.objects.visible_to(request.user).filter(job__parent=job)
    context = {
        "job": job,
        "documents": documents.select_related("client").order_by("client__sort_key", "pk")[:500],
        "failed": job.result.get("failed", []),
    }
    return render(request, "documents/batch.html", context)


@requires("documents.view")
def batch_file(request: HttpRequest, job_id: int) -> HttpResponse:
    """The one file of a batch, for who asked for it and for those who see everything."""
    job = _batch(request, job_id)
    if request.user.pk != job.requested_by_id and request.user.scope != Scope.ALL:
        raise DomainError("This file holds what only the one who asked for it may see.")
    ending = job.params.get("together", "pdf")
    kind = PDF if ending == "pdf" else "application/zip"
    return _download(job.result.get("file", ""), f"{slugify(job.title)}.{ending}", kind)


@client_section("Documents", url_name="client-documents", rule="documents.view", order=45)
def client_documents(request: HttpRequest, client: Client) -> HttpResponse:
    """What was made for the client and how far it got, and what can be made."""
    documents = client.documents.with_standing().select_related("made_by")
    show_old = bool(request.GET.get("old"))
    context = {
        "documents": (documents if show_old else documents.filter(is_old=False))[:SHOWN],
        "kinds": kinds_for(request.user, of_client=True)
        if request.user.may("documents.make")
        else [],
        "show_old": show_old,
        "stale_since": summary_stale_since(client),
    }
    return section(request, client, "documents/section.html", context)


def _kind(request: HttpRequest, name: str, *, of_client: bool) -> Kind:
    """The kind of the address: 404 when there is none of a client (or the house), else 403."""
    try:
        kind = find(name)
    except DomainError:
        raise Http404 from None
    if kind.about.of_client is not of_client:
        raise Http404
    if not request.user.may(kind.rule):
        raise PermissionDenied(f"Your role may not {RULES[kind.rule]}.")
    return kind


@requires("documents.make")
def client_document_new(request: HttpRequest, client_id: int, kind: str) -> HttpResponse:
    """Ask for a document about a client, with a look at it first."""
    client = visible_client(request, client_id)
    return _new(request, _kind(request, kind, of_client=True), client)


@requires("documents.make")
def report_new(request: HttpRequest, report: str) -> HttpResponse:
    """Ask for a document about the house."""
    return _new(request, _kind(request, report, of_client=False), None)


def _new(request: HttpRequest, kind: Kind, client: Client | None) -> HttpResponse:
    given = request.POST or request.GET or None
    form = AskForm(given, kind=kind, client=client, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            job = services.request_document(
                kind=kind.name, client=client, by=request.user,
                nonce=request.POST.get("nonce", "")[:40], **form.asked(),
            )  # fmt: skip
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            return redirect(job)
    name = "client-document-preview" if client else "report-preview"
    where = [client.pk, kind.name] if client else [kind.name]
    query = request.GET.urlencode() if request.GET else ""
    context = {
        "kind": kind,
        "client": client,
        "form": form,
        "nonce": request.POST.get("nonce") or uuid.uuid4().hex,
        "preview": f"{reverse(name, args=where)}?{query}",
        "back": reverse("client-documents", args=[client.pk]) if client else reverse("report-list"),
    }
    return render(request, "documents/new.html", context, status=422 if form.errors else 200)


@csp_replace(PREVIEW_CSP)
@requires("documents.make")
def client_document_preview(request: HttpRequest, client_id: int, kind: str) -> HttpResponse:
    """The document as it would be printed, alone on its page."""
    client = visible_client(request, client_id)
    return _preview(request, _kind(request, kind, of_client=True), client)


@csp_replace(PREVIEW_CSP)
@requires("documents.make")
def report_preview(request: HttpRequest, report: str) -> HttpResponse:
    """A report as it would be printed."""
    return _preview(request, _kind(request, report, of_client=False), None)


def _preview(request: HttpRequest, kind: Kind, client: Client | None) -> HttpResponse:
    form = AskForm(request.GET or None, kind=kind, client=client, by=request.user)
    try:
        asked = form.asked() if form.is_valid() else {}
        ask = services.ask_for(
            kind,
            key=asked.get("subject") or form.first_subject(),
            as_of=asked.get("as_of"),
            params=asked.get("params", {}),
            by=request.user,
        )
        text = services.page(kind, kind.build(ask), ask, on_screen=True)
    except DomainError as error:
        return render(request, "documents/no_preview.html", {"sentence": error.message}, status=422)
    return HttpResponse(text)


@requires("documents.make")
def narratives(request: HttpRequest, client_id: int, paper: str) -> HttpResponse:
    """Write the words of a document's sections."""
    client = visible_client(request, client_id)
    kind = _kind(request, paper, of_client=True)
    if not kind.sections:
        raise Http404
    form = NarrativeForm(request.POST or None, kind=kind, client=client)
    if request.method == "POST" and form.is_valid():
        try:
            write_narratives(client=client, kind=kind, texts=form.texts(), by=request.user)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
            form.take_versions(client, kind)
        else:
            messages.success(request, "The words are kept; they stand in the next version.")
            return redirect("client-document-new", client.pk, kind.name)
    context = {
        "form": form,
        "title": f"{kind.label} of {client}: the words of its sections",
        "back": reverse("client-document-new", args=[client.pk, kind.name]),
        "action": request.get_full_path(),
    }
    return render(request, "documents/words.html", context, status=422 if form.errors else 200)


@requires("documents.view")
def document_page(request: HttpRequest, document_id: int) -> HttpResponse:
    """What the document is, what it was built from, who reviewed and received it, its files."""
    document = _document(request, document_id)
    facts = [(name.replace("_", " ").capitalize(), v) for name, v in document.built_from.items()]
    month = document.built_from.get("month") if request.user.may("production.view") else None
    versions = Document.objects.visible_to(request.user).versions_of(
        kind=document.kind, subject=document.subject, client=document.client,
        made_by=document.made_by,
    )  # fmt: skip
    context = {
        "document": document,
        "kind_label": label_of(document.kind),
        "built_from": facts,
        "month": month,
        "versions": versions.with_standing()[:20],
        "deliveries": document.deliveries.select_related("by", "email__bounce"),
        "may": request.user.may("documents.make"),
    }
    return render(request, "documents/page.html", context)


@require_POST
@requires("documents.make")
def document_review(request: HttpRequest, document_id: int) -> HttpResponse:
    """Say that one has read the document and stands for it."""
    document = _document(request, document_id)
    delivering.review_document(
        document=document, note=request.POST.get("note", "")[:300], by=request.user
    )
    messages.success(request, "Reviewed. It can be delivered now.")
    return redirect(document)


@requires("documents.make")
def document_deliver(request: HttpRequest, document_id: int) -> HttpResponse:
    """Send the document by e-mail, or note that it was given or posted."""
    document = _document(request, document_id)
    form = DeliverForm(request.POST or None, initial=_first_guess(document))
    if request.method == "POST" and form.is_valid():
        try:
            done = delivering.deliver_document(
                document=document, by=request.user, **form.cleaned_data
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            words = "is on its way" if done.channel == Channel.EMAIL else "is noted as delivered"
            messages.success(request, f"{document.title} {words}.")
            return redirect(document)
    people = document.client.contacts.all() if document.client else []
    context = {"document": document, "form": form, "people": people}
    return render(request, "documents/deliver.html", context, status=422 if form.errors else 200)


def _first_guess(document: Document) -> dict[str, str]:
    """What the form of a delivery starts with: the client's first contact, and a few words."""
    contact = (
        document.client.contacts.filter(do_not_mail=False).first() if document.client else None
    )
    return {
        "channel": Channel.EMAIL if contact and contact.email else Channel.POST,
        "recipient": contact.name if contact else "",
        "address": contact.email if contact else "",
        "subject": document.title,
        "message": f"Please find attached: {document.title}.",
    }


def _delivery(request: HttpRequest, delivery_id: int) -> Delivery:
    rows = Delivery.objects.visible_to(request.user).select_related("document", "email__bounce")
    return get_object_or_404(rows, pk=delivery_id)


@requires("documents.make")
def delivery_bounce(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Note that the e-mail of a delivery came back."""
    delivery = _delivery(request, delivery_id)
    form = BounceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if delivery.email is None:
                raise DomainError("This was no e-mail; it cannot have come back by itself.")
            record_bounce(
                message_id=delivery.email.message_id, by=request.user, **form.cleaned_data
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            return redirect(delivery.document)
    context = {
        "form": form,
        "title": f"E-mail to {delivery.recipient} came back",
        "back": delivery.document.get_absolute_url(),
        "action": request.get_full_path(),
    }
    return render(request, "edits/page.html", context, status=422 if form.errors else 200)


@require_POST
@requires("documents.make")
def delivery_clear(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Let e-mail go to the address of a returned delivery again."""
    delivery = _delivery(request, delivery_id)
    clear_bounces(address=delivery.address, by=request.user)
    messages.success(request, f"E-mail may go to {delivery.address} again.")
    return redirect(delivery.document)


@requires("documents.view")
def document_file(request: HttpRequest, document_id: int) -> HttpResponse:
    """The PDF, as an attachment."""
    document = _document(request, document_id)
    return _download(document.file.name, delivering.file_name(document, "pdf"), PDF)


@requires("documents.view")
def document_sheet(request: HttpRequest, document_id: int) -> HttpResponse:
    """The workbook beside it, as an attachment."""
    document = _document(request, document_id)
    return _download(document.sheet.name, delivering.file_name(document, "xlsx"), XLSX)


@requires("documents.view")
def document_word(request: HttpRequest, document_id: int) -> HttpResponse:
    """The Word file beside it, as an attachment."""
    document = _document(request, document_id)
    return _download(document.word.name, delivering.file_name(document, "docx"), DOCX)


def _document(request: HttpRequest, document_id: int) -> Document:
    documents = Document.objects.visible_to(request.user).with_standing()
    related = ("made_by", "job", "client", "review__by", "superseded_by")
    return get_object_or_404(documents.select_related(*related), pk=document_id)


def _download(path: str, name: str, content_type: str) -> FileResponse:
    if not path or not default_storage.exists(path):
        raise Http404("This document has no such file.")
    opened = default_storage.open(path, "rb")
    response = FileResponse(opened, as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@requires("documents.design")
def letterhead_edit(request: HttpRequest) -> HttpResponse:
    """Who we are on paper: name, license, colors, logo."""
    head = get_object_or_404(Letterhead)
    form = LetterheadForm(request.POST or None, request.FILES or None, instance=head)
    return edit_record(request, form, title="Letterhead", back=reverse("word-templates"))


@requires("documents.design")
def word_templates(request: HttpRequest) -> HttpResponse:
    """The Word templates in use, and the letterhead."""
    own: dict[str, Any] = {}
    for row in WordTemplate.objects.select_related("by").order_by("pk"):
        own[row.kind] = row
    kinds = [k for k in kinds_for(request.user, of_client=True) if k.word]
    context = {
        "kinds": [(kind, own.get(kind.name)) for kind in kinds],
        "head": Letterhead.objects.first(),
    }
    return render(request, "documents/templates.html", context)


@requires("documents.design")
def word_template(request: HttpRequest, letter: str) -> HttpResponse:
    """Put another Word template into use for a kind."""
    found = _word_kind(request, letter)
    form = WordTemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            replace_template(kind=found, upload=form.cleaned_data["file"], by=request.user)
        except DomainError as error:
            form.add_error("file", error.message)
        else:
            messages.success(request, f"The template of {found.label.lower()} is in use.")
            return redirect("word-templates")
    context = {"kind": found, "form": form}
    return render(request, "documents/template.html", context, status=422 if form.errors else 200)


@requires("documents.design")
def word_template_file(request: HttpRequest, letter: str) -> HttpResponse:
    """The template in use, to be changed in Word."""
    found = _word_kind(request, letter)
    response = HttpResponse(template_of(found), content_type=DOCX)
    response["Content-Disposition"] = f'attachment; filename="{found.name}-template.docx"'
    return response


def _word_kind(request: HttpRequest, name: str) -> Kind:
    kind = _kind(request, name, of_client=True)
    if kind.word is None:
        raise Http404
    return kind
