"""The client's files: the list with its preview, adding, editing, and guarded downloads."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.attachments import services
from accounts.attachments.forms import AttachmentForm, FilesFilter, UploadForm
from accounts.attachments.models import (
    Attachment,
    AttachmentCategory,
    AttachmentPage,
    AttachmentVersion,
)
from accounts.attachments.tasks import read_later
from accounts.clients.frame import client_section, section, visible_client
from accounts.clients.models import Client
from accounts.orders.models import ServiceOrder
from config.lib.errors import DomainError
from teams.access.views import requires
from teams.history.editing import edit_record

SHOWN = 200


@client_section("Files", url_name="client-files", rule="clients.view", order=60)
def client_files(request: HttpRequest, client: Client) -> HttpResponse:
    """The files that match, and beside them the one that is looked at."""
    form = FilesFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    kept = client.attachments.with_latest().with_staleness(timezone.localdate())
    files = kept.filter(removed_at__isnull=not asked.get("removed"))
    if asked.get("category"):
        files = files.filter(category=asked["category"])
    if asked.get("q"):
        files = files.saying(asked["q"])
    rows = _with_versions(files[:SHOWN], asked.get("q", ""))
    context = {"rows": rows, "form": form, "asked": asked, "shown": SHOWN, "upload": UploadForm()}
    return section(request, client, "attachments/section.html", context | _opened(request, client))


def _with_versions(files: Sequence[Attachment], words: str) -> list[Attachment]:
    """`files` with their newest `latest` version, in one query however many."""
    rows = list(files)
    versions = AttachmentVersion.objects.select_related("by").defer("text", "search")
    if words:
        versions = versions.with_snippet(words)
    found = versions.in_bulk([row.latest_id for row in rows])
    for row in rows:
        row.latest = found.get(row.latest_id)
    return rows


def _opened(request: HttpRequest, client: Client) -> dict[str, Any]:
    number = request.GET.get("file", "")
    if not number.isdecimal():
        return {}
    kept = client.attachments.with_staleness(timezone.localdate())
    file = get_object_or_404(kept.select_related("category"), pk=int(number))
    versions = list(file.versions.select_related("by").defer("search"))
    pictures = versions[0].pictures.all() if versions else []
    return {"file": file, "versions": versions, "pictures": pictures}


@require_POST
@requires("files.write")
def files_add(request: HttpRequest, client_id: int) -> HttpResponse:
    """Keep each of the files that may be kept, and say why of each that may not."""
    client = visible_client(request, client_id)
    order, category = _order(request), _category(request)
    uploads = request.FILES.getlist("files")
    said = [_add(request, client, order, category, upload) for upload in uploads]
    if not said:
        said = [{"ok": False, "sentence": "Choose at least one file."}]
    kept = any(answer["ok"] for answer in said)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"files": said}, status=200 if kept else 422)
    for answer in said:
        (messages.success if answer["ok"] else messages.error)(request, answer["sentence"])
    if order:
        return redirect(order)
    return redirect("client-files", client.pk)


def _order(request: HttpRequest) -> ServiceOrder | None:
    number = request.POST.get("order", "")
    orders = ServiceOrder.objects.visible_to(request.user)
    return get_object_or_404(orders, pk=int(number)) if number.isdecimal() else None


def _category(request: HttpRequest) -> AttachmentCategory | None:
    form = UploadForm(request.POST)
    if not form.is_valid():
        raise DomainError("Choose one of the categories.", "category")
    return form.cleaned_data["category"]


def _add(
    request: HttpRequest,
    client: Client,
    order: ServiceOrder | None,
    category: AttachmentCategory | None,
    upload: Any,
) -> dict[str, Any]:
    try:
        version = services.add_file(
            client=client, upload=upload, by=request.user, order=order, category=category
        )
    except DomainError as error:
        return {"ok": False, "sentence": f"{upload.name}: {error.message}"}
    read_later(version)
    return {"ok": True, "sentence": f"{version.name} is kept."}


def _file(request: HttpRequest, attachment_id: int) -> Attachment:
    files = Attachment.objects.visible_to(request.user).select_related("client")
    return get_object_or_404(files, pk=attachment_id)


@requires("files.write")
def file_edit(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """Change what a file is about."""
    file = _file(request, attachment_id)
    form = AttachmentForm(request.POST or None, instance=file)
    return edit_record(request, form, title=f"Edit {file.title}", back=file.get_absolute_url())


@require_POST
@requires("files.write")
def file_version(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """Put a newer version on top."""
    file = _file(request, attachment_id)
    upload = request.FILES.get("file")
    if upload is None:
        raise DomainError("Choose the file of the new version.", "file")
    version = services.add_version(attachment=file, upload=upload, by=request.user)
    read_later(version)
    messages.success(request, f"Version {version.number} is on top; the older ones are kept.")
    return redirect(file)


@require_POST
@requires("files.write")
def file_remove(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """Take a file off the list, with the reason."""
    file = _file(request, attachment_id)
    services.remove(attachment=file, by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, f"“{file.title}” is removed; it can be restored.")
    return redirect("client-files", file.client_id)


@require_POST
@requires("files.write")
def file_restore(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """Put a removed file back."""
    file = services.restore(attachment=_file(request, attachment_id), by=request.user)
    return redirect(file)


@requires("clients.view")
def file_download(request: HttpRequest, attachment_version_id: int) -> HttpResponse:
    """The bytes as they came, never shown by the browser itself."""
    versions = AttachmentVersion.objects.visible_to(request.user)
    version = get_object_or_404(versions, pk=attachment_version_id)
    return _sent(version.file, version.content_type, version.name)


@requires("clients.view")
def file_page(request: HttpRequest, attachment_page_id: int) -> HttpResponse:
    """The picture of a page; `?wide=1` gives the larger one."""
    page = get_object_or_404(AttachmentPage.objects.visible_to(request.user), pk=attachment_page_id)
    return _sent(page.wide if request.GET.get("wide") else page.narrow, "image/png", "")


def _sent(file: FieldFile, content_type: str, name: str) -> FileResponse:
    try:
        opened = file.open("rb")
    except FileNotFoundError:
        raise Http404("The file is not in the storage.") from None
    response = FileResponse(
        opened, as_attachment=bool(name), filename=name, content_type=content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
