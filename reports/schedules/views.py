"""Scheduled reports: the list, one of them with the history of its runs, and its form."""

import uuid
from datetime import date

from django.contrib import messages
from django.db.models import Count, F, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from config.lib.errors import DomainError
from config.lib.forms import carried_out
from reports.documents.models import Document
from reports.documents.registry import Kind, find, kinds_for
from reports.documents.subjects import MONTH
from reports.schedules.forms import ScheduleForm, SendForm
from reports.schedules.models import ReportSchedule
from reports.schedules.querysets import ReportRunQuerySet, ReportScheduleQuerySet
from reports.schedules.rules import month_reported
from reports.schedules.sending import send_now
from reports.schedules.services import leave, let_rest, save_schedule, suggested_name
from teams.access.views import requires

RUNS_SHOWN = 24


@requires("documents.view")
def schedule_list(request: HttpRequest) -> HttpResponse:
    """One's own schedules and those one receives, and what may be scheduled."""
    schedules = ReportSchedule.objects.visible_to(request.user).select_related("owner")
    context = {
        "schedules": schedules.annotate(
            people=Count("recipients", distinct=True), last_on=Max("runs__due_on")
        ).order_by(F("next_at").asc(nulls_last=True), "name", "pk"),
        "kinds": kinds_for(request.user, of_client=False)
        if request.user.may("documents.make")
        else [],
    }
    return render(request, "report_schedules/list.html", context)


@requires("documents.view")
def schedule_page(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """One schedule: what comes when to whom, and every time it came."""
    schedule = _found(request, schedule_id)
    runs = list(_runs(schedule)[:RUNS_SHOWN])
    receivers = list(schedule.recipients.order_by("name"))
    context = {
        "schedule": schedule,
        "options": _options(schedule),
        "recipients": receivers,
        "runs": runs,
        "opens": set(Document.objects.visible_to(request.user).filter(
            pk__in=[report.document_id for run in runs for report in run.reports.all()]
        ).values_list("pk", flat=True)),
        "is_moving": any(report.is_moving for run in runs for report in run.reports.all()),
        "mine": _kept(request).filter(pk=schedule_id).exists(),
        "receives": request.user in receivers,
        "form_key": uuid.uuid4(),
        "today": timezone.localdate(),
        "month": _month(schedule),
    }  # fmt: skip
    return render(request, "report_schedules/page.html", context)


def _runs(schedule: ReportSchedule) -> ReportRunQuerySet:
    return schedule.runs.select_related("asked_by").prefetch_related(
        "reports__recipient", "reports__document", "reports__email", "reports__job"
    )


def _month(schedule: ReportSchedule) -> date | None:
    """The month that one sent today is about, if it is about one."""
    if find(schedule.kind).about is not MONTH:
        return None
    return month_reported(schedule.rhythm, schedule.nth, timezone.localdate())


def _kept(request: HttpRequest) -> ReportScheduleQuerySet:
    return ReportSchedule.objects.kept_by(request.user)


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
    """Change a schedule that one keeps."""
    schedule = get_object_or_404(_kept(request).select_related("owner"), pk=schedule_id)
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


@require_POST
@requires("documents.make")
def schedule_rest(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """Let it rest, or begin again."""
    schedule = _found(request, schedule_id)
    resting = request.POST.get("resting") == "yes"
    let_rest(schedule=schedule, resting=resting, by=request.user)
    messages.success(request, f"“{schedule}” rests." if resting else f"“{schedule}” comes again.")
    return redirect(schedule)


@require_POST
@requires("documents.make")
def schedule_send(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """Send one now, beside the rhythm."""
    schedule, form = _found(request, schedule_id), SendForm(request.POST)
    if not form.is_valid():
        raise DomainError("Press one of the buttons under “Send one now”.")
    run = send_now(
        schedule=schedule, everybody=form.cleaned_data["to"] == "everybody",
        form_key=form.cleaned_data["form_key"], by=request.user,
    )  # fmt: skip
    names = ", ".join(report.recipient.name for report in run.reports.select_related("recipient"))
    messages.success(request, f"It is made now and mailed to {names}.")
    return redirect(schedule)
