"""My day: what needs this person now."""

from datetime import timedelta

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.clients.models import Client
from accounts.orders.models import ServiceOrder
from accounts.policies.models import PolicyTerm
from accounts.receivables.aging import open_items
from accounts.receivables.querysets import AgingBasis
from config.lib.money import ZERO
from renewals.expirations.models import ExpirationAlert
from renewals.expirations.querysets import expired_open, still_open
from teams.access.roles import Role
from teams.access.views import requires

SHOWN = 8


@requires("home.view")
def home(request: HttpRequest) -> HttpResponse:
    """The frame of the day: counts at the top, the sections below load on their own."""
    user, today = request.user, timezone.localdate()
    orders = ServiceOrder.objects.visible_to(user)
    context = {
        "today": today,
        "works_orders": user.may("orders.work"),
        "writes_orders": user.may("orders.write"),
        "queue": orders.queue().count(),
        "mine": orders.filter(assigned_to=user).open().count(),
        "overdue": orders.overdue(timezone.now()).count(),
        "to_accept": orders.filter(requested_by=user, state="done").count(),
        "asked": orders.filter(requested_by=user, state="asked_back").count(),
    }
    return render(request, "home/page.html", context)


@requires("orders.view")
def day_orders(request: HttpRequest) -> HttpResponse:
    """Orders that wait for this person, most urgent first."""
    user = request.user
    orders = ServiceOrder.objects.visible_to(user).select_related("client", "type", "assigned_to")
    mine = orders.filter(assigned_to=user, state="in_progress")
    waiting = orders.filter(requested_by=user, state__in=["done", "asked_back"])
    found = (mine | waiting).order_by("priority", "due_at", "pk")[:SHOWN]
    return render(request, "home/orders.html", {"orders": found, "now": timezone.now()})


@requires("policies.view")
def day_expirations(request: HttpRequest) -> HttpResponse:
    """What expires next among the clients this person serves, else among all it sees."""
    user, today = request.user, timezone.localdate()
    terms = PolicyTerm.objects.visible_to(user)
    if user.role in (Role.ACCOUNT_EXECUTIVE, Role.SALES_EXECUTIVE):
        terms = terms.filter(client__in=Client.objects.served_by(user.pk, user.role).values("pk"))
    soon = list(
        still_open(terms.expiring(today, 60).with_annual(today))
        .select_related("client", "policy__line")
        .order_by("expires_on", "pk")[:SHOWN]
    )
    for term in soon:
        term.days_left = (term.expires_on - today).days
    recent = ExpirationAlert.objects.filter(user=user, told_at__gte=timezone.now() - timedelta(7))
    context = {"terms": soon, "told": recent.count(), "overdue": expired_open(terms, today).count()}
    return render(request, "home/expirations.html", context)


@requires("receivables.view")
def day_receivables(request: HttpRequest) -> HttpResponse:
    """The largest items more than 30 days past due."""
    today = timezone.localdate()
    late = open_items(request.user, today, AgingBasis.DUE).filter(
        aged_on__lt=today - timedelta(days=30), balance__gt=0
    )
    context = {
        "invoices": late.select_related("client").order_by("-balance")[:SHOWN],
        "total": late.aggregate(t=Sum("balance"))["t"] or ZERO,
        "today": today,
    }
    return render(request, "home/receivables.html", context)
