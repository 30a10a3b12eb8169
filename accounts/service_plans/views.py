"""Commitments: the list, one of them, and what people do with it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.clients.frame import client_section, section, visible_client
from accounts.clients.models import Client
from accounts.clients.panels import add_row
from accounts.overviews.currency import put_currency, with_papers
from accounts.service_plans import services
from accounts.service_plans.candidates import candidates, meet_with
from accounts.service_plans.filters import VIEWS, CommitmentFilter, commitments_in_view
from accounts.service_plans.forms import CalledForm, HandOverForm, MeetForm, WaitForm, WaiveForm
from accounts.service_plans.models import Commitment, ServicePlan
from accounts.service_plans.planning import plan_clients
from accounts.service_plans.tables import CommitmentTable
from config.lib.errors import DomainError
from config.lib.lists import ListSpec, list_page
from teams.access.views import requires
from teams.people.models import User


def put_owners(rows: Sequence[Any], request: HttpRequest | None = None) -> None:
    """Give each commitment of `with_owner` its `owner_name`; one query."""
    names = dict(User.objects.filter(pk__in={r.owned_by for r in rows}).values_list("pk", "name"))
    for row in rows:
        row.owner_name = names.get(row.owned_by)


COMMITMENTS = ListSpec(
    name="commitments",
    title="Service commitments",
    table=CommitmentTable,
    filterset=CommitmentFilter,
    sorts={"due": "due_on", "client": "client__sort_key", "code": "code", "met": "met_on"},
    default_sort="due",
    empty="Nothing here. Plans are made every night for clients with a tier and a policy in force.",
    attach=put_owners,
    about="Late: past the due day and its tolerance. Waiting for the client or the carrier "
    "stops the days. Met by evidence of the client’s file.",
)


@requires("service.view")
def service_list(request: HttpRequest) -> HttpResponse:
    """Commitments to the clients one sees: open, late, one's own, or all."""
    view = request.GET.get("view", "")
    rows = (
        Commitment.objects.visible_to(request.user)
        .with_names()
        .with_owner()
        .with_standing(timezone.localdate())
    )
    if view not in VIEWS:
        view = "all" if request.GET.get("standing") else "open"
        rows = commitments_in_view(rows, view, request.user)
    extra = {"views": VIEWS, "view": view}
    return list_page(request, COMMITMENTS, rows, template="service_plans/list.html", extra=extra)


@client_section("Service plan", url_name="client-plan", rule="service.view", order=28)
def client_plan(request: HttpRequest, client: Client) -> HttpResponse:
    """What this client was promised in each policy year, and whether its papers are current."""
    today = timezone.localdate()
    rows = list(
        client.commitments.select_related("template", "evidence", "waived_by", "met_by")
        .with_owner()
        .with_standing(today)
        .order_by("due_on", "pk")
    )
    put_owners(rows)
    plans = list(ServicePlan.objects.filter(client=client).select_related("tier", "term"))
    for plan in plans:
        plan.rows = [row for row in rows if row.plan_id == plan.pk]  # type: ignore[attr-defined]
    papers = list(with_papers(Client.objects.filter(pk=client.pk), today))
    put_currency(papers, today)
    context = {
        "plans": plans, "today": today, "papers": papers[0] if papers else None,
        "sheets": client.overviews.all()[:6],
    }  # fmt: skip
    return section(request, client, "service_plans/section.html", context)


@require_POST
@requires("service.work")
def client_replan(request: HttpRequest, client_id: int) -> HttpResponse:
    """Bring this client's plan up to date now instead of tonight."""
    client = visible_client(request, client_id)
    if client.tier_id is None:
        raise DomainError("Give the client a tier first; the tier says what is promised.")
    messages.success(request, f"{plan_clients(ids=[client.pk], today=timezone.localdate())}.")
    return redirect("client-plan", client_id)


@requires("service.work")
def client_called(request: HttpRequest, client_id: int) -> HttpResponse:
    """The client asked to be called back."""
    client = visible_client(request, client_id)
    return add_row(
        request,
        CalledForm(request.POST or None, initial={"called_at": timezone.localtime()}),
        title=f"{client} asked to be called back",
        back=f"/clients/{client_id}/plan/",
        save=lambda values: services.promise_call(client=client, by=request.user, **values),
    )


def commitment_of(request: HttpRequest, commitment_id: int) -> Commitment:
    rows = Commitment.objects.visible_to(request.user).with_names().with_owner()
    rows = rows.with_standing(timezone.localdate())
    return get_object_or_404(rows, pk=commitment_id)


@requires("service.view")
def commitment_page(request: HttpRequest, commitment_id: int) -> HttpResponse:
    """One commitment: how it stands, and what may be done with it."""
    return _page(request, commitment_of(request, commitment_id))


def _page(request: HttpRequest, row: Commitment, status: int = 200, **forms: Any) -> HttpResponse:
    put_owners([row])
    context = {
        "row": row,
        "meet": MeetForm(choices=candidates(row)),
        "waive": WaiveForm(),
        "wait": WaitForm(),
        "hand_over": HandOverForm(initial={"to": row.owner_id}),
        **forms,
    }
    return render(request, "service_plans/commitment.html", context, status=status)


def _act(request: HttpRequest, commitment_id: int, name: str, form: Any, done: Any) -> HttpResponse:
    """Do it and go back to the commitment; a refusal stands in the form called `name`."""
    row = commitment_of(request, commitment_id)
    form = form(row)
    if form.is_valid():
        try:
            words = done(row, form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, words)
            return redirect("commitment-page", commitment_id)
    return _page(request, row, status=422, **{name: form})


@require_POST
@requires("service.work")
def commitment_meet(request: HttpRequest, commitment_id: int) -> HttpResponse:
    """Show by something of the client's file that it was done."""

    def done(row: Commitment, values: dict[str, Any]) -> str:
        meet_with(commitment=row, name=values["evidence"], by=request.user)
        return f"{row.code} is met."

    def form(row: Commitment) -> MeetForm:
        return MeetForm(request.POST, choices=candidates(row))

    return _act(request, commitment_id, "meet", form, done)


@require_POST
@requires("service.waive")
def commitment_waive(request: HttpRequest, commitment_id: int) -> HttpResponse:
    """Give it up, with the reason."""

    def done(row: Commitment, values: dict[str, Any]) -> str:
        services.waive(commitment=row, by=request.user, **values)
        return f"{row.code} is waived."

    return _act(request, commitment_id, "waive", lambda row: WaiveForm(request.POST), done)


@require_POST
@requires("service.work")
def commitment_wait(request: HttpRequest, commitment_id: int) -> HttpResponse:
    """It waits for the client or the carrier, or no longer does."""
    if request.POST.get("resume"):
        services.resume(commitment=commitment_of(request, commitment_id), by=request.user)
        messages.success(request, "It waits no longer; the days it waited are added.")
        return redirect("commitment-page", commitment_id)

    def done(row: Commitment, values: dict[str, Any]) -> str:
        services.wait(commitment=row, by=request.user, **values)
        return "Its days stand still until the waiting ends."

    return _act(request, commitment_id, "wait", lambda row: WaitForm(request.POST), done)


@require_POST
@requires("service.work")
def commitment_hand_over(request: HttpRequest, commitment_id: int) -> HttpResponse:
    """Let somebody else see to it."""

    def done(row: Commitment, values: dict[str, Any]) -> str:
        services.hand_over(commitment=row, by=request.user, **values)
        return f"{values['to'] or 'Whoever serves the client'} sees to it."

    return _act(request, commitment_id, "hand_over", lambda row: HandOverForm(request.POST), done)
