"""The client list and the client's page."""

from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.clients.as_of import standing
from accounts.clients.filters import ClientFilter
from accounts.clients.frame import client_section, section, visible_client
from accounts.clients.models import Client
from accounts.clients.picking import choice_of
from accounts.clients.records import changes, kinds
from accounts.clients.standing import why_standing
from accounts.clients.tables import ClientTable, attach_figures, client_totals
from accounts.service_team.querysets import with_covers
from config.lib.asof import as_of
from config.lib.lists import ListSpec, list_page
from teams.access.views import requires

CLIENTS = ListSpec(
    name="clients",
    title="Clients",
    table=ClientTable,
    filterset=ClientFilter,
    sorts={"name": "sort_key", "code": "code"},
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
        request,
        CLIENTS,
        Client.objects.visible_to(request.user).select_related("tier"),
        template="clients/list.html",
    )


@client_section("Overview", url_name="client-page", rule="clients.view", order=10)
def client_page(request: HttpRequest, client: Client) -> HttpResponse:
    """The client at a glance: standing, what runs out next, who serves it, its facts."""
    attach_figures([client])
    today = timezone.localdate()
    context = {
        "today": today,
        "assignments": with_covers(client.assignments.current().select_related("user")),
        "contacts": client.contacts.all()[:4],
        "why": why_standing(client),
        "terms": client.terms.in_force(today)
        .with_status(today)
        .with_annual(today)
        .select_related("policy__line", "policy__writing_company")
        .order_by(F("expires_on").asc(nulls_last=True), "pk")[:8],
    }
    return section(request, client, "clients/overview.html", context)


@requires("receivables.view")
def client_as_of(request: HttpRequest, client_id: int) -> HttpResponse:
    """The client as it stood at the end of ?as_of=."""
    client = visible_client(request, client_id)
    then = standing(client, as_of(request))
    context = {"client": client, "then": then, "today": timezone.localdate()}
    return render(request, "clients/as_of.html", context)


@requires("clients.view")
def client_history(request: HttpRequest, client_id: int) -> HttpResponse:
    """What was changed on the client's record, or its records ?of= a kind, by whom and why."""
    client = visible_client(request, client_id)
    of = request.GET.get("of", "")
    context = {
        "client": client,
        "of": of,
        "kinds": kinds(),
        "changes": changes(client, of),
        "looks": [] if of else client.fein_looks.select_related("by")[:50],
    }
    return render(request, "clients/history.html", context)


@requires("clients.view")
def client_names(request: HttpRequest) -> HttpResponse:
    """Clients that fit what is typed into a field, as choices of its list."""
    words = next(iter(request.GET.values()), "").strip()[:80]
    rows = Client.objects.visible_to(request.user)
    rows = rows.filter(Q(name__icontains=words) | Q(code__istartswith=words))
    found = [choice_of(client) for client in rows[:12]] if len(words) > 1 else []
    return render(request, "clients/names.html", {"names": found})
