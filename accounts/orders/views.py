"""The list of orders, the form that gives one, and the page on which it is worked."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.clients.frame import client_section, section, visible_client
from accounts.clients.models import Client
from accounts.escalations.models import Escalation
from accounts.follow_ups.models import FollowUp
from accounts.orders import checks, desk, giving, services
from accounts.orders.filters import VIEWS, OrderFilter, default_view, orders_in_view
from accounts.orders.forms import (
    BundleForm,
    CheckForm,
    ClientSearchForm,
    OrderForm,
    ReviseForm,
)
from accounts.orders.models import (
    OrderBundle,
    OrderCheck,
    OrderTemplate,
    OrderType,
    ServiceOrder,
)
from accounts.orders.page import order_of, show_order
from accounts.orders.querysets import clocked, desk_of, orders_of
from accounts.orders.rules import rest_until
from accounts.orders.sheets import period_of, turnaround_sheets
from accounts.orders.states import OrderState
from accounts.orders.tables import OrderTable, QueueTable
from accounts.orders.turnaround import turnaround
from config.lib.errors import DomainError
from config.lib.forms import refuse
from config.lib.lists import ListSpec, list_page
from teams.access.views import requires
from teams.calendar.querysets import office_calendar
from teams.people.licensing import is_licensed
from teams.saved_filters.models import SavedFilter


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
STARTING_SORT = {"queue": "priority", "mine": "due", "given": "due", "drafts": "due", "all": "-due"}
STARTING = ("type", "term", "instructions", "priority", "due_at", "invoice", "part_of")
TRIAGED = 40


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
    saved = SavedFilter.objects.visible_to(user).at("order-list")
    extra = {
        "saved": saved,
        "place": "order-list",
        "views": VIEWS,
        "view": view,
        "may_write": user.may("orders.write"),
        "may_work": user.may("orders.work"),
    }
    return list_page(request, spec, orders, template="orders/list.html", extra=extra)


@requires("orders.write")
def order_new(request: HttpRequest) -> HttpResponse:
    """Give an order: first the client, unless the address names it, then the order.

    The kind of work says what is asked; ?template= starts from a template.
    """
    number = request.GET.get("client", "")
    if not number:
        return _choose_client(request)
    clients = Client.objects.visible_to(request.user)
    client = get_object_or_404(clients, pk=int(number) if number.isdecimal() else 0)
    form = _order_form(request, client)
    if getattr(request, "htmx", False) and request.htmx.target == "asks":
        return render(request, "orders/_asks.html", {"form": form})
    if request.method == "POST" and form.is_valid():
        try:
            order = _give(request, client, form)
        except DomainError as error:
            refuse(form, error)
        else:
            said = "is kept as a draft" if order.state == OrderState.DRAFT else "is in the queue"
            messages.success(request, f"Order {order.pk} {said}.")
            return redirect(order)
    templates = OrderTemplate.objects.for_user(request.user).select_related("type")
    bundles = OrderBundle.objects.filter(active=True)
    carried = urlencode({k: v for k, v in request.GET.items() if k in ("term", "part_of")})
    context = {"client": client, "form": form, "templates": templates, "bundles": bundles,
               "carried": carried}  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "orders/new.html", context, status=status)


def _order_form(request: HttpRequest, client: Client) -> OrderForm:
    asked = request.POST if request.method == "POST" else request.GET
    start = {k: v for k, v in request.GET.items() if k in STARTING or k.startswith("input_")}
    number = request.GET.get("template", "")
    if number.isdecimal():
        template = OrderTemplate.objects.for_user(request.user).filter(pk=int(number[:18])).first()
        if template is not None:
            start = {"type": template.type_id, "instructions": template.instructions,
                     "priority": template.priority,
                     **{f"input_{k}": v for k, v in template.facts.items()}}  # fmt: skip
    kind_id = str(asked.get("type") or start.get("type") or "")
    kinds = OrderType.objects.filter(active=True)
    kind = kinds.filter(pk=int(kind_id[:18])).first() if kind_id.isdecimal() else None
    return OrderForm(request.POST or None, client=client, kind=kind, initial=start)


def _give(request: HttpRequest, client: Client, form: OrderForm) -> ServiceOrder:
    data = {k: v for k, v in form.cleaned_data.items() if not k.startswith("input_")}
    name, facts = data.pop("template_name"), form.facts()
    with transaction.atomic():
        order = services.give_order(
            client=client, by=request.user, facts=facts, draft="draft" in request.POST, **data
        )
        if name:
            giving.save_template(
                type=order.type, name=name, by=request.user, instructions=order.instructions,
                facts=order.facts, priority=order.priority,
            )  # fmt: skip
    return order


def _given_together(given: int, drafts: int) -> str:
    said = {"in the queue": given, "among your drafts until their questions are answered": drafts}
    counted = [f"{n} {'order' if n == 1 else 'orders'} {words}" for words, n in said.items() if n]
    return f"{' and '.join(counted)}." if counted else "No order was left to give."


@requires("orders.write")
def order_bundle(request: HttpRequest, client_id: int, bundle_id: int) -> HttpResponse:
    """Give the orders of a bundle together."""
    client = visible_client(request, client_id)
    bundle = get_object_or_404(OrderBundle.objects.filter(active=True), pk=bundle_id)
    start = {k: v for k, v in request.GET.items() if k in ("term", "part_of")}
    form = BundleForm(request.POST or None, client=client, bundle=bundle, initial=start)
    if request.method == "POST" and form.is_valid():
        data = {k: v for k, v in form.cleaned_data.items() if not k.startswith("input_")}
        try:
            made = giving.give_bundle(
                client=client, bundle=bundle, by=request.user, facts=form.all_facts(), **data
            )
        except DomainError as error:
            refuse(form, error)
        else:
            drafts = sum(order.state == OrderState.DRAFT for order in made)
            messages.success(request, _given_together(len(made) - drafts, drafts))
            return redirect("client-service", client.pk)
    context = {"client": client, "bundle": bundle, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "orders/bundle.html", context, status=status)


def _choose_client(request: HttpRequest) -> HttpResponse:
    """Which client? What was typed already goes along."""
    form = ClientSearchForm(request.GET if "q" in request.GET else None)
    words = form.cleaned_data["q"].strip() if form.is_bound and form.is_valid() else ""
    found = Client.objects.visible_to(request.user)
    if words:
        found = found.filter(Q(name__icontains=words) | Q(code__icontains=words))
    typed = {k: v for k, v in (request.POST or request.GET).items() if k in STARTING and v}
    if request.method == "POST":
        typed |= {k: v for k, v in request.POST.items() if k.startswith("input_") and v}
    context = {
        "form": form,
        "words": words,
        "clients": found[:20] if words else [],
        "typed": typed,
        "carried": urlencode(typed),
        "refused": request.method == "POST",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "orders/choose_client.html", context, status=status)


@requires("orders.view")
def order_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """One order: its facts, what happened, and the moves this person may make now."""
    return show_order(request, order_of(request, order_id))


@require_POST
@requires("orders.work")
def order_take_next(request: HttpRequest) -> HttpResponse:
    """Take the most urgent order one may do and open it."""
    order = desk.take_next(by=request.user)
    if order is None:
        messages.info(request, "The queue is empty: nothing waits that you may take.")
        return redirect("order-list")
    messages.success(request, f"You took order {order.pk}.")
    return redirect(order)


@requires("orders.work")
def order_triage(request: HttpRequest) -> HttpResponse:
    """The queue, to be worked by keys: take, decline, ask back, let rest."""
    queue = ServiceOrder.objects.visible_to(request.user).queue().with_names()
    orders = clocked(queue.suited_to(request.user)[:TRIAGED])
    resting = ServiceOrder.objects.visible_to(request.user).resting().count()
    count, minutes = desk_of(request.user)
    context = {
        "orders": orders,
        "resting": resting,
        "desk": count,
        "hours": minutes // 60,
        "tomorrow": rest_until(timezone.localtime(), office_calendar()),
        "licensed": is_licensed(request.user, timezone.localdate()),
    }
    return render(request, "orders/triage.html", context)


@require_POST
@requires("orders.work")
def order_check(request: HttpRequest, check_id: int) -> HttpResponse:
    """Tick an item of the checklist, or open it again."""
    check = get_object_or_404(OrderCheck.objects.visible_to(request.user), pk=check_id)
    order = order_of(request, check.order_id)
    form = CheckForm(request.POST, order=order)
    if form.is_valid():
        try:
            checks.tick(check=check, by=request.user, **form.cleaned_data)
        except DomainError as error:
            return show_order(request, order, check_error=error.message, check_at=check.pk)
        return redirect(f"{order.get_absolute_url()}#checklist")
    return show_order(request, order, check_error="Choose a file of this order.", check_at=check.pk)


@requires("orders.write")
def order_revise(request: HttpRequest, order_id: int) -> HttpResponse:
    """Change a draft, or an order that came back."""
    order = order_of(request, order_id)
    form = ReviseForm(request.POST or None, order=order)
    if request.method == "POST" and form.is_valid():
        data = {k: v for k, v in form.cleaned_data.items() if not k.startswith("input_")}
        try:
            services.revise(order=order, by=request.user, facts=form.facts(), **data)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, "Changed. Give the order when it says what it must.")
            return redirect(order)
    context = {"order": order, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "orders/revise.html", context, status=status)


@requires("orders.view")
def order_turnaround(request: HttpRequest) -> HttpResponse:
    """How long orders take and what share was on time; ?from= and ?to= choose the days."""
    first, last = period_of(request)
    found = turnaround(request.user, first, last)
    if request.GET.get("_export") == "xlsx":
        return turnaround_sheets(found, first, last)
    context = {"found": found, "first": first, "last": last}
    return render(request, "orders/turnaround.html", context)


@client_section("Service", url_name="client-service", rule="orders.view", order=30)
def client_service(request: HttpRequest, client: Client) -> HttpResponse:
    """What is done for the client: orders, follow-ups, and what was escalated."""
    follow_ups = FollowUp.objects.filter(client=client).open().with_names()
    escalations = Escalation.objects.about(client).open().with_names()
    context = {
        "orders": orders_of(client, request.user),
        "follow_ups": follow_ups.order_by("due_on", "pk")[:30],
        "escalations": escalations.order_by("-raised_at")[:10],
    }
    return section(request, client, "orders/section.html", context)
