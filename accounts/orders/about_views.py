"""The orders on a policy or an invoice, as a panel of its page."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.clients.models import Client
from accounts.orders.models import ServiceOrder
from accounts.orders.querysets import clocked
from accounts.policies.models import PolicyTerm
from accounts.policies.panels import term_panel
from accounts.receivables.models import Invoice
from teams.access.views import requires

SHOWN = 20


def orders_panel(
    request: HttpRequest, orders: Any, client: Client, **about: object
) -> HttpResponse:
    """`orders` as a panel (htmx) or a page; `about` is what a new order there starts with."""
    rows: QuerySet = orders.visible_to(request.user).with_names().order_by("-created_at", "-pk")
    context = {
        "orders": clocked(rows[:SHOWN]),
        "client": client,
        "next_url": request.path,
        "carried": urlencode({"client": client.pk, **about}),
    }
    alone = getattr(request, "htmx", False)
    return render(request, "orders/about.html" if alone else "orders/about_page.html", context)


@term_panel("Orders", url_name="term-orders", rule="orders.view", order=20)
def term_orders(request: HttpRequest, term_id: int) -> HttpResponse:
    """The orders on a policy."""
    user: Any = request.user
    terms = PolicyTerm.objects.visible_to(user).select_related("client")
    term = get_object_or_404(terms, pk=term_id)
    orders = ServiceOrder.objects.filter(term=term)
    return orders_panel(request, orders, term.client, term=term.pk)


@requires("orders.view")
def invoice_orders(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """The orders on an invoice."""
    user: Any = request.user
    invoices = Invoice.objects.visible_to(user).select_related("client")
    invoice = get_object_or_404(invoices, pk=invoice_id)
    orders = ServiceOrder.objects.filter(invoice=invoice)
    return orders_panel(request, orders, invoice.client, invoice=invoice.pk)
