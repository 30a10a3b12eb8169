"""Meetings: the list, one meeting from its plan to its minutes, and the private calendar."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.clients.frame import client_section, section
from accounts.clients.models import Client
from accounts.meetings import feeds, services
from accounts.meetings.calendars import invitation
from accounts.meetings.forms import (
    ActionForm,
    AgendaForm,
    CancelForm,
    ChangeForm,
    DecisionForm,
    KindForm,
    MeetingForm,
    MinutesForm,
)
from accounts.meetings.models import CalendarFeed, Meeting, MeetingKind
from accounts.meetings.tables import VIEWS, MeetingFilter, MeetingTable, meetings_in_view
from config.lib.errors import DomainError
from config.lib.lists import ListSpec, list_page
from teams.access.views import public, requires
from teams.history.editing import edit_record

MEETINGS = ListSpec(
    name="meetings",
    title="Meetings",
    table=MeetingTable,
    filterset=MeetingFilter,
    sorts={"starts": "starts_at"},
    default_sort="starts",
    empty="No meetings here. Plan one from a client’s page, or an update with a sales executive.",
    about="Minutes missing: over, and nobody has said what came of it.",
)


@requires("meetings.view")
def meeting_list(request: HttpRequest) -> HttpResponse:
    """Meetings to come, one's own, those without minutes, or all."""
    view = request.GET.get("view", "")
    rows = Meeting.objects.visible_to(request.user).select_related("kind", "client", "organizer")
    rows = rows.annotate(asked=Count("attendees"))
    if view not in VIEWS:
        view = "all" if request.GET.get("since") or request.GET.get("until") else "coming"
        rows = meetings_in_view(rows, view, request.user)
    extra = {"views": VIEWS, "view": view}
    return list_page(request, MEETINGS, rows, template="meetings/list.html", extra=extra)


@client_section("Meetings", url_name="client-meetings", rule="meetings.view", order=29)
def client_meetings(request: HttpRequest, client: Client) -> HttpResponse:
    """The client's meetings, the latest first."""
    rows = client.meetings.select_related("kind", "organizer").annotate(asked=Count("attendees"))
    return section(request, client, "meetings/section.html", {"meetings": rows[:60]})


