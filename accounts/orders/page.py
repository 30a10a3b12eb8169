"""Everything the page of an order shows."""

from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.attachments.forms import UploadForm
from accounts.orders.facts import told
from accounts.orders.forms import HandOverForm, MoveForm, RestForm, WordsForm
from accounts.orders.models import ServiceOrder
from accounts.orders.querysets import clocked
from accounts.orders.rules import in_words, moves_open_to
from accounts.orders.states import CLOCK_RUNS, DESK, WAITING, OrderState
from accounts.orders.wholes import whole_of
from teams.people.licensing import is_licensed

if TYPE_CHECKING:
    from teams.people.models import User

TAKING = ("take", "ask")  # whoever makes these holds the order afterwards


def order_context(order: ServiceOrder, user: "User") -> dict[str, Any]:
    """The facts of `order`, what happened, and what `user` may do with it now."""
    clocked([order])
    version = {"version": order.version}
    own = order.assigned_to_id == user.pk
    license_missing = (
        order.type.licensed_only
        and order.state in CLOCK_RUNS
        and user.may("orders.work")
        and not is_licensed(user, timezone.localdate())
    )
    asked = order.state == OrderState.SUBMITTED and user.may("orders.work")
    only_for = order.type.only_for(user) if asked else ""
    group = ServiceOrder.objects.visible_to(user).filter(group=order.group).exclude(pk=order.pk)
    return {
        "order": order,
        "facts": told(order.type.inputs.all(), order.facts),
        "checks": order.checks.select_related("done_by", "file"),
        "may_tick": own and order.state in (*DESK, *WAITING) and user.may("orders.work"),
        "events": order.events.select_related("by"),
        "upload": UploadForm(),
        "files": order.attachments.kept().select_related("category"),
        "follow_ups": order.follow_ups.open().select_related("owner", "team"),
        "group": group.select_related("type") if order.group else [],
        "moves": [m for m in moves_open_to(order, user) if not (only_for and m.name in TAKING)],
        "only_for": only_for,
        "whole": whole_of(order.client, order.part_of) if order.part_of else None,
        "form": MoveForm(initial=version),
        "rest": RestForm(initial=version),
        "may_rest": user.may("orders.work")
        and (order.state == OrderState.SUBMITTED or (own and order.state in DESK)),
        "over": HandOverForm(client=order.client, initial=version),
        "may_hand_over": order.changes_hands and (user.may("orders.write") or own),
        "may_revise": order.state in (OrderState.DRAFT, OrderState.RETURNED)
        and user.may("orders.write"),
        "words": WordsForm(),
        "may_comment": user.may("orders.write") or user.may("orders.work"),
        "may_work": user.may("orders.work"),
        "license_missing": license_missing,
        "waited": in_words(order.waited_minutes) if order.waited_minutes else "",
        "took": in_words(order.took_minutes) if order.took_minutes is not None else "",
    }


def order_of(request: HttpRequest, order_id: int) -> ServiceOrder:
    """The order of the address if the user sees it, else 404."""
    orders = ServiceOrder.objects.visible_to(cast("User", request.user)).with_names()
    return get_object_or_404(orders, pk=order_id)


def show_order(request: HttpRequest, order: ServiceOrder, **bound: Any) -> HttpResponse:
    """The page of an order; `bound` forms carry what was typed and refused."""
    context = order_context(order, cast("User", request.user)) | bound
    return render(request, "orders/page.html", context, status=422 if bound else 200)
