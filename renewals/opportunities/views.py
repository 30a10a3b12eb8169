"""Opportunities: board, list, the page of one, hit ratios, and the stages behind them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.clients.frame import visible_client
from config.lib.errors import DomainError
from config.lib.forms import carried_out
from config.lib.lists import list_page, rows_wanted
from renewals.opportunities import services
from renewals.opportunities.filters import VIEWS, HitFilter
from renewals.opportunities.forms import (
    MoveForm,
    NewOpportunityForm,
    OpportunityForm,
    PeriodForm,
    SourceForm,
    StageForm,
    StepForm,
)
from renewals.opportunities.hit_files import hits_file
from renewals.opportunities.hits import CUTS, all_hits, hits_by
from renewals.opportunities.models import Opportunity, OpportunitySource, SalesStage
from renewals.opportunities.pages import (
    OPPORTUNITIES,
    board_of,
    listed,
    page_of,
    visible_opportunity,
)
from renewals.opportunities.rules import FORMULA
from teams.access.views import requires
from teams.history.editing import edit_record


@requires("policies.view")
def opportunity_list(request: HttpRequest) -> HttpResponse:
    """The opportunities as a board or a list."""
    wanted = request.GET.get("view") or "board"
    decided = request.GET.get("state") not in (None, "", "open")
    if wanted == "list" or decided or rows_wanted(request):
        extra = {"views": VIEWS, "view": "list"}
        template = "opportunities/list.html"
        return list_page(request, OPPORTUNITIES, listed(request), template=template, extra=extra)
    return render(request, "opportunities/board.html", board_of(request))


@requires("policies.view")
def opportunity_page(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """One opportunity: how likely, what is next, and where it went."""
    context = page_of(visible_opportunity(request, opportunity_id))
    return render(request, "opportunities/page.html", context)


@require_POST
@requires("renewals.write")
def opportunity_move(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Move an opportunity: the one way for dragging, the menu and the keys of the board."""
    opportunity = visible_opportunity(request, opportunity_id)
    form = MoveForm(request.POST)
    done = carried_out(
        form,
        lambda: services.move_opportunity(
            opportunity=opportunity, by=request.user, **form.cleaned_data
        ),
    )
    if getattr(request, "htmx", False):
        refused = None if done else " ".join(e for es in form.errors.values() for e in es)
        context = {**board_of(request), "refused": refused, "moved": opportunity}
        status = 200 if done else 422
        return render(request, "opportunities/columns.html", context, status=status)
    if not done:
        context = page_of(opportunity, move=form)
        return render(request, "opportunities/page.html", context, status=422)
    messages.success(request, f"{opportunity} moved.")
    return redirect(opportunity)


@require_POST
@requires("renewals.write")
def opportunity_step(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Plan the next step."""
    opportunity = visible_opportunity(request, opportunity_id)
    form = StepForm(request.POST, client=opportunity.client)
    facts: dict[str, Any] = {"opportunity": opportunity, "by": request.user}
    if carried_out(form, lambda: services.plan_step(**facts, **form.cleaned_data)):
        return redirect(opportunity)
    context = page_of(opportunity, step=form)
    return render(request, "opportunities/page.html", context, status=422)


@requires("renewals.write")
def opportunity_new(request: HttpRequest, client_id: int) -> HttpResponse:
    """Open an opportunity with a client or prospect."""
    client = visible_client(request, client_id)
    form = NewOpportunityForm(request.POST or None, client=client)
    made: list[Opportunity] = []
    if request.method == "POST" and carried_out(
        form,
        lambda: made.append(
            services.open_opportunity(client=client, by=request.user, **form.values())
        ),
    ):
        return redirect(made[0])
    context = {"form": form, "client": client}
    return render(request, "opportunities/new.html", context, status=422 if form.errors else 200)


@requires("renewals.write")
def opportunity_edit(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Correct what is expected of an opportunity."""
    row = visible_opportunity(request, opportunity_id)
    form = OpportunityForm(request.POST or None, instance=row)
    return edit_record(request, form, title=f"Edit {row}", back=row.get_absolute_url())


@requires("policies.view")
def hit_ratio(request: HttpRequest) -> HttpResponseBase:
    """Won against quoted in a period, cut by person, line, source or month."""
    asked = {name: request.GET[name] for name in ("first", "last") if request.GET.get(name)}
    form = PeriodForm({**PeriodForm.last_year(), **asked})
    cut = request.GET.get("by") or "seller"
    if cut not in CUTS:
        raise DomainError(f"There is no cut called “{cut[:40]}”.")
    if not form.is_valid():
        raise DomainError("Give both days as dates.")
    period = form.cleaned_data
    rows = Opportunity.objects.visible_to(request.user)
    rows = rows.decided_in(period["first"], period["last"])
    filterset = HitFilter(request.GET, rows, request=request)
    found, whole = hits_by(filterset.qs, cut, **period), all_hits(filterset.qs)
    if as_file := request.GET.get("_export"):
        return hits_file(as_file, CUTS[cut][0], found, whole, **period)
    context = {
        "cuts": {name: words[0] for name, words in CUTS.items()}, "cut": cut, "form": form,
        "filter": filterset, "rows": found, "all": whole,
        "formula": FORMULA, "period": period,
    }  # fmt: skip
    return render(request, "opportunities/hits.html", context)


@requires("policies.view")
def sales_stages(request: HttpRequest) -> HttpResponse:
    """The stages with their probabilities, and the sources."""
    sources = OpportunitySource.objects.all()
    context = {"stages": SalesStage.objects.all(), "sources": sources}
    return render(request, "opportunities/stages.html", context)


@requires("renewals.rules")
def sales_stage_edit(request: HttpRequest, sales_stage_id: int) -> HttpResponse:
    """Change a stage's name, place or probability."""
    row = get_object_or_404(SalesStage, pk=sales_stage_id)
    form = StageForm(request.POST or None, instance=row)
    return edit_record(request, form, title=f"Edit {row}", back=reverse("sales-stages"))


@requires("renewals.rules")
def source_add(request: HttpRequest) -> HttpResponse:
    """Add a source."""
    form = SourceForm(request.POST or None, instance=OpportunitySource())
    return edit_record(request, form, title="New source", back=reverse("sales-stages"))


@requires("renewals.rules")
def source_edit(request: HttpRequest, opportunity_source_id: int) -> HttpResponse:
    """Change a source, or retire it."""
    row = get_object_or_404(OpportunitySource, pk=opportunity_source_id)
    form = SourceForm(request.POST or None, instance=row)
    return edit_record(request, form, title=f"Edit {row}", back=reverse("sales-stages"))
