"""The list of follow-ups, one follow-up, and what is done with them."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.activities.models import Activity
from accounts.clients.frame import visible_client
from accounts.follow_ups import services, sources  # noqa: F401 (they tell on timelines)
from accounts.follow_ups.filters import VIEWS, FollowUpFilter, due_when, in_view
from accounts.follow_ups.forms import (
    DoneForm,
    FollowUpForm,
    HandOverForm,
    SnoozeForm,
    WordsForm,
    starting_day,
)
from accounts.follow_ups.models import FollowUp, FollowUpKind
from accounts.follow_ups.tables import FollowUpTable
from accounts.orders.models import ServiceOrder
from accounts.receivables.models import Invoice
from config.lib.errors import DomainError
from config.lib.http import safe_next, undoable
from config.lib.lists import ListSpec, list_page
from teams.access.views import requires
from teams.calendar.querysets import office_calendar
from teams.saved_filters.models import SavedFilter

FOLLOW_UPS = ListSpec(
    name="follow-ups",
    title="Follow-ups",
    table=FollowUpTable,
    filterset=FollowUpFilter,
    sorts={"due": "due_on", "client": "client__sort_key", "subject": "subject"},
    default_sort="due",
    empty="Nothing to follow up here. Add one from a client’s page, or from an entry of its "
    "timeline.",
    about="Follow-ups of absent colleagues are shown to those who stand in for them.",
)


@requires("follow_ups.view")
def follow_up_list(request: HttpRequest) -> HttpResponse:
    """One's own, those one added, or all of them; open ones unless the done are asked for."""
    view = request.GET.get("view") or ("mine" if request.user.may("follow_ups.write") else "all")
    rows = FollowUp.objects.visible_to(request.user).with_names()
    if "view" not in request.GET:
        rows = in_view(rows, view, request.user)
    if not request.GET.get("when"):
        rows = due_when(rows, "open")
    sort = "-due" if request.GET.get("when") == "done" else "due"
    saved = SavedFilter.objects.visible_to(request.user).at("follow-up-list")
    extra = {
        "saved": saved,
        "place": "follow-up-list",
        "views": VIEWS,
        "view": view,
        "may_write": request.user.may("follow_ups.write"),
    }
    spec = replace(FOLLOW_UPS, default_sort=sort)
    return list_page(request, spec, rows, template="follow_ups/list.html", extra=extra)


@requires("follow_ups.write")
def follow_up_new(request: HttpRequest, client_id: int) -> HttpResponse:
    """Add a follow-up on a client; ?order=, ?invoice=, ?entry= or ?term= say what it is about."""
    client = visible_client(request, client_id)
    about = _about(request, client)
    subject = f"Follow up: {about['entry'].subject}" if about.get("entry") else ""
    start = {
        "due_on": starting_day(timezone.localdate(), office_calendar()),
        "kind": FollowUpKind.objects.filter(code="other").first(),
        "term": request.GET.get("term") or getattr(about.get("order"), "term_id", None),
        "subject": subject,
    }
    form = FollowUpForm(request.POST or None, client=client, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.add_follow_up(client=client, by=request.user, **about, **form.values())
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _added(row))
            return redirect(safe_next(request, row.get_absolute_url()))
    context = {"client": client, "form": form, "about": about}
    return render(request, "follow_ups/new.html", context, status=422 if form.is_bound else 200)


def _added(row: FollowUp) -> str:
    moved = "" if row.due_on == row.planned_on else ", moved to a business day"
    return f"{row.owned_by} will come back to this on {row.due_on:%a %m/%d/%Y}{moved}."


def _about(request: HttpRequest, client: Any) -> dict[str, Any]:
    """What the address says the follow-up is about, if it is the client's."""
    models: dict[str, Any] = {"order": ServiceOrder, "invoice": Invoice, "entry": Activity}
    found: dict[str, Any] = {}
    for name, model in models.items():
        number = request.GET.get(name, "")
        if number.isascii() and number.isdigit():
            found[name] = get_object_or_404(model, client=client, pk=int(number[:18]))
    return found


@require_POST
@requires("follow_ups.write")
def entry_follow_up(request: HttpRequest, entry_id: int) -> HttpResponse:
    """One click at an entry of the timeline: come back to it in three business days."""
    entry = get_object_or_404(
        Activity.objects.visible_to(request.user).select_related("client__team", "term"),
        pk=entry_id,
    )
    row = services.add_follow_up(
        client=entry.client, subject=f"Follow up: {entry.subject}", term=entry.term, entry=entry,
        due_on=starting_day(timezone.localdate(), office_calendar()), by=request.user,
        key=f"entry:{entry.pk}:{request.user.pk}:{timezone.localdate()}",
    )  # fmt: skip
    messages.success(request, _added(row))
    return redirect(row)