@requires("meetings.write")
def meeting_new(request: HttpRequest) -> HttpResponse:
    """Plan a meeting about ?client=, or one about none."""
    number, client = request.GET.get("client", ""), None
    if number:
        clients = Client.objects.visible_to(request.user)
        client = get_object_or_404(clients, pk=int(number) if number.isdecimal() else 0)
    form = MeetingForm(
        request.POST or None, client=client, user=request.user,
        initial={"kind": MeetingKind.objects.filter(code=request.GET.get("kind", "")).first()},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            meeting = services.plan_meeting(
                kind=form.cleaned_data["kind"], client=client, by=request.user, **form.values()
            )
        except DomainError as error:
            form.add_error(_field(form, error), error.message)
        else:
            return _done(request, meeting, "Planned; the invitations are on their way.")
    context = {"form": form, "client": client}
    return render(request, "meetings/new.html", context, status=422 if form.is_bound else 200)


def _field(form: Any, error: DomainError) -> str | None:
    names = {"guests": "others"}
    name = names.get(error.field or "", error.field)
    return name if name in form.fields else None


def _done(request: HttpRequest, meeting: Meeting, words: str) -> HttpResponse:
    messages.success(request, words)
    for caution in services.cautions(meeting):
        messages.warning(request, caution)
    return redirect(meeting)


def _meeting(request: HttpRequest, meeting_id: int) -> Meeting:
    rows = Meeting.objects.visible_to(request.user)
    rows = rows.select_related("kind", "client", "organizer", "minutes_by")
    return get_object_or_404(rows, pk=meeting_id)


@requires("meetings.view")
def meeting_page(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """One meeting: when and who, its agenda, and what came of it."""
    return _page(request, _meeting(request, meeting_id))


def _page(request: HttpRequest, meeting: Meeting, status: int = 200, **forms: Any) -> HttpResponse:
    context = {
        "meeting": meeting,
        "attendees": meeting.attendees.all(),
        "agenda": meeting.agenda.all(),
        "decisions": meeting.decisions.select_related("by"),
        "actions": meeting.actions.select_related("follow_up__owner", "follow_up__client"),
        "begun": meeting.starts_at <= timezone.now(),
        "cancel": CancelForm(),
        "minutes": MinutesForm(meeting=meeting),
        "decision": DecisionForm(),
        "action": ActionForm(meeting=meeting, user=request.user),
        **forms,
    }
    return render(request, "meetings/page.html", context, status=status)


@requires("meetings.write")
def meeting_change(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Move it, or ask other people."""
    meeting = _meeting(request, meeting_id)
    form = ChangeForm(request.POST or None, meeting=meeting, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            meeting = services.change_meeting(
                meeting=meeting, version=form.cleaned_data["version"], by=request.user,
                **form.values(),
            )  # fmt: skip
        except DomainError as error:
            form.add_error(_field(form, error), error.message)
        else:
            return _done(request, meeting, "Changed; everybody gets the new invitation.")
    context = {"form": form, "client": meeting.client, "meeting": meeting}
    return render(request, "meetings/new.html", context, status=422 if form.is_bound else 200)


@requires("meetings.write")
def meeting_agenda(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Edit the agenda as a whole."""
    meeting = _meeting(request, meeting_id)
    form = AgendaForm(request.POST or None, initial={"agenda": AgendaForm.text_of(meeting)})
    if request.method == "POST" and form.is_valid():
        try:
            services.write_agenda(meeting=meeting, points=form.points(), by=request.user)
        except DomainError as error:
            form.add_error("agenda", error.message)
        else:
            return redirect(meeting)
    context = {
        "form": form, "title": f"Agenda of {meeting}", "back": meeting.get_absolute_url(),
        "action": request.get_full_path(),
    }  # fmt: skip
    return render(request, "edits/page.html", context, status=422 if form.is_bound else 200)


def _act(
    request: HttpRequest, meeting: Meeting, name: str, form: Any, do: Callable[[dict], str]
) -> HttpResponse:
    """Do it and go back to the meeting; a refusal stands in the form called `name`."""
    if form.is_valid():
        try:
            words = do(form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, words)
            return redirect(meeting)
    return _page(request, meeting, status=422, **{name: form})


@require_POST
@requires("meetings.write")
def meeting_cancel(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """It does not take place."""
    meeting = _meeting(request, meeting_id)

    def do(values: dict) -> str:
        services.cancel_meeting(meeting=meeting, by=request.user, **values)
        return "Cancelled; everybody’s calendar takes it out."

    return _act(request, meeting, "cancel", CancelForm(request.POST), do)


@require_POST
@requires("meetings.write")
def meeting_minutes(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Write down what was said and who came."""
    meeting = _meeting(request, meeting_id)

    def do(values: dict) -> str:
        came = [int(pk) for pk in values["came"]]
        services.hold_meeting(
            meeting=meeting, minutes=values["minutes"], came=came, by=request.user
        )
        return "The minutes are kept."

    return _act(request, meeting, "minutes", MinutesForm(request.POST, meeting=meeting), do)


@require_POST
@requires("meetings.write")
def meeting_decide(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Keep a decision."""
    meeting = _meeting(request, meeting_id)

    def do(values: dict) -> str:
        services.decide(meeting=meeting, by=request.user, **values)
        return "Kept."

    return _act(request, meeting, "decision", DecisionForm(request.POST), do)


@require_POST
@requires("meetings.write")
def meeting_action(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Give somebody something to do; it becomes a follow-up."""
    meeting = _meeting(request, meeting_id)

    def do(values: dict) -> str:
        made = services.act_on(meeting=meeting, by=request.user, **values)
        return f"{made.owned_by} follows it up on {made.due_on:%m/%d/%Y}."

    form = ActionForm(request.POST, meeting=meeting, user=request.user)
    return _act(request, meeting, "action", form, do)


@requires("meetings.view")
def meeting_ics(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The invitation as a file, for calendars that did not take the e-mail."""
    meeting = _meeting(request, meeting_id)
    text = invitation(meeting, meeting.attendees.all(), cancel=meeting.cancelled_at is not None)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="meeting-{meeting.pk}.ics"'
    return response


@requires("meetings.view")
def calendar_address(request: HttpRequest) -> HttpResponse:
    """One's private calendar: make its address, see that there is one, revoke it."""
    context: dict[str, Any] = {}
    if request.method == "POST" and request.POST.get("revoke"):
        feeds.revoke_feed(by=request.user)
        messages.success(request, "The address works no longer.")
        return redirect("calendar-address")
    if request.method == "POST":
        path = reverse("calendar-feed", args=[feeds.new_feed(by=request.user)])
        context["address"] = request.build_absolute_uri(path)
    context["feed"] = CalendarFeed.objects.filter(user=request.user).first()
    return render(request, "meetings/calendar.html", context)


@public("the secret in the address is the right; its owner can revoke it")
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar under a secret address."""
    user = feeds.owner_of(secret)
    if user is None:
        raise Http404
    text = feeds.calendar_of(user)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=900"
    return response


@requires("meetings.view")
def kind_list(request: HttpRequest) -> HttpResponse:
    """The kinds of meetings and their agendas."""
    kinds = MeetingKind.objects.visible_to(request.user)
    return render(request, "meetings/kinds.html", {"kinds": kinds})


@requires("house.manage")
def kind_edit(request: HttpRequest, meeting_kind_id: int | None = None) -> HttpResponse:
    """Add or change a kind of meeting."""
    kinds = MeetingKind.objects.visible_to(request.user)
    kind = get_object_or_404(kinds, pk=meeting_kind_id) if meeting_kind_id else MeetingKind()
    form = KindForm(request.POST or None, instance=kind)
    return edit_record(request, form, title=kind.name or "New kind", back="/meetings/kinds/")
