"""The timeline of a client: read it, write on it, answer, pin."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.activities import services, sources  # noqa: F401 (the sources register themselves)
from accounts.activities.feed import Feed, feed
from accounts.activities.forms import AnswerForm, ContactForm, FeedForm
from accounts.activities.models import Activity
from accounts.clients.frame import client_section, section, visible_client
from accounts.clients.models import Client
from accounts.clients.querysets import people_who_see
from config.lib.errors import DomainError
from config.lib.sections import sections_of
from teams.access.views import requires
from teams.day.sections import day_part, day_section
from teams.notifications.models import Notification


@client_section("Timeline", url_name="client-timeline", rule="clients.view", order=90)
def client_timeline(request: HttpRequest, client: Client) -> HttpResponse:
    """What happened with the client, the latest first, and what was changed on its record."""
    if request.htmx and request.htmx.target == "older":
        context = {"client": client, **_feed(request, client)}
        return render(request, "activities/entries.html", context)
    return _section(request, client)


def _section(request: HttpRequest, client: Client, status: int = 200, **context: Any):
    context = {"form": ContactForm(client=client), **_feed(request, client), **context}
    pinned = client.activities.filter(pin__isnull=False).with_names().order_by("-pin__at")
    context["pinned"] = pinned
    return section(request, client, "activities/section.html", context, status=status)


def _feed(request: HttpRequest, client: Client) -> dict[str, Any]:
    filters = FeedForm(request.GET or None, client=client, user=request.user)
    asked = filters.asked()
    key, before = request.GET.get("entry", ""), request.GET.get("before", "")
    named = Activity.objects.filter(client=client, pk=int(key)).first() if _is_id(key) else None
    # An answer stands under the entry that began the thread.
    around = f"entry-{named.answers_id or named.pk}" if named else key
    page = feed(client, request.user, asked, before=before, around=around)
    _attach_answers(page)
    lit = f"entry-{named.pk}" if named else key
    return {
        "filters": filters,
        "asked": asked,
        "feed": page,
        "lit": lit,
        "answer_key": uuid.uuid4(),
    }


def _is_id(key: str) -> bool:
    return key.isascii() and key.isdigit() and len(key) < 19


def _attach_answers(page: Feed) -> None:
    """Each entry's answers, oldest first, with one query for the page."""
    threads = {entry.pk: entry.answers for entry in page.entries if entry.source == "entry"}
    answers = Activity.objects.filter(answers__in=threads).select_related("by")
    for answer in answers.order_by("happened_at", "pk"):
        threads[answer.answers_id].append(answer)


@require_POST
@requires("clients.write")
def entry_new(request: HttpRequest, client_id: int) -> HttpResponse:
    """Write a call, an e-mail, a note or a meeting on the timeline."""
    client = visible_client(request, client_id)
    form = ContactForm(request.POST, client=client)
    if form.is_valid():
        try:
            entry = services.log_contact(client=client, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            return redirect(entry)
    request.section = next(s for s in sections_of("client") if s.url_name == "client-timeline")
    return _section(request, client, status=422, form=form)


@require_POST
@requires("clients.write")
def entry_answer(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Answer an entry; the answer stands under it."""
    entry = _entry(request, entry_id)
    form = AnswerForm(request.POST)
    if form.is_valid():
        subject = f"Re: {entry.subject.removeprefix('Re: ')}"[:200]
        try:
            answer = services.log_contact(
                client=entry.client, kind="note", subject=subject, by=request.user, term=entry.term,
                answers=entry, **form.cleaned_data,
            )  # fmt: skip
        except DomainError as error:
            form.add_error("text", error.message)
        else:
            return redirect(answer)
    context = {"client": entry.client, "entry": entry, "form": form}
    return render(request, "activities/answer.html", context, status=422)


@require_POST
@requires("clients.write")
def entry_pin(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Put an entry on top of the timeline, or take it down."""
    entry = _entry(request, entry_id)
    if request.POST.get("down"):
        services.unpin(entry=entry, by=request.user)
        messages.success(request, "Taken down.")
    else:
        services.pin(entry=entry, by=request.user)
        messages.success(request, "Pinned on top.")
    return redirect("client-timeline", entry.client_id)


def _entry(request: HttpRequest, entry_id: int) -> Activity:
    entries = Activity.objects.visible_to(request.user)
    entries = entries.select_related("client__team", "term", "by", "answers")
    return get_object_or_404(entries, pk=entry_id)


@day_section("Mentions", url_name="day-mentions", rule="clients.view", order=70, aside=True)
def day_mentions(request: HttpRequest) -> HttpResponse:
    """Entries in which this person was named and that they have not seen to yet."""
    notices = Notification.objects.visible_to(request.user).unread()
    named = notices.filter(Q(key__startswith="mention:") | Q(key__startswith="order-mention:"))
    context = {"notices": named.order_by("-created_at")[:12]}
    return day_part(request, "activities/day.html", context, named.count())


@requires("clients.view")
def mentionable(request: HttpRequest, client_id: int) -> HttpResponse:
    """Colleagues who may see the client and whose name has a word that begins with ?q=."""
    client = visible_client(request, client_id)
    text = request.GET.get("q", "").strip()[:60]
    people = people_who_see(client).order_by("name", "pk")
    people = people.filter(name__istartswith=text) | people.filter(name__icontains=f" {text}")
    return render(request, "activities/people.html", {"people": people.distinct()[:8]})