@require_POST
@requires("follow_ups.write")
def invoice_follow_up(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """One click at an invoice: ask for payment, today or on the next business day."""
    invoices = Invoice.objects.visible_to(request.user).select_related("client__team", "term")
    invoice = get_object_or_404(invoices, pk=invoice_id)
    today = timezone.localdate()
    row = services.add_follow_up(
        client=invoice.client, subject=f"Ask for payment of invoice {invoice.number}",
        kind="payment", term=invoice.term, invoice=invoice, due_on=today, by=request.user,
        key=f"invoice:{invoice.pk}:{request.user.pk}:{today}",
    )  # fmt: skip
    messages.success(request, _added(row))
    return redirect(row)


@requires("follow_ups.view")
def follow_up_page(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """One follow-up: its facts, what happened, and what can be done."""
    return _page(request, _row(request, follow_up_id))


def _row(request: HttpRequest, follow_up_id: int) -> FollowUp:
    rows = FollowUp.objects.visible_to(request.user).with_names()
    return get_object_or_404(rows.select_related("client__team", "done_by"), pk=follow_up_id)


def _page(request: HttpRequest, row: FollowUp, **bound: Any) -> HttpResponse:
    forms = {
        "done": DoneForm(follow_up=row),
        "snooze": SnoozeForm(initial={"version": row.version}),
        "over": HandOverForm(initial={"version": row.version}),
        "words": WordsForm(),
    }
    context = {
        "row": row,
        "events": row.events.select_related("by"),
        "after": FollowUp.objects.filter(follows=row).first(),
        **forms,
        **bound,
    }
    status = 422 if bound else 200
    return render(request, "follow_ups/page.html", context, status=status)


def _answer(request: HttpRequest, row: FollowUp, words: str, batch: UUID) -> HttpResponse:
    """The row's place with a way back (htmx), or the page one came from."""
    url = reverse("follow-up-undo", args=[batch])
    if getattr(request, "htmx", False):
        context = {"row": row, "words": words, "undo": url}
        return render(request, "follow_ups/gone.html", context)
    undoable(request, words, url)
    return redirect(safe_next(request, row.get_absolute_url()))


@require_POST
@requires("follow_ups.write")
def follow_up_done(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """Close it with an outcome."""
    row = _row(request, follow_up_id)
    form = DoneForm(request.POST, follow_up=row)
    if form.is_valid():
        try:
            batch = services.complete_follow_up(follow_up=row, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            return _answer(request, row, f"Done: {row.subject}.{_then(row)}", batch)
    return _refused(request, row, form, done=form)


def _then(row: FollowUp) -> str:
    made = FollowUp.objects.filter(follows=row).first()
    return f" Next: {made.subject}, {made.due_on:%a %m/%d/%Y}." if made else ""


@require_POST
@requires("follow_ups.write")
def follow_up_snooze(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """Put it off."""
    row = _row(request, follow_up_id)
    form = SnoozeForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            batch = services.snooze(
                follow_ups=[row], to=data["to"], version=data["version"], by=request.user
            )
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            row.refresh_from_db()
            words = f"Put off to {row.due_on:%a %m/%d/%Y}: {row.subject}."
            return _answer(request, row, words, batch)
    return _refused(request, row, form, snooze=form)


@require_POST
@requires("follow_ups.write")
def follow_up_reassign(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """Hand it over to somebody else or to a team."""
    row = _row(request, follow_up_id)
    form = HandOverForm(request.POST)
    if form.is_valid():
        try:
            batch = services.reassign(follow_ups=[row], by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            to = form.cleaned_data["owner"] or form.cleaned_data["team"]
            return _answer(request, row, f"Handed over to {to}: {row.subject}.", batch)
    return _refused(request, row, form, over=form)


@require_POST
@requires("follow_ups.write")
def follow_up_comment(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """Say something about it."""
    row = _row(request, follow_up_id)
    form = WordsForm(request.POST)
    if form.is_valid():
        services.comment(follow_up=row, by=request.user, text=form.cleaned_data["text"])
        if getattr(request, "htmx", False):
            said = form.cleaned_data["text"]
            return render(request, "follow_ups/row.html", {"row": row, "said": said})
        messages.success(request, "Your comment stands on the follow-up.")
        return redirect(safe_next(request, row.get_absolute_url()))
    return _refused(request, row, form, words=form)


def _refused(request: HttpRequest, row: FollowUp, form: Any, **bound: Any) -> HttpResponse:
    """The row with the refusal in place (htmx), or the page with what was typed."""
    if getattr(request, "htmx", False):
        sentence = next(iter(form.errors.values()))[0]
        context = {"row": row, "refusal": sentence}
        return render(request, "follow_ups/row.html", context, status=422)
    return _page(request, row, **bound)


@require_POST
@requires("follow_ups.write")
def follow_up_undo(request: HttpRequest, press: UUID) -> HttpResponse:
    """Take back what one press did."""
    number = services.undo(batch=press, by=request.user)
    rows = FollowUp.objects.filter(events__batch=press, events__by=request.user).with_names()
    if getattr(request, "htmx", False):
        return render(request, "follow_ups/row.html", {"row": rows.order_by("pk").first()})
    messages.success(request, f"Undone: {number} follow-up{'' if number == 1 else 's'} as before.")
    return redirect(safe_next(request, reverse("follow-up-list")))


@requires("follow_ups.write")
def follow_up_many(request: HttpRequest) -> HttpResponse:
    """Put off or hand over the chosen ones: first what would change, then the change."""
    asked = request.POST if request.method == "POST" else request.GET
    ids = [int(n[:18]) for n in asked.getlist("chosen") if n.isascii() and n.isdigit()][:500]
    verb = "reassign" if asked.get("verb") == "reassign" else "snooze"
    rows = FollowUp.objects.visible_to(request.user).open().filter(pk__in=ids).with_names()
    rows = list(rows.order_by("due_on", "pk"))
    kind: Any = HandOverForm if verb == "reassign" else SnoozeForm
    form = kind(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = {k: v for k, v in form.cleaned_data.items() if k != "version"}
        try:
            change: Any = services.reassign if verb == "reassign" else services.snooze
            batch = change(follow_ups=rows, by=request.user, **data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            words = "handed over" if verb == "reassign" else "put off"
            plural = "" if len(rows) == 1 else "s"
            undoable(request, f"{len(rows)} follow-up{plural} {words}.",
                     reverse("follow-up-undo", args=[batch]))  # fmt: skip
            return redirect("follow-up-list")
    context = {"rows": rows, "form": form, "verb": verb, "missing": len(set(ids)) - len(rows)}
    return render(request, "follow_ups/many.html", context, status=422 if form.errors else 200)
