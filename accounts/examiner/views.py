"""The examiner's export: asked for, found again, downloaded."""

import uuid

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.examiner.forms import ExaminerForm
from accounts.examiner.models import ExaminerExport
from accounts.examiner.tasks import ask_for_export
from config.lib.errors import DomainError
from config.lib.exports import XLSX
from teams.access.views import requires


@requires("payables.view")
def examiner(request: HttpRequest) -> HttpResponse:
    """Ask for an export, and the exports made so far."""
    form = ExaminerForm(request.POST or None, initial={"nonce": uuid.uuid4().hex})
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask_for_export(
                scope=form.scope(), by=request.user, nonce=form.cleaned_data["nonce"]
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            return redirect(asked)
    exports = ExaminerExport.objects.visible_to(request.user).select_related("made_by")[:50]
    context = {"form": form, "exports": exports}
    return render(request, "examiner/page.html", context, status=422 if form.errors else 200)


@requires("payables.view")
def examiner_file(request: HttpRequest, export_id: int) -> HttpResponse:
    """The workbook as it was made, as an attachment."""
    export = get_object_or_404(ExaminerExport.objects.visible_to(request.user), pk=export_id)
    name = f"examiner-{export.made_at:%Y-%m-%d}-{export.pk}.xlsx"
    response = FileResponse(
        export.file.open("rb"), as_attachment=True, filename=name, content_type=XLSX
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
