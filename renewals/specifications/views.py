"""The specifications of a placement: built, read, reviewed, and where each version went."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from config.lib.errors import DomainError
from config.lib.forms import carried_out
from renewals.placements.frame import placement_part, placement_section
from renewals.specifications.models import Specification
from renewals.specifications.services import build_specification, review_specification
from reports.documents.models import Document
from reports.documents.services import request_document
from teams.access.views import requires


class BuildForm(forms.Form):
    """What the broker says about the risk beside the facts."""

    narrative = forms.CharField(
        max_length=6000, required=False, widget=forms.Textarea({"rows": 6}),
        help_text="What makes this risk a good one, and what has changed.",
    )  # fmt: skip


@placement_section("Specifications", url_name="specifications", rule="policies.view", order=25)
def specifications(request: HttpRequest, placement: Any) -> HttpResponse:
    """The versions, the newest first; a new one is built from the sheet as it stands."""
    rows = list(placement.specifications.with_sendings())
    start = {"narrative": rows[0].narrative if rows else ""}
    form = BuildForm(request.POST or None, initial=start)
    made: list[Specification] = []

    def act() -> None:
        narrative = form.cleaned_data["narrative"]
        user: Any = request.user
        made.append(build_specification(placement=placement, by=user, narrative=narrative))

    if request.method == "POST" and carried_out(form, act):
        messages.success(request, f"Version {made[0].version} is built; a second person reads it.")
        return redirect(made[0])
    context = {"rows": rows, "form": form}
    status = 422 if form.errors else 200
    return placement_part(request, placement, "specifications/list.html", context, status)


@requires("policies.view")
def specification_page(request: HttpRequest, specification_id: int) -> HttpResponse:
    """One version as frozen; a second person reviews it here, and it is printed from here."""
    rows = Specification.objects.visible_to(request.user).select_related(
        "placement__client", "built_by", "reviewed_by"
    )
    found = get_object_or_404(rows, pk=specification_id)
    refused, status = "", 200
    if request.method == "POST":
        try:
            return _deed(request, found)
        except DomainError as error:
            refused, status = error.message, 422
    made = Document.objects.filter(kind="specification", subject=str(found.pk))
    context = {
        "found": found, "content": found.content, "refused": refused,
        "sendings": found.sendings.select_related(
            "submission__company", "submission__intermediary", "by"
        ),
        "documents": made.select_related("made_by"),
    }  # fmt: skip
    return render(request, "specifications/page.html", context, status=status)


def _deed(request: HttpRequest, found: Specification) -> HttpResponse:
    user: Any = request.user
    if request.POST.get("do") == "print":
        job = request_document(kind="specification", by=user, subject=found)
        return redirect("job-page", job.pk)
    review_specification(specification=found, by=user, note=request.POST.get("note", ""))
    messages.success(request, f"Version {found.version} is reviewed and may go to markets.")
    return redirect(found)
