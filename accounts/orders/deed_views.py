"""What is done with an order, from its page or in place from a row of a list."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.orders import checks, desk, services
from accounts.orders.forms import HandOverForm, MoveForm, RestForm, WordsForm
from accounts.orders.models import ServiceOrder
from accounts.orders.page import order_of, show_order
from accounts.orders.querysets import clocked
from accounts.orders.rules import rest_until
from accounts.orders.states import EVENT_WORDS, MOVES
from config.lib.forms import carried_out
from config.lib.http import safe_next, undoable
from teams.access.roles import RULES
from teams.access.views import requires
from teams.calendar.querysets import office_calendar


def _answer(
    request: HttpRequest, order: ServiceOrder, words: str, undo: str = "", back: str = ""
) -> HttpResponse:
    """The row as it is now (htmx), with a way back if there is one; or the page one came from."""
    url = reverse("order-undo", args=[order.pk, undo]) if undo else ""
    if getattr(request, "htmx", False):
        order = clocked([order_of(request, order.pk)])[0]
        context = {"order": order, "said": words, "undo": url}
        return render(request, "orders/day_row.html", context)
    if url:
        undoable(request, words, url)
    else:
        messages.success(request, words)
    return redirect(safe_next(request, back or order.get_absolute_url()))


def _refused(request: HttpRequest, order: ServiceOrder, typed: Form, **bound: Any) -> HttpResponse:
    """The row with the refusal in it (htmx), or the order's page with what was typed."""
    if not getattr(request, "htmx", False):
        return show_order(request, order, **bound)
    context = {"order": clocked([order])[0], "refusal": next(iter(typed.errors.values()))[0]}
    return render(request, "orders/day_row.html", context, status=422)


@require_POST
@requires("orders.view")
def order_move(request: HttpRequest, order_id: int, move: str) -> HttpResponse:
    """Make a move on an order; a refusal is said at the words that were typed."""
    order, form = order_of(request, order_id), MoveForm(request.POST)
    if move not in MOVES:
        raise Http404
    if not request.user.may(MOVES[move].rule):
        raise PermissionDenied(f"Your role may not {RULES[MOVES[move].rule]}.")

    def act() -> None:
        services.move_order(order=order, move=move, by=request.user, **form.cleaned_data)

    if carried_out(form, act):
        return _answer(request, order, f"{EVENT_WORDS[move]}: order {order.pk}, {order.type}.")
    return _refused(request, order, form, form=form)


@require_POST
@requires("orders.work")
def order_snooze(request: HttpRequest, order_id: int) -> HttpResponse:
    """Let an order of the queue, or of one's desk, rest; until the next morning unless said."""
    order, form = order_of(request, order_id), RestForm(request.POST)
    undo: list[str] = []

    def act() -> None:
        data = form.cleaned_data
        data["until"] = data["until"] or rest_until(timezone.localtime(), office_calendar())
        undo.append(
            desk.undo_token(desk.snooze(order=order, by=request.user, **data), request.user)
        )

    if not carried_out(form, act):
        return _refused(request, order, form, rest=form)
    until = timezone.localtime(form.cleaned_data["until"])
    words = f"Order {order.pk} rests until {until:%a %m/%d/%Y %I:%M %p}."
    return _answer(request, order, words, undo=undo[0], back=reverse("order-triage"))


@require_POST
@requires("orders.view")
def order_hand_over(request: HttpRequest, order_id: int) -> HttpResponse:
    """Give the order to a colleague."""
    order = order_of(request, order_id)
    form = HandOverForm(request.POST, client=order.client)
    undo: list[str] = []

    def act() -> None:
        before = order.assigned_to_id
        handed = desk.hand_over(order=order, by=request.user, **form.cleaned_data)
        undo.append(desk.undo_token(handed, request.user, before))

    if not carried_out(form, act):
        return _refused(request, order, form, over=form)
    words = f"{form.cleaned_data['to']} has order {order.pk} now."
    return _answer(request, order, words, undo=undo[0])


@require_POST
@requires("orders.view")
def order_undo(request: HttpRequest, order_id: int, token: str) -> HttpResponse:
    """Take back the last snooze or handing over."""
    order = desk.undo(order=order_of(request, order_id), token=token, by=request.user)
    return _answer(request, order, f"Undone: order {order.pk} is as before.")


@require_POST
@requires("orders.view")
def order_comment(request: HttpRequest, order_id: int) -> HttpResponse:
    """Say something on an order."""
    order, form = order_of(request, order_id), WordsForm(request.POST)

    def act() -> None:
        checks.comment(order=order, by=request.user, text=form.cleaned_data["text"])

    if not carried_out(form, act):
        return _refused(request, order, form, words=form)
    words = f"You said: {form.cleaned_data['text']}"
    return _answer(request, order, words, back=f"{order.get_absolute_url()}#happened")
