"""The yearly overview of an account: written, signed, acknowledged, reviewed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.clients.frame import visible_client
from accounts.overviews import services
from accounts.overviews.facts import facts_of
from accounts.overviews.forms import OverviewForm
from accounts.overviews.models import Overview
from config.lib.errors import DomainError
from teams.access.views import requires
from teams.history.editing import edit_record
from teams.house.querysets import setting, settings_now


def _sheet(request: HttpRequest, overview_id: int) -> Overview:
    rows = Overview.objects.visible_to(request.user).select_related(
        "client__tier", "started_by", "completed_by", "acknowledged_by", "reviewed_by"
    )
    return get_object_or_404(rows, pk=overview_id)


@require_POST
@requires("service.work")
def overview_start(request: HttpRequest, client_id: int) -> HttpResponse:
    """Begin this year's sheet, or open it."""
    client = visible_client(request, client_id)
    year = timezone.localdate().year
    return redirect(services.start_overview(client=client, year=year, by=request.user))


@requires("service.view")
def overview_page(request: HttpRequest, overview_id: int) -> HttpResponse:
    """The sheet: the file's facts, frozen once it is completed, and what was written."""
    sheet = _sheet(request, overview_id)
    words = [(f.verbose_name, getattr(sheet, f.name)) for f in map(_field, services.CARRIED)]
    context = {
        "sheet": sheet, "words": words, "house": settings_now(),
        "facts": sheet.facts or facts_of(sheet.client, timezone.localdate()),
    }  # fmt: skip
    return render(request, "overviews/page.html", context)


def _field(name: str):
    return Overview._meta.get_field(name)


@requires("service.work")
def overview_edit(request: HttpRequest, overview_id: int) -> HttpResponse:
    """Write on the sheet while it is a draft."""
    sheet = _sheet(request, overview_id)
    if sheet.completed_on:
        raise DomainError("A completed sheet is not altered; next year’s begins with its words.")
    form = OverviewForm(request.POST or None, instance=sheet)
    title = f"{setting('cow.long')} {sheet.year}, {sheet.client}"
    return edit_record(request, form, title=title, back=sheet.get_absolute_url())


@require_POST
@requires("service.work")
def overview_sign(request: HttpRequest, overview_id: int) -> HttpResponse:
    """Complete, acknowledge or review it."""
    moves = {
        "complete": services.complete_overview,
        "acknowledge": services.acknowledge_overview,
        "review": services.review_overview,
    }
    move = moves.get(request.POST.get("move", ""))
    sheet = _sheet(request, overview_id)
    if move is None:
        raise DomainError("Complete it, acknowledge it or review it.")
    sheet = move(sheet=sheet, by=request.user)
    messages.success(request, f"{sheet.status}.")
    return redirect(sheet)
