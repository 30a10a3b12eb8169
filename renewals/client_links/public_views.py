"""The client's page: no account, a secret address and a code; it works without JavaScript."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_POST

from config.lib.errors import DomainError
from renewals.client_links import answering
from renewals.client_links.entering import (
    LinkState,
    ask_again,
    enter,
    find_link,
    send_code,
    state_of,
    visit_of,
)
from renewals.client_links.forms import SayForm
from renewals.client_links.models import ClientLink, RequestUpload
from renewals.client_links.rules import VISIT_HOURS
from renewals.client_links.showing import attach_schedules, items_of
from teams.access.views import public

WHY = "the secret in the address belongs to one contact, and a code sent by e-mail is asked for"


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int) -> HttpResponse:
    response = render(request, f"answers/{name}.html", context, status=status)
    add_never_cache_headers(response)
    response["Cache-Control"] = "no-store, private"
    return response


def through_link(*, visited: bool) -> Callable[[Callable[..., HttpResponse]], Any]:
    """Give the view the link of the address while it is good, else say what to do.

    With `visited` the browser must have given the code; it is sent to the front page if not.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @public(WHY)
        @wraps(view)
        def guarded(request: HttpRequest, secret: str, **more: Any) -> HttpResponse:
            link = find_link(secret)
            if link is None:
                return _page(request, "unknown", {}, 404)
            state = state_of(link, timezone.now())
            if state != LinkState.OPEN:
                context = {"link": link, "state": state, "secret": secret}
                return _page(request, "gone", context, 410)
            if not visited:
                return view(request, link, secret, **more)
            visit = visit_of(link, request.COOKIES.get(_cookie(link)))
            if visit is None:
                return redirect("answers", secret)
            return view(request, visit, secret, **more)

        return guarded

    return decorate


def _cookie(link: ClientLink) -> str:
    return f"answers-{link.pk}"


@through_link(visited=False)
def answers(request: HttpRequest, link: ClientLink, secret: str) -> HttpResponse:
    """The front page: the questions for who gave the code, else how to come in."""
    visit = visit_of(link, request.COOKIES.get(_cookie(link)))
    if visit is None:
        return _front(request, link, secret)
    items = items_of(link.request)
    return _questions(request, visit, secret, SayForm(items=items))


def _front(
    request: HttpRequest, link: ClientLink, secret: str, problem: str = "", status: int = 200
) -> HttpResponse:
    waiting = link.codes.filter(used_at=None, expires_at__gt=timezone.now()).exists()
    context = {"link": link, "secret": secret, "waiting": waiting, "problem": problem}
    return _page(request, "front", context, status)


def _questions(
    request: HttpRequest, visit: Any, secret: str, form: SayForm, status: int = 200, **more: Any
) -> HttpResponse:
    attach_schedules(visit.link.request, form.items)
    topics: dict[str, list[Any]] = {}
    for row in form.rows():
        topics.setdefault(row["item"].question.topic, []).append(row)
    context = {"request_": visit.link.request, "secret": secret, "form": form, "topics": topics}
    return _page(request, "questions", context | more, status)


@require_POST
@through_link(visited=False)
def answers_code(request: HttpRequest, link: ClientLink, secret: str) -> HttpResponse:
    """Send a one-time code."""
    try:
        send_code(link=link)
    except DomainError as error:
        return _front(request, link, secret, error.message, 422)
    return redirect("answers", secret)


@require_POST
@through_link(visited=False)
def answers_enter(request: HttpRequest, link: ClientLink, secret: str) -> HttpResponse:
    """Come in with the code."""
    try:
        kept = enter(link=link, typed=request.POST.get("code", ""))
    except DomainError as error:
        return _front(request, link, secret, error.message, 422)
    response = redirect("answers", secret)
    response.set_cookie(
        _cookie(link), kept, max_age=VISIT_HOURS * 3600, path="/answers/", httponly=True,
        secure=request.is_secure(), samesite="Lax",
    )  # fmt: skip
    return response


@require_POST
@through_link(visited=True)
def answers_save(request: HttpRequest, visit: Any, secret: str) -> HttpResponse:
    """Keep everything that fits, file by file and answer by answer; then sign off if asked."""
    items = items_of(visit.link.request)
    form = SayForm(request.POST, items=items)
    form.is_valid()
    for item in items:
        _keep(request, form, item)
    if form.errors or request.POST.get("do") != "sign":
        if form.errors:
            return _questions(request, visit, secret, form, 422)
        return redirect("answers", secret)
    try:
        signed = answering.sign_off(visit=visit, name=request.POST.get("name", ""))
    except DomainError as error:
        fresh = items_of(visit.link.request)
        named = {"problem": error.message, "name": request.POST.get("name", "")}
        return _questions(request, visit, secret, SayForm(items=fresh), 422, **named)
    return _page(request, "done", {"request_": signed}, 200)


@require_POST
@through_link(visited=True)
def answers_item(request: HttpRequest, visit: Any, secret: str, asked_item_id: int) -> HttpResponse:
    """Keep one answer as soon as it is given; the fragment says so."""
    get_object_or_404(visit.link.request.items, pk=asked_item_id)
    (item,) = [i for i in items_of(visit.link.request) if i.pk == asked_item_id]
    form = SayForm(request.POST, items=[item])
    form.is_valid()
    _keep(request, form, item)
    (fresh,) = [i for i in items_of(visit.link.request) if i.pk == asked_item_id]
    context = {"row": form.row(item), "item": fresh, "secret": secret, "saved": not form.errors}
    return _page(request, "said", context, 422 if form.errors else 200)


def _keep(request: HttpRequest, form: SayForm, item: Any) -> None:
    """Save one item and the files sent with it; what is refused is told at its place."""
    place = f"q{item.pk}" if f"q{item.pk}" in form.fields else f"n{item.pk}"
    said = form.said(item)
    if said is not None:
        try:
            answering.save_item(item=item, **said)
        except DomainError as error:
            form.add_error(place, error.message)
    for upload in request.FILES.getlist(f"u{item.pk}"):
        try:
            answering.add_upload(item=item, upload=upload)
        except DomainError as error:
            form.add_error(place, f"{upload.name} was not taken: {error.message}")


@require_POST
@through_link(visited=True)
def answers_upload_remove(
    request: HttpRequest, visit: Any, secret: str, sent_file_id: int
) -> HttpResponse:
    """Take back a file that was sent."""
    uploads = RequestUpload.objects.filter(item__request=visit.link.request_id)
    answering.remove_upload(upload=get_object_or_404(uploads, pk=sent_file_id))
    return redirect("answers", secret)


@require_POST
@public(WHY)
def answers_again(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask for a new link: the one who asked is told."""
    link = find_link(secret)
    if link is None:
        return _page(request, "unknown", {}, 404)
    ask_again(link=link)
    return _page(request, "asked_again", {"link": link}, 200)
