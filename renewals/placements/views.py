"""Placements: board, list, calendar, the page of one, and how they are opened."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.clients.frame import visible_client
from accounts.policies.models import PolicyTerm
from config.lib.errors import DomainError
from config.lib.lists import list_page, rows_wanted
from renewals.expirations.tables import attach_people
from renewals.placements import services
from renewals.placements.forms import (
    MoveForm,
    NewPlacementForm,
    StepForm,
    TemplateForm,
    TemplateStepForm,
)
from renewals.placements.frame import WORK, tabs
from renewals.placements.models import (
    Opening,
    PlacementStep,
    PlacementTemplate,
    TemplateStep,
)
from renewals.placements.opening import open_chosen, open_new, to_open
from renewals.placements.pages import (
    PLACEMENTS,
    board_of,
    calendar_of,
    frame,
    listed_placements,
    page_of,
    visible_placement,
)
from teams.access.views import requires
from teams.history.editing import edit_record

OPENABLE = 200


@requires("policies.view")
def placement_list(request: HttpRequest) -> HttpResponse:
    """The placements as a board, a list or a calendar."""
    view = request.GET.get("view") or "board"
    if view == "list" or rows_wanted(request):
        extra = {**frame(request), "view": "list"}
        del extra["filter"], extra["chips"]
        rows = listed_placements(request)
        return list_page(request, PLACEMENTS, rows, template="placements/list.html", extra=extra)
    if view == "calendar":
        return render(request, "placements/calendar.html", calendar_of(request))
    return render(request, "placements/board.html", board_of(request))


@requires("policies.view")
def placement_page(request: HttpRequest, placement_id: int) -> HttpResponse:
    """One placement: its timeline, its steps, its policies, and what is missing."""
    context = page_of(visible_placement(request, placement_id))
    return _page(request, context)


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, "placements/page.html", context | tabs(request, WORK), status=status)


@require_POST
@requires("renewals.write")
def placement_move(request: HttpRequest, placement_id: int) -> HttpResponse:
    """Move a placement: the one way for dragging, the menu and the keys of the board."""
    placement = visible_placement(request, placement_id)
    form = MoveForm(request.POST)
    refused: Any = None
    if form.is_valid():
        try:
            services.move_placement(placement=placement, by=request.user, **form.cleaned_data)
        except DomainError as error:
            refused = error
    else:
        refused = DomainError("Choose the stage to move to.")
    if getattr(request, "htmx", False):
        context = {**board_of(request), "refused": refused, "moved": placement}
        status = 422 if refused else 200
        return render(request, "placements/columns.html", context, status=status)
    if refused:
        context = {**page_of(placement, form), "refused": refused}
        return _page(request, context, 422)
    messages.success(request, f"{placement} moved.")
    return redirect(placement)


@require_POST
@requires("renewals.write")
def step_do(request: HttpRequest, placement_step_id: int) -> HttpResponse:
    """Finish, waive, reopen or give away a step, in its place."""
    steps = PlacementStep.objects.visible_to(request.user)
    step = get_object_or_404(steps.select_related("placement"), pk=placement_step_id)
    form = StepForm(request.POST, items=len(step.checklist))
    if not form.is_valid():
        raise DomainError("This form is not complete; reload the page and try again.")
    refused = None
    try:
        _do(step, form.cleaned_data, request.user)
    except DomainError as error:
        refused = error
    context = page_of(visible_placement(request, step.placement_id))
    context |= {"refused_step": step.pk if refused else None, "refused": refused}
    status = 422 if refused else 200
    if getattr(request, "htmx", False):
        return render(request, "placements/work.html", context, status=status)
    if refused:
        return _page(request, context, status)
    return redirect(f"{step.placement.get_absolute_url()}#step-{step.pk}")


def _do(step: PlacementStep, said: dict[str, Any], by: Any) -> None:
    facts = {"step": step, "by": by, "version": said["version"]}
    if said["do"] == "finish":
        services.finish_step(**facts, ticked=set(said["ticked"]))
    elif said["do"] == "waive":
        services.waive_step(**facts, why=said["why"])
    elif said["do"] == "reopen":
        services.reopen_step(**facts)
    elif said["owner"] is None:
        raise DomainError("Choose who is to own the step.", "owner")
    else:
        services.assign_step(**facts, owner=said["owner"])


@requires("renewals.write")
def placement_new(request: HttpRequest, client_id: int) -> HttpResponse:
    """Begin new business, or an additional line, for a client or prospect."""
    client = visible_client(request, client_id)
    form = NewPlacementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        said["estimated_premium"] = said["estimated_premium"] or 0
        try:
            return redirect(open_new(client=client, by=request.user, **said))
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
    context = {"form": form, "client": client}
    return render(request, "placements/new.html", context, status=422 if form.errors else 200)


@requires("renewals.write")
def openable_list(request: HttpRequest) -> HttpResponse:
    """Policies that come up and are in no placement; open renewals for the chosen ones."""
    seen = PolicyTerm.objects.visible_to(request.user)
    if request.method == "POST":
        keys = [key for key in request.POST.getlist("term") if key.isdigit()]
        opening = open_chosen(terms=seen.filter(pk__in=keys), by=request.user)
        return redirect("opening-page", opening.pk)
    today = timezone.localdate()
    rows = to_open(today).with_annual(today).filter(pk__in=seen.order_by().values("pk"))
    terms = list(
        rows.select_related("client__tier", "policy__line").order_by("expires_on", "pk")[:OPENABLE]
    )
    attach_people(terms, request)
    for term in terms:
        term.days_left = (term.expires_on - today).days
    return render(request, "placements/openable.html", {"terms": terms, "most": OPENABLE})


@requires("policies.view")
def opening_page(request: HttpRequest, opening_id: int) -> HttpResponse:
    """What happened to each policy of one opening."""
    opening = get_object_or_404(Opening.objects.visible_to(request.user), pk=opening_id)
    lines = opening.lines.select_related("term__client", "term__policy__line", "placement__client")
    return render(request, "placements/opening.html", {"opening": opening, "lines": lines})


@requires("policies.view")
def templates(request: HttpRequest) -> HttpResponse:
    """The templates with their steps."""
    rows = PlacementTemplate.objects.select_related("tier").prefetch_related("steps")
    return render(request, "placements/templates.html", {"templates": rows})


@requires("renewals.rules")
def template_add(request: HttpRequest) -> HttpResponse:
    """Add a template; its steps follow."""
    form = TemplateForm(request.POST or None, instance=PlacementTemplate())
    return edit_record(request, form, title="New template", back=reverse("placement-templates"))


@requires("renewals.rules")
def template_edit(request: HttpRequest, placement_template_id: int) -> HttpResponse:
    """Change a template; placements that are open keep their steps."""
    row = get_object_or_404(PlacementTemplate, pk=placement_template_id)
    form = TemplateForm(request.POST or None, instance=row)
    return edit_record(request, form, title=f"Edit {row}", back=reverse("placement-templates"))


@requires("renewals.rules")
def template_step_add(request: HttpRequest, placement_template_id: int) -> HttpResponse:
    """Add a step to a template."""
    row = TemplateStep(template=get_object_or_404(PlacementTemplate, pk=placement_template_id))
    form = TemplateStepForm(request.POST or None, instance=row)
    title = f"New step of {row.template}"
    return edit_record(request, form, title=title, back=reverse("placement-templates"))


@requires("renewals.rules")
def template_step_edit(request: HttpRequest, template_step_id: int) -> HttpResponse:
    """Change a step of a template."""
    row = get_object_or_404(TemplateStep, pk=template_step_id)
    form = TemplateStepForm(request.POST or None, instance=row)
    return edit_record(request, form, title=f"Edit {row}", back=reverse("placement-templates"))
