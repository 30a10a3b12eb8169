"""The policy list and the page of one term."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.clients.frame import client_section, section, visible_client
from accounts.clients.models import Client
from accounts.policies.changes import CHANGES, add_from, new_policy_drafts
from accounts.policies.drafts import Draft
from accounts.policies.filters import PolicyFilter
from accounts.policies.forms import PolicyEditForm, PolicyForm, TermEditForm
from accounts.policies.models import PolicyTerm, PolicyTransaction
from accounts.policies.page import page_of, visible_term
from accounts.policies.panels import panels_for
from accounts.policies.tables import PolicyTable, policy_totals
from accounts.policies.terms import same_number_elsewhere
from config.lib.asof import as_of
from config.lib.errors import DomainError
from config.lib.lists import ListSpec, list_page
from teams.access.views import requires
from teams.history.editing import edit_record

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
        .with_annual(as_of(request))
        .select_related("client", "policy__line", "policy__writing_company")
    )


@requires("policies.view")
def policy_list(request: HttpRequest) -> HttpResponse:
    """The list of policy terms."""
    return list_page(request, POLICIES, listed_terms(request))


@requires("policies.view")
def term_page(request: HttpRequest, term_id: int) -> HttpResponse:
    """One term: why it stands as it does, its course, transactions, coverages and invoices."""
    context = page_of(visible_term(request.user, term_id))
    context["panels"] = panels_for(request.user)
    return render(request, "policies/term.html", context)


@client_section("Policies", url_name="client-policies", rule="policies.view", order=20)
def client_policies(request: HttpRequest, client: Client) -> HttpResponse:
    """All terms of the client: in force, future, past; the newest first."""
    today = timezone.localdate()
    terms = (
        client.terms.with_status(today)
        .with_annual()
        .select_related("policy__line", "policy__writing_company")
    )
    shown = list(terms.order_by("-effective_on", "pk")[:300])
    past = ("cancelled", "expired")
    groups = [
        ("In force", [t for t in shown if t.status == "in_force"]),
        ("Future", [t for t in shown if t.status == "future"]),
        ("Past", [t for t in shown if t.status in past]),
    ]
    context = {"terms": shown, "groups": groups, "today": today}
    return section(request, client, "policies/section.html", context)


@requires("policies.write")
def policy_new(request: HttpRequest, client_id: int) -> HttpResponse:
    """Add a policy with its first term to a client."""
    client = visible_client(request, client_id)
    form = PolicyForm(request.POST or None)
    drafts: list[Draft] = []
    if request.method == "POST" and form.is_valid():
        try:
            drafts = new_policy_drafts(client, form)
            if "preview" not in request.POST:
                made = add_from(client, form, request.user)
                return _booked(request, made)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
    title = f"New policy for {client}"
    context = {"form": form, "drafts": drafts, "title": title, "back": client.get_absolute_url()}
    return _change_page(request, context)


@requires("policies.write")
def term_change(request: HttpRequest, term_id: int, change: str) -> HttpResponse:
    """Preview a change of the term, or book it."""
    term, kind = visible_term(request.user, term_id), CHANGES[change]
    form = kind.form(request.POST or None, term=term, today=timezone.localdate())
    drafts: list[Draft] = []
    if request.method == "POST" and form.is_valid():
        try:
            if "preview" not in request.POST:
                return _booked(request, kind.book(term, form, request.user))
            drafts = kind.preview(term, form)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
    title = f"{kind.label} {term.number}"
    context = {"form": form, "drafts": drafts, "title": title, "back": term.get_absolute_url()}
    return _change_page(request, {**context, "term": term})


def _booked(request: HttpRequest, made: PolicyTransaction) -> HttpResponse:
    messages.success(request, f"{made.get_kind_display()} booked: premium {made.premium:,.2f}.")
    if warning := same_number_elsewhere(made.term, request.user):
        messages.warning(request, warning)
    return redirect(made.term)


def _change_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    alone = getattr(request, "htmx", False) and "preview" in request.POST
    template = "policies/reckoning.html" if alone else "policies/change.html"
    form = context["form"]
    status = 422 if form.is_bound and (form.errors or not context["drafts"]) else 200
    context["action"] = request.path
    return render(request, template, context, status=status)


@requires("policies.write")
def term_edit(request: HttpRequest, term_id: int) -> HttpResponse:
    """Correct the facts of a term that are no transactions."""
    term = visible_term(request.user, term_id)
    form = TermEditForm(request.POST or None, instance=term)
    return edit_record(request, form, title=f"Edit {term.number}", back=term.get_absolute_url())


@requires("policies.write")
def policy_edit(request: HttpRequest, term_id: int) -> HttpResponse:
    """Correct how the policy of a term is billed."""
    term = visible_term(request.user, term_id)
    form = PolicyEditForm(request.POST or None, instance=term.policy)
    title = f"Billing of {term.number}"
    return edit_record(request, form, title=title, back=term.get_absolute_url())
