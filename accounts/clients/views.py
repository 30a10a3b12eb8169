"""The client list and the client's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.clients.filters import ClientFilter
from accounts.clients.models import Client
from accounts.clients.tables import ClientTable, attach_figures, client_totals
from accounts.orders.querysets import orders_of
from accounts.policies.models import PolicyTerm
from accounts.receivables.models import Invoice
from config.lib.lists import ListSpec, list_page
from teams.access.views import requires
from teams.history.querysets import changes_of

CLIENTS = ListSpec(
    name="clients",
    title="Clients",
    table=ClientTable,
    filterset=ClientFilter,
    sorts={"name": "name", "code": "code"},
    default_sort="name",
    empty="No clients yet. Import a book of business to begin.",
    attach=attach_figures,
    totals=client_totals,
    about="Premium in force: full-term premium of policies in force today. Owes: open invoices "
    "less unapplied cash.",
)


@requires("clients.view")
def client_list(request: HttpRequest) -> HttpResponse:
    """Clients the user sees."""
    return list_page(
        request, CLIENTS, Client.objects.visible_to(request.user).select_related("tier")
    )


@requires("clients.view")
def client_page(request: HttpRequest, client_id: int) -> HttpResponse:
    """One client: who serves it, its policies, open items, orders and history."""
    clients = Client.objects.visible_to(request.user).select_related("tier", "team")
    client = get_object_or_404(clients, pk=client_id)
    attach_figures([client])
    today = timezone.localdate()
    terms = (
        PolicyTerm.objects.filter(client=client)
        .with_status(today)
        .select_related("policy__line", "policy__writing_company")
        .order_by("-effective_on", "pk")
    )
    context = {
        "client": client,
        "today": today,
        "may_order": request.user.may("orders.write"),
        "assignments": client.assignments.current().select_related("user"),
        "terms": terms[:100],
        "invoices": Invoice.objects.filter(client=client)
        .open()
        .select_related("term__policy__line")
        .order_by("due_on", "pk")[:100],
        "orders": orders_of(client),
    }
    return render(request, "clients/page.html", context)


@requires("clients.view")
def client_history(request: HttpRequest, client_id: int) -> HttpResponse:
    """What was changed on the client's record, by whom and why; loaded when opened."""
    client = get_object_or_404(Client.objects.visible_to(request.user), pk=client_id)
    context = {"client": client, "changes": changes_of(client)}
    return render(request, "clients/history.html", context)
