"""The list of orders, the form that gives one, and the page on which it is worked."""

from collections.abc import Sequence
from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.attachments.forms import UploadForm
from accounts.clients.frame import client_section, section
from accounts.clients.models import Client
from accounts.orders import services
from accounts.orders.filters import VIEWS, OrderFilter, default_view, orders_in_view
from accounts.orders.forms import ClientSearchForm, MoveForm, OrderForm
from accounts.orders.models import ServiceOrder
from accounts.orders.querysets import clocked, orders_of
from accounts.orders.rules import moves_open_to
from accounts.orders.states import MOVES
from accounts.orders.tables import OrderTable, QueueTable
from config.lib.errors import DomainError
from config.lib.lists import ListSpec, list_page
from teams.access.roles import RULES
from teams.access.views import requires


def _put_clocks(rows: Sequence[ServiceOrder], request: HttpRequest) -> None:
    clocked(rows)


ORDERS = ListSpec(
    name="orders",
    title="Orders",
    table=OrderTable,
    filterset=OrderFilter,
    sorts={
        "priority": "urgency",
        "due": "due_at",
        "age": "created_at",
        "client": "client__sort_key",
        "number": "pk",
    },
    default_sort="due",
    empty="No orders here. An executive gives one with “New order”, or from a client’s page.",
    attach=_put_clocks,
    about="Due times run in business hours and stand while the executive is asked back.",
)
STARTING_SORT = {"queue": "priority", "mine": "due", "given": "due", "all": "-due"}


@requires("orders.view")
def order_list(request: HttpRequest) -> HttpResponse:
    """The queue, one's own, those one gave, or all of them."""
    user = request.user
    view = default_view(request.GET.dict(), user)
    orders = ServiceOrder.objects.visible_to(user).with_names().with_urgency()
    if "view" not in request.GET:
        orders = orders_in_view(orders, view, user)
    table = QueueTable if view == "queue" else OrderTable
    spec = replace(ORDERS, table=table, default_sort=STARTING_SORT[view])
    extra = {
        "views": VIEWS,
        "view": view,
        "may_write": user.may("orders.write"),
        "may_work": user.may("orders.work"),
    }
    return list_page(request, spec, orders, template="orders/list.html", extra=extra)


@requires("orders.write")
def order_new(request: HttpRequest) -> HttpResponse:
    """Give an order: first the client, unless the address names it, then the order."""
    number = request.GET.get("client", "")
    if not number:
        return _choose_client(request)
    clients = Client.objects.visible_to(request.user)
    client = get_object_or_404(clients, pk=int(number) if number.isdecimal() else 0)
    form = OrderForm(request.POST or None, client=client)
    if request.method == "POST" and form.is_valid():
        try:
            order = services.give_order(client=client, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, f"Order {order.pk} is in the queue.")
            return redirect(order)
    status = 422 if form.is_bound else 200
    return render(request, "orders/new.html", {"client": client, "form": form}, status=status)


def _choose_client(request: HttpRequest) -> HttpResponse:
    form = ClientSearchForm(request.GET or None)
    words = form.cleaned_data["q"].strip() if form.is_bound and form.is_valid() else ""
    found = Client.objects.visible_to(request.user)
    if words:
        found = found.filter(Q(name__icontains=words) | Q(code__icontains=words))
    context = {"form": form, "words": words, "clients": found[:20] if words else []}
    return render(request, "orders/choose_client.html", context)


@requires("orders.view")
def order_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """One order: its facts, what happened, and the moves this person may make now."""
    return _page(request, _order_of(request, order_id))


def _order_of(request: HttpRequest, order_id: int) -> ServiceOrder:
    orders = ServiceOrder.objects.visible_to(request.user).with_names()
    return get_object_or_404(orders, pk=order_id)


def _page(request: HttpRequest, order: ServiceOrder, form: MoveForm | None = None) -> HttpResponse:
    clocked([order])
    context = {
        "order": order,
        "events": order.events.select_related("by"),
        "upload": UploadForm(),
        "files": order.attachments.kept().select_related("category"),
        "moves": moves_open_to(order, request.user),
        "form": form or MoveForm(initial={"version": order.version}),
        "may_work": request.user.may("orders.work"),
    }
    return render(request, "orders/page.html", context, status=422 if form else 200)


@require_POST
@requires("orders.work")
def order_take_next(request: HttpRequest) -> HttpResponse:
    """Take the most urgent order one may do and open it."""
    order = services.take_next(by=request.user)
    if order is None:
        messages.info(request, "The queue is empty: nothing waits that you may take.")
        return redirect("order-list")
    messages.success(request, f"You took order {order.pk}.")
    return redirect(order)


@require_POST
@requires("orders.view")
def order_move(request: HttpRequest, order_id: int, move: str) -> HttpResponse:
    """Make a move on an order; a refusal is said at the words that were typed."""
    order = _order_of(request, order_id)
    if move not in MOVES:
        raise Http404
    if not request.user.may(MOVES[move].rule):
        raise PermissionDenied(f"Your role may not {RULES[MOVES[move].rule]}.")
    form = MoveForm(request.POST)
    if form.is_valid():
        try:
            services.move_order(order=order, move=move, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, f"{MOVES[move].label}: done.")
            return redirect(order)
    return _page(request, order, form)


@client_section("Service", url_name="client-service", rule="orders.view", order=30)
def client_service(request: HttpRequest, client: Client) -> HttpResponse:
    """The orders on the client, open ones first."""
    return section(request, client, "orders/section.html", {"orders": orders_of(client)})
