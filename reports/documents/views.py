"""Documents: what there is of a client or the house, asking for one, one document, its files."""

import uuid

from csp.decorators import csp_replace
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.clients.frame import client_section, section, visible_client
from accounts.clients.models import Client
from accounts.contacts.models import Contact
from config.lib.dates import add_months, month_start
from config.lib.errors import DomainError
from config.lib.exports import XLSX
from config.lib.lists import list_page
from reports.documents import delivering, services
from reports.documents.currency import summary_stale_since
from reports.documents.delivering import PDF
from reports.documents.downloads import DOCX, download
from reports.documents.facts import facts
from reports.documents.forms import (
    AskForm,
    BounceForm,
    DeliverForm,
    NarrativeForm,
)
from reports.documents.letters import address_of
from reports.documents.models import Channel, Delivery, Document
from reports.documents.narratives import write_narratives
from reports.documents.pictures import page_picture
from reports.documents.registry import Kind, find, kinds_for, label_of
from reports.documents.tables import DOCUMENTS
from teams.access.roles import RULES
from teams.access.views import requires
from teams.notifications.models import Bounce
from teams.notifications.services import clear_bounces, record_bounce

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


def kind_of(request: HttpRequest, name: str, *, of_client: bool) -> Kind:
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
    return _new(request, kind_of(request, kind, of_client=True), client)


@requires("documents.make")
def report_new(request: HttpRequest, report: str) -> HttpResponse:
    """Ask for a document about the house."""
    return _new(request, kind_of(request, report, of_client=False), None)


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
    return _preview(request, kind_of(request, kind, of_client=True), client)


@csp_replace(PREVIEW_CSP)
@requires("documents.make")
def report_preview(request: HttpRequest, report: str) -> HttpResponse:
    """A report as it would be printed."""
    return _preview(request, kind_of(request, report, of_client=False), None)


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
    kind = kind_of(request, paper, of_client=True)
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
    month = document.built_from.get("month") if request.user.may("production.view") else None
    versions = Document.objects.visible_to(request.user).versions_of(
        kind=document.kind, subject=document.subject, client=document.client,
        made_by=document.made_by,
    )  # fmt: skip
    context = {
        "document": document,
        "kind_label": label_of(document.kind),
        "built_from": facts(document.built_from),
        "may_review": document.standing == "draft"
        and delivering.may_review(document, request.user),
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
    postal = ", ".join(address_of(document.client)[1:]) if document.client else ""
    people = list(document.client.contacts.all()) if document.client else []
    chosen = request.GET.get("to", "")
    form = DeliverForm(
        request.POST or None, initial=_first_guess(document, people, chosen), postal=postal
    )
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
    blocked = Bounce.objects.blocked(person.email for person in people)
    shown = [(person, person.email.lower() in blocked) for person in people]
    context = {"document": document, "form": form, "people": shown}
    return render(request, "documents/deliver.html", context, status=422 if form.errors else 200)


def _first_guess(document: Document, people: list[Contact], chosen: str) -> dict[str, str]:
    """What the form of a delivery starts with: whom one chose, else the first, and a few words."""
    able = [person for person in people if not person.do_not_mail]
    first = able[0] if able else None
    contact = next((person for person in able if str(person.pk) == chosen), first)
    return {
        "channel": Channel.POST
        if document.client and not (contact and contact.email)
        else Channel.EMAIL,
        "recipient": contact.name if contact else "",
        "address": contact.email if contact else "",
        "subject": document.title,
        "message": f"Please find attached: {document.title.removesuffix('.')}.",
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
    return download(document.file.name, delivering.file_name(document, "pdf"), PDF)


@requires("documents.view")
def document_picture(request: HttpRequest, document_id: int) -> HttpResponse:
    """The picture of its first page, drawn when it is looked at: most are never."""
    document = _document(request, document_id)
    try:
        with document.file.open() as paper:
            picture = page_picture(paper.read(), 0)
    except (OSError, ValueError) as problem:
        raise Http404("The file is not there.") from problem
    return HttpResponse(picture, content_type="image/png")


@requires("documents.view")
def document_sheet(request: HttpRequest, document_id: int) -> HttpResponse:
    """The workbook beside it, as an attachment."""
    document = _document(request, document_id)
    return download(document.sheet.name, delivering.file_name(document, "xlsx"), XLSX)


@requires("documents.view")
def document_word(request: HttpRequest, document_id: int) -> HttpResponse:
    """The Word file beside it, as an attachment."""
    document = _document(request, document_id)
    return download(document.word.name, delivering.file_name(document, "docx"), DOCX)


def _document(request: HttpRequest, document_id: int) -> Document:
    documents = Document.objects.visible_to(request.user).with_standing()
    related = ("made_by", "job", "client", "review__by", "superseded_by")
    return get_object_or_404(documents.select_related(*related), pk=document_id)
