"""Scheduled reports: the list, one of them with the history of its runs, and its form."""

from django.contrib import messages
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from config.lib.forms import carried_out
from reports.documents.registry import Kind, find, kinds_for
from reports.schedules.forms import ScheduleForm
from reports.schedules.models import ReportSchedule
from reports.schedules.services import leave, save_schedule, suggested_name
from teams.access.views import requires

RUNS_SHOWN = 24


@requires("documents.view")
def schedule_list(request: HttpRequest) -> HttpResponse:
    """One's own schedules and those one receives, and what may be scheduled."""
    schedules = ReportSchedule.objects.visible_to(request.user).select_related("owner")
    context = {
        "schedules": schedules.annotate(
            people=Count("recipients", distinct=True), last_on=Max("runs__due_on")
        ),
        "kinds": kinds_for(request.user, of_client=False)
        if request.user.may("documents.make")
        else [],
    }
    return render(request, "report_schedules/list.html", context)


@requires("documents.view")
def schedule_page(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """One schedule: what comes when to whom, and every time it came."""
    schedule = _found(request, schedule_id)
    runs = schedule.runs.prefetch_related(
        "reports__recipient", "reports__document", "reports__email", "reports__job"
    )
    context = {
        "schedule": schedule,
        "options": _options(schedule),
        "recipients": schedule.recipients.order_by("name"),
        "runs": runs[:RUNS_SHOWN],
        "mine": schedule.owner_id == request.user.pk,
        "receives": schedule.recipients.filter(pk=request.user.pk).exists(),
    }
    return render(request, "report_schedules/page.html", context)


def _found(request: HttpRequest, schedule_id: int) -> ReportSchedule:
    schedules = ReportSchedule.objects.visible_to(request.user).select_related("owner")
    return get_object_or_404(schedules, pk=schedule_id)


def _options(schedule: ReportSchedule) -> list[tuple[str, str]]:
    """What was chosen, in words."""
    return [
        (option.label, dict(option.choices).get(value, str(value)))
        for option in find(schedule.kind).options
        if (value := schedule.options.get(option.name, option.default)) not in ("", False)
    ]


@requires("documents.make")
def schedule_new(request: HttpRequest, report: str) -> HttpResponse:
    """Have a kind of report made and mailed regularly; the address may bring what it offers."""
    kind = find(report)
    names = {option.name for option in kind.options}
    offered = {name: value for name, value in request.GET.items() if name in names}
    name = suggested_name(kind, offered, request.user)
    schedule = ReportSchedule(kind=kind.name, name=name, options=offered)
    return _form_page(request, kind, schedule)


@requires("documents.make")
def schedule_edit(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """Change one's own schedule."""
    schedule = get_object_or_404(ReportSchedule.objects.filter(owner=request.user), pk=schedule_id)
    return _form_page(request, find(schedule.kind), schedule)


def _form_page(request: HttpRequest, kind: Kind, schedule: ReportSchedule) -> HttpResponse:
    form = ScheduleForm(request.POST or None, instance=schedule, kind=kind, by=request.user)
    if request.method == "POST" and form.is_valid():
        schedule = form.instance
        schedule.options = form.chosen_options()
        if carried_out(form, lambda: save_schedule(
            schedule=schedule,
            recipients=form.cleaned_data["recipients"],
            opened_with=form.cleaned_data["version"],
            resting=form.cleaned_data["resting"],
            by=request.user,
        )):  # fmt: skip
            messages.success(request, f"{schedule} is kept.")
            return redirect(schedule)
    back = schedule.get_absolute_url() if schedule.pk else reverse("schedule-list")
    context = {"form": form, "title": f"Schedule: {kind.label}", "back": back}
    return render(request, "edits/page.html", context, status=422 if form.errors else 200)


@require_POST
@requires("documents.view")
def schedule_leave(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """Stop receiving it."""
    schedule = _found(request, schedule_id)
    leave(schedule=schedule, by=request.user)
    messages.success(request, f"“{schedule}” is no longer sent to you.")
    return redirect("schedule-list")
