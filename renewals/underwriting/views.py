"""The information sheet of a placement: read, filled in, its loss runs asked for."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from config.lib.errors import DomainError
from renewals.placements.frame import placement_part, placement_section
from renewals.placements.pages import visible_placement
from renewals.underwriting.forms import SheetForm
from renewals.underwriting.loss_runs import request_loss_runs
from renewals.underwriting.services import NotSaved, save_answers
from renewals.underwriting.sheet import sheet_of
from teams.access.views import requires


@placement_section("Information", url_name="information", rule="policies.view", order=20)
def information(request: HttpRequest, placement: Any) -> HttpResponse:
    """What underwriters want to know, with its source and last year's; `?edit=1` to fill it in."""
    sheet = sheet_of(placement)
    editing = request.method == "POST" or bool(request.GET.get("edit"))
    asked = placement.client_requests.with_counts().select_related("contact")
    context = {"sheet": sheet, "form": None, "requests": asked}
    if not (editing and request.user.may("renewals.write")) or placement.is_final:  # type: ignore[union-attr]
        return placement_part(request, placement, "underwriting/sheet.html", context)
    form = SheetForm(request.POST or None, sheet=sheet)
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_answers(placement=placement, given=form.given(), by=request.user)  # type: ignore[arg-type]
        except NotSaved as refused:
            form.mark(refused.problems)
        else:
            messages.success(request, f"{saved} items saved." if saved != 1 else "1 item saved.")
            return redirect(sheet.url)
    status = 422 if form.errors else 200
    context["form"] = form
    return placement_part(request, placement, "underwriting/sheet.html", context, status)


@require_POST
@requires("renewals.write")
def loss_runs_ask(request: HttpRequest, placement_id: int) -> HttpResponse:
    """Note that loss runs are asked for wherever none are current or on their way."""
    placement = visible_placement(request, placement_id)
    try:
        made = request_loss_runs(placement=placement, by=request.user)  # type: ignore[arg-type]
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"Loss runs asked for: {len(made)}.")
    return redirect(f"/placements/{placement.pk}/information/#loss-runs")
