"""The workload board: look, hand over by drag, menu or key, undo."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.workload import services
from accounts.workload.board import board, people_of, teams_of
from accounts.workload.forms import WeightForm
from accounts.workload.models import WorkWeight
from config.lib.errors import DomainError
from config.lib.http import safe_next
from teams.access.views import requires
from teams.history.editing import edit_record
from teams.people.models import User


@requires("orders.view")
def workload(request: HttpRequest) -> HttpResponse:
    """Open work of a team by person."""
    teams = teams_of(request.user)
    number = request.GET.get("team", "")
    team = next((t for t in teams if str(t.pk) == number), teams[0] if teams else None)
    columns = board(request.user, team) if team else []
    context = {
        "teams": teams, "team": team, "columns": columns,
        "people": people_of(team) if team else [],
        "may_give": request.user.may("people.manage") or request.user.may("orders.write"),
        "undo": request.session.pop("workload_undo", ""),
    }  # fmt: skip
    return render(request, "workload/board.html", context)


@require_POST
@requires("orders.view")
def workload_hand(request: HttpRequest) -> HttpResponse:
    """Hand a card over."""
    kind, _, number = request.POST.get("card", "").partition(":")
    to, version = request.POST.get("to", ""), request.POST.get("version", "")
    person = None
    if to:
        people = User.objects.active().visible_to(request.user)
        person = people.filter(pk=int(to) if to.isdecimal() else 0).first()
        if person is None:
            raise DomainError("Choose a colleague who works here.")
    handed = services.hand_work(
        kind=kind, pk=int(number) if number.isdecimal() else 0, to=person, by=request.user,
        version=int(version) if version.isdecimal() else 0,
    )  # fmt: skip
    return _back(request, handed)


@require_POST
@requires("orders.view")
def workload_undo(request: HttpRequest) -> HttpResponse:
    """Give it back."""
    handed = services.undo_hand_over(token=request.POST.get("undo", ""), by=request.user)
    messages.success(request, f"Undone: {handed.words}")
    return redirect(safe_next(request, "workload"))


def _back(request: HttpRequest, handed: services.Handed) -> HttpResponse:
    messages.success(request, handed.words)
    if handed.warning:
        messages.warning(request, handed.warning)
    request.session["workload_undo"] = handed.undo
    return redirect(safe_next(request, "workload"))


@requires("orders.view")
def weight_list(request: HttpRequest) -> HttpResponse:
    """How many hours each kind of work is reckoned at."""
    rows = WorkWeight.objects.visible_to(request.user)
    return render(request, "workload/weights.html", {"rows": rows})


@requires("house.manage")
def weight_edit(request: HttpRequest, weight_id: int | None = None) -> HttpResponse:
    """Say how many hours a kind of work takes."""
    rows = WorkWeight.objects.visible_to(request.user)
    row = (
        get_object_or_404(rows, pk=weight_id)
        if weight_id
        else WorkWeight(from_on=timezone.localdate())
    )
    form = WeightForm(request.POST or None, instance=row)
    return edit_record(request, form, title="Hours of work", back="/workload/hours/")
