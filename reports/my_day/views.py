"""My day: what needs this person now."""

from datetime import timedelta

from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.clients.models import Client
from accounts.orders.models import ServiceOrder
from accounts.orders.querysets import clocked
from accounts.policies.models import PolicyTerm
from accounts.receivables.aging import open_items
from accounts.receivables.querysets import AgingBasis
from config.lib.money import ZERO
from config.lib.sections import Section
from renewals.expirations.models import ExpirationAlert
from renewals.expirations.querysets import expired_open, still_open
from reports.my_day.rows import colleagues_of, invoice_rows, term_rows, what_rows_offer
from reports.my_day.work import SHOWN, for_the_giver, to_do, waiting_on_others
from teams.access.roles import Role
from teams.access.views import requires
from teams.day.sections import day_part, day_section, day_sections
from teams.people.models import User

# What is a role's own work, though it stands beside for everybody else.
MAINLY = {Role.ACCOUNTING: "day-receivables"}
SERVING = (Role.ACCOUNT_EXECUTIVE, Role.SALES_EXECUTIVE)


@requires("home.view")
def home(request: HttpRequest) -> HttpResponse:
    """The frame of the day: counts at the top, the sections below load on their own."""
    user, today = request.user, timezone.localdate()
    orders = ServiceOrder.objects.visible_to(user)
    context = {
        "today": today,
        "columns": _columns(user),
        "works_orders": user.may("orders.work"),
        "writes_orders": user.may("orders.write"),
        "queue": orders.queue().count(),
        "mine": orders.filter(assigned_to=user).open().count(),
        "overdue": orders.overdue(timezone.now()).count(),
        "to_accept": orders.filter(requested_by=user, state="done").count(),
        "asked": orders.filter(requested_by=user, state__in=["asked_back", "returned"]).count(),
    }
    return render(request, "home/page.html", context)


def _columns(user: User) -> list[list[Section]]:
    """What is to be done, and beside it what comes and what others do."""
    columns: tuple[list[Section], list[Section]] = ([], [])
    for section in day_sections(user):
        beside = section.aside and section.url_name != MAINLY.get(user.role)
        columns[beside].append(section)
    return [column for column in columns if column]


@day_section("To do", url_name="day-todo", rule="follow_ups.write", order=20)
def day_todo(request: HttpRequest) -> HttpResponse:
    """Overdue, today, this week: each row is acted on in place."""
    user = request.user
    groups = to_do(user, timezone.localdate())
    context = {"groups": groups, "colleagues": colleagues_of(user)}
    count = sum(len(group.rows) + group.more for group in groups)
    return day_part(request, "home/todo.html", context, count)


@day_section("Orders waiting for me", url_name="day-orders", rule="orders.write", order=30)
def day_orders(request: HttpRequest) -> HttpResponse:
    """Orders one gave that are to be answered, given again or signed off."""
    orders = for_the_giver(request.user)
    context = {"orders": orders, "colleagues": colleagues_of(request.user)}
    return day_part(request, "home/orders.html", context, len(orders))


@day_section("Waiting on others", url_name="day-waiting", rule="orders.view", order=40, aside=True)
def day_waiting(request: HttpRequest) -> HttpResponse:
    """What others have to do first."""
    orders, follow_ups = waiting_on_others(request.user)
    context = {
        "orders": orders,
        "follow_ups": follow_ups,
        "colleagues": colleagues_of(request.user),
    }
    return day_part(request, "home/waiting.html", context, len(orders) + len(follow_ups))


@day_section(
    "Expiring within 60 days, not renewed", url_name="day-expirations", rule="policies.view",
    order=50, aside=True,
)  # fmt: skip
def day_expirations(request: HttpRequest) -> HttpResponse:
    """What expires next among the clients this person serves, else among all it sees."""
    user, today = request.user, timezone.localdate()
    terms = PolicyTerm.objects.visible_to(user)
    if user.role in SERVING:
        terms = terms.filter(client__in=Client.objects.served_by(user.pk, user.role).values("pk"))
    coming = still_open(terms.expiring(today, 60))
    soon = term_rows(coming.with_annual(today).order_by("expires_on", "pk")[:SHOWN], today)
    recent = ExpirationAlert.objects.filter(user=user, told_at__gte=timezone.now() - timedelta(7))
    context = {
        "terms": soon, "told": recent.count(), "overdue": expired_open(terms, today).count(),
        **what_rows_offer(user),
    }  # fmt: skip
    return day_part(request, "home/expirations.html", context, coming.count())


@day_section(
    "More than 30 days past due", url_name="day-receivables", rule="receivables.view", order=60,
    aside=True,
)  # fmt: skip
def day_receivables(request: HttpRequest) -> HttpResponse:
    """The largest items more than 30 days past due, of the clients this person serves."""
    user, today = request.user, timezone.localdate()
    late = open_items(user, today, AgingBasis.DUE).filter(
        aged_on__lt=today - timedelta(days=30), balance__gt=0
    )
    if user.role in SERVING:
        late = late.filter(client__in=Client.objects.served_by(user.pk, user.role).values("pk"))
    sums = late.aggregate(total=Sum("balance"), count=Count("pk"))
    context = {
        "invoices": invoice_rows(late.order_by("-balance")[:SHOWN], today),
        "total": sums["total"] or ZERO,
        "today": today,
        **what_rows_offer(user),
    }
    return day_part(request, "home/receivables.html", context, sums["count"])


@day_section("Exceptions", url_name="day-exceptions", rule="escalations.answer", order=15)
def day_exceptions(request: HttpRequest) -> HttpResponse:
    """What should not be: clients without an executive, policies that expired with nothing
    said, orders past their time."""
    user, today = request.user, timezone.localdate()
    clients = Client.objects.visible_to(user).without_executive()
    terms = PolicyTerm.objects.visible_to(user)
    orders = ServiceOrder.objects.visible_to(user)
    context = {
        "without": clients.count(),
        "expired": expired_open(terms, today).count(),
        "overdue": orders.overdue(timezone.now()).count(),
        "late": clocked(orders.overdue(timezone.now()).with_names().order_by("due_at", "pk")[:5]),
        "colleagues": colleagues_of(user),
    }
    count = context["without"] + context["expired"] + context["overdue"]
    return day_part(request, "home/exceptions.html", context, count)
