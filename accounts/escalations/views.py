"""The list of escalations, one escalation, and requests for help."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.clients.frame import visible_client
from accounts.clients.models import Client
from accounts.clients.picking import choice_of
from accounts.escalations import help, services, sources  # noqa: F401 (they tell on timelines)
from accounts.escalations.filters import VIEWS, EscalationFilter, in_view
from accounts.escalations.forms import HelpForm, RaiseForm, WordsForm
from accounts.escalations.models import Escalation, EscalationMatter, HelpRequest
from accounts.escalations.tables import EscalationTable
from config.lib.errors import DomainError
from config.lib.http import safe_next
from config.lib.lists import ListSpec, list_page
from teams.access.views import requires
from teams.day.sections import day_part, day_section
from teams.saved_filters.models import SavedFilter

ESCALATIONS = ListSpec(
    name="escalations",
    title="Escalations",
    table=EscalationTable,
    filterset=EscalationFilter,
    sorts={"raised": "raised_at", "client": "client__sort_key"},
    default_sort="-raised",
    empty="Nothing is escalated here. Steward raises what waits too long; anybody escalates from "
    "a client’s page or an order.",
    about="What no manager acknowledges in time goes to the director.",
)

SHOWN, MATTERS = 12, 200


@day_section("Escalations", url_name="day-escalations", rule="escalations.answer", order=5)
def day_escalations(request: HttpRequest) -> HttpResponse:
    """What waits for this manager or director; those nobody acknowledged first."""
    waiting = Escalation.objects.visible_to(request.user).waiting_for(request.user)
    context = {"rows": waiting.with_names()[:SHOWN], "count": waiting.count()}
    return day_part(request, "escalations/day.html", context, context["count"])


@requires("escalations.view")
def escalation_list(request: HttpRequest) -> HttpResponse:
    """What waits for this person, what is open, what they raised, or everything."""
    view = request.GET.get("view") or ("mine" if request.user.may("escalations.answer") else "open")
    rows = Escalation.objects.visible_to(request.user).with_names()
    if "view" not in request.GET:
        rows = in_view(rows, view, request.user)
    help_open = HelpRequest.objects.visible_to(request.user).waiting().count()
    saved = SavedFilter.objects.visible_to(request.user).at("escalation-list")
    extra = {
        "saved": saved,
        "place": "escalation-list",
        "views": VIEWS,
        "view": view,
        "help_open": help_open,
    }
    return list_page(request, ESCALATIONS, rows, template="escalations/list.html", extra=extra)


@requires("escalations.raise")
def escalation_new(request: HttpRequest, client_id: int) -> HttpResponse:
    """Bring something about a client before the manager."""
    client = visible_client(request, client_id)
    start = {"subject": request.GET.get("subject", "")[:200], "link": request.GET.get("link", "")}
    form = RaiseForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.raise_escalation(client=client, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, f"{row.to} is told.")
            return redirect(row)
    context = {"client": client, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "escalations/new.html", context, status=status)


@requires("escalations.view")
def escalation_page(request: HttpRequest, escalation_id: int) -> HttpResponse:
    """One escalation: why, who was told, and what was done."""
    return _page(request, _row(request, escalation_id))


def _row(request: HttpRequest, escalation_id: int) -> Escalation:
    rows = Escalation.objects.visible_to(request.user).with_names()
    return get_object_or_404(rows, pk=escalation_id)


def _page(request: HttpRequest, row: Escalation, form: WordsForm | None = None) -> HttpResponse:
    context = {"row": row, "events": row.events.select_related("by"), "form": form or WordsForm()}
    if row.gathered:
        matters = EscalationMatter.objects.visible_to(request.user).of(row)
        context |= {"matters": matters[:MATTERS], **matters.counted()}
    return render(request, "escalations/page.html", context, status=422 if form else 200)


@require_POST
@requires("escalations.answer")
def escalation_acknowledge(request: HttpRequest, escalation_id: int) -> HttpResponse:
    """Say that one sees to it."""
    row = services.acknowledge(escalation=_row(request, escalation_id), by=request.user)
    if getattr(request, "htmx", False):
        return render(request, "escalations/row.html", {"row": _row(request, row.pk)})
    messages.success(request, "Acknowledged: it is yours until it is resolved.")
    return redirect(safe_next(request, row.get_absolute_url()))


@require_POST
@requires("escalations.answer")
def escalation_resolve(request: HttpRequest, escalation_id: int) -> HttpResponse:
    """Close it with what was done."""
    return _said(request, escalation_id, services.resolve, "Resolved.")


@require_POST
@requires("escalations.raise")
def escalation_comment(request: HttpRequest, escalation_id: int) -> HttpResponse:
    """Say something about it."""
    return _said(request, escalation_id, services.comment, "Your comment stands on it.")


def _said(request: HttpRequest, escalation_id: int, act: Any, words: str) -> HttpResponse:
    row, form = _row(request, escalation_id), WordsForm(request.POST)
    if form.is_valid():
        try:
            act(escalation=row, by=request.user, text=form.cleaned_data["text"])
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            if getattr(request, "htmx", False):
                context = {"row": _row(request, row.pk), "said": words}
                return render(request, "escalations/row.html", context)
            messages.success(request, words)
            return redirect(safe_next(request, row.get_absolute_url()))
    if getattr(request, "htmx", False):
        refusal = next(iter(form.errors.values()))[0]
        context = {"row": row, "refusal": refusal, "typed": request.POST.get("text", "")}
        return render(request, "escalations/row.html", context, status=422)
    return _page(request, row, form)


@requires("escalations.view")
def help_list(request: HttpRequest) -> HttpResponse:
    """Requests for help: those that wait, and those answered lately."""
    rows = HelpRequest.objects.visible_to(request.user).with_names()
    context = {"waiting": rows.waiting()[:200], "answered": rows.exclude(answered_at=None)[:50]}
    return render(request, "escalations/help_list.html", context)


@requires("escalations.raise")
def help_new(request: HttpRequest) -> HttpResponse:
    """Ask the manager for help, with a client (?client=) or without."""
    clients = Client.objects.visible_to(request.user)
    number = request.GET.get("client", "")
    client = clients.filter(pk=int(number[:18])).first() if number.isdecimal() else None
    start = {"client": choice_of(client) if client else ""}
    form = HelpForm(request.POST or None, user=request.user, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            row = help.ask_for_help(by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, f"{row.to} is asked.")
            return redirect(row)
    context = {"client": client, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "escalations/help_new.html", context, status=status)


@requires("escalations.view")
def help_page(request: HttpRequest, help_id: int) -> HttpResponse:
    """One request and its answer."""
    return _help_page(request, _help(request, help_id))


def _help(request: HttpRequest, help_id: int) -> HelpRequest:
    rows = HelpRequest.objects.visible_to(request.user).with_names()
    return get_object_or_404(rows, pk=help_id)


def _help_page(
    request: HttpRequest, row: HelpRequest, form: WordsForm | None = None
) -> HttpResponse:
    context = {"row": row, "form": form or WordsForm()}
    return render(request, "escalations/help_page.html", context, status=422 if form else 200)


@require_POST
@requires("escalations.answer")
def help_answer(request: HttpRequest, help_id: int) -> HttpResponse:
    """Grant or decline it."""
    row, form = _help(request, help_id), WordsForm(request.POST)
    grant = request.POST.get("answer") == "grant"
    if form.is_valid():
        try:
            text = form.cleaned_data["text"]
            help.answer_help(request=row, grant=grant, text=text, by=request.user)
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "Granted." if grant else "Declined.")
            return redirect(safe_next(request, row.get_absolute_url()))
    return _help_page(request, row, form)
