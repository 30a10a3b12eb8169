"""The policy list and the page of one term."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.clients.frame import client_section, section
from accounts.clients.models import Client
from accounts.policies.filters import PolicyFilter
from accounts.policies.models import PolicyTerm
from accounts.policies.tables import PolicyTable, policy_totals
from accounts.receivables.models import Invoice
from config.lib.asof import as_of
from config.lib.lists import ListSpec, list_page
from teams.access.views import requires

POLICIES = ListSpec(
    name="policies",
    title="Policies",
    table=PolicyTable,
    filterset=PolicyFilter,
    sorts={
        "number": "number",
        "effective": "effective_on",
        "expires": "expires_on",
        "client": "client__sort_key",
    },
    default_sort="number",
    empty="No policies yet. Import a book of business to begin.",
    totals=policy_totals,
    about="One row per policy term. Status is derived from dates and transactions as of the date.",
)


def listed_terms(request: HttpRequest) -> QuerySet:
    """Policy terms the user sees, with their status as of the date asked for."""
    return (
        PolicyTerm.objects.visible_to(request.user)
        .with_status(as_of(request))
        .select_related("client", "policy__line", "policy__writing_company")
    )


@requires("policies.view")
def policy_list(request: HttpRequest) -> HttpResponse:
    """The list of policy terms."""
    return list_page(request, POLICIES, listed_terms(request))


@requires("policies.view")
def term_page(request: HttpRequest, term_id: int) -> HttpResponse:
    """One term: its dates, coverages, transactions and invoices."""
    today = timezone.localdate()
    terms = (
        PolicyTerm.objects.visible_to(request.user)
        .with_status(today)
        .with_written_premium()
        .select_related(
            "client", "policy__line", "policy__writing_company__carrier", "policy__billing_company"
        )
    )
    term = get_object_or_404(terms, pk=term_id)
    context = {
        "term": term,
        "today": today,
        "siblings": term.policy.terms.with_status(today).order_by("-effective_on"),
        "coverages": term.coverages.select_related("line"),
        "transactions": term.transactions.select_related("executive", "sales_executive"),
        "invoices": Invoice.objects.filter(term=term)
        .with_balance()
        .select_related("term__policy__line"),
    }
    return render(request, "policies/term.html", context)


@client_section("Policies", url_name="client-policies", rule="policies.view", order=20)
def client_policies(request: HttpRequest, client: Client) -> HttpResponse:
    """All terms of the client, the newest first."""
    today = timezone.localdate()
    terms = client.terms.with_status(today).select_related(
        "policy__line", "policy__writing_company"
    )
    context = {"terms": terms.order_by("-effective_on", "pk")[:300], "today": today}
    return section(request, client, "policies/section.html", context)
