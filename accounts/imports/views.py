"""The import wizard: upload, say which column is which, check, import, undo."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.imports import services
from accounts.imports.filters import ImportFilter
from accounts.imports.forms import ColumnsForm, KindForm, UndoForm, UploadForm
from accounts.imports.layouts import FIELDS, source_name
from accounts.imports.models import FileKind, ImportBatch, ImportFile
from accounts.imports.refused import refused_rows
from accounts.imports.summary import summary
from accounts.imports.tables import ImportTable
from accounts.imports.tasks import ask_for, latest_job
from config.lib.errors import DomainError
from config.lib.exports import csv_response
from config.lib.lists import ListSpec, list_page
from teams.access.views import requires

IMPORTS = ListSpec(
    name="imports",
    title="Imports",
    table=ImportTable,
    filterset=ImportFilter,
    sorts={"number": "pk", "source": "source", "team": "team__name", "at": "created_at"},
    default_sort="-number",
    empty="No imports yet. Choose the export files of your agency system above.",
)


@requires("imports.run")
def import_list(request: HttpRequest) -> HttpResponse:
    """The imports of one's teams, and the form that starts one."""
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            batch = services.start_batch(by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            if all(file.kind for file in batch.files.all()):
                ask_for("check", batch, by=request.user)
            return redirect(batch)
    batches = ImportBatch.objects.visible_to(request.user).select_related("team", "by")
    extra = {"form": form, "kinds": FileKind.choices}
    return list_page(request, IMPORTS, batches, template="imports/list.html", extra=extra)


def _batch(request: HttpRequest, batch_id: int) -> ImportBatch:
    seen = ImportBatch.objects.visible_to(request.user).select_related("team", "by")
    return get_object_or_404(seen, pk=batch_id)


def _file(request: HttpRequest, batch_id: int, file_id: int) -> ImportFile:
    return get_object_or_404(_batch(request, batch_id).files, pk=file_id)


@requires("imports.run")
@require_GET
def import_page(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Where an import stands, what it would do or did, and the next step."""
    batch = _batch(request, batch_id)
    context = summary(batch, request.GET.get("show", ""))
    context["job"] = latest_job(batch, request.user)
    context["undo"] = UndoForm()
    return render(request, "imports/page.html", context)


@requires("imports.run")
@require_POST
def import_check(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Try it again, as after a mapping or when the book has moved on."""
    batch = _batch(request, batch_id)
    services.ready(batch)
    ask_for("check", batch, by=request.user)
    return redirect(batch)


@requires("imports.run")
@require_POST
def import_run(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Take it into the book, by a job."""
    batch = _batch(request, batch_id)
    services.ready(batch)
    ask_for("book", batch, by=request.user)
    return redirect(batch)


@requires("imports.run")
@require_POST
def import_undo(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Take it back, by a job."""
    batch = _batch(request, batch_id)
    form = UndoForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say why the import is undone.")
    else:
        ask_for("undo", batch, by=request.user, reason=form.cleaned_data["reason"])
    return redirect(batch)


@requires("imports.run")
def import_mapping(request: HttpRequest, batch_id: int, file_id: int) -> HttpResponse:
    """Say what an unknown file holds and which column is which; remembered by its headings."""
    file = _file(request, batch_id, file_id)
    asked = request.POST.get("kind") or request.GET.get("kind") or file.kind
    kind = asked if asked in FileKind.values else FileKind.POLICIES
    kinds = KindForm(
        request.POST or None, initial={"kind": kind, "source": file.source or file.batch.source}
    )
    columns = ColumnsForm(request.POST or None, file=file, kind=kind)
    if request.method == "POST" and kinds.is_valid() and columns.is_valid():
        source = source_name(kinds.cleaned_data["source"])
        try:
            services.save_mapping(
                file,
                kind=kind,
                source=source,
                columns=columns.cleaned_data["columns"],
                by=request.user,
            )
        except DomainError as error:
            columns.add_error(error.field if error.field in columns.fields else None, error.message)
        else:
            if all(f.kind for f in file.batch.files.all()):
                ask_for("check", file.batch, by=request.user)
            return redirect(file.batch)
    context = {"file": file, "kinds": kinds, "columns": columns, "kind": kind}
    return render(request, "imports/mapping.html", context | {"all_kinds": FileKind.choices})


@requires("imports.run")
@require_GET
def import_refused(request: HttpRequest, batch_id: int, file_id: int) -> HttpResponse:
    """The refused rows with the reason behind each, to be mended and uploaded again."""
    file = _file(request, batch_id, file_id)
    headings = [*file.headings, "Row in the file", "Why it was refused"]
    return csv_response(f"refused-{file.name.rsplit('.', 1)[0]}", headings, refused_rows(file))


@requires("imports.run")
@require_GET
def import_template(request: HttpRequest) -> HttpResponse:
    """An empty file with Steward's own headings (?kind=…)."""
    asked = request.GET.get("kind", "")
    kind = asked if asked in FileKind.values else FileKind.POLICIES
    return csv_response(f"steward-{kind}", [field.label for field in FIELDS[kind]], [])
