"""The pages about who serves clients."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.clients.frame import client_section, section, visible_client
from accounts.clients.models import Client
from accounts.clients.panels import add_row
from accounts.clients.views import CLIENTS
from accounts.service_team.forms import AbsenceForm, BulkForm, ReassignForm
from accounts.service_team.models import Absence
from accounts.service_team.querysets import with_covers
from accounts.service_team.services import cover, end_cover, reassign
from config.lib.errors import DomainError
from config.lib.lists import list_page
from teams.access.views import requires

SHOWN = 200


@client_section("Service team", url_name="client-team", rule="clients.view", order=17)
def client_team(request: HttpRequest, client: Client) -> HttpResponse:
    """Who serves the client now, and who did before."""
    rows = with_covers(client.assignments.select_related("user").order_by("role", "-from_on"))
    context = {
        "current": [row for row in rows if row.until_on is None],
        "past": [row for row in rows if row.until_on is not None],
    }
    return section(request, client, "service_team/section.html", context)


@requires("clients.assign")
def client_reassign(request: HttpRequest, client_id: int) -> HttpResponse:
    """Say who serves one client."""
    client = visible_client(request, client_id)
    return add_row(
        request,
        ReassignForm(request.POST or None, initial={"role": request.GET.get("role", "")}),
        title=f"Who serves {client}",
        back=f"/clients/{client_id}/team/",
        save=lambda values: reassign(clients=[client], by=request.user, **values),
    )


@requires("clients.assign")
def reassign_many(request: HttpRequest) -> HttpResponse:
    """Reassign many clients at once: choose, look at them, then do it."""
    asked = request.POST or request.GET or None
    form = BulkForm(asked)
    clients = []
    if form.is_bound and form.is_valid():
        clients = list(form.clients(request.user)[: SHOWN * 25])
        if request.method == "POST":
            ticked = {int(n) for n in request.POST.getlist("client") if n.isdecimal()}
            chosen = [client for client in clients if client.pk in ticked]
            values = {name: form.cleaned_data[name] for name in ("role", "to", "from_on")}
            try:
                if not chosen:
                    raise DomainError("Tick at least one client.")
                done = reassign(clients=chosen, by=request.user, **values)
            except DomainError as error:
                form.add_error(error.field, error.message)
            else:
                messages.success(request, f"{done} clients are reassigned.")
                return redirect("clients-without-executive")
    context = {"form": form, "clients": clients}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "service_team/many.html", context, status=status)


@requires("clients.assign")
def without_executive(request: HttpRequest) -> HttpResponse:
    """Clients with no current account executive, or one who has left."""
    spec = replace(
        CLIENTS,
        name="clients-without-executive",
        title="Clients without an executive",
        empty="Every client has an account executive.",
        about="No current account executive, or one who has left.",
    )
    clients = Client.objects.visible_to(request.user).without_executive().select_related("tier")
    return list_page(request, spec, clients, template="service_team/without.html")


@requires("clients.assign")
def absence_list(request: HttpRequest) -> HttpResponse:
    """Who is away and who stands in; the form that says so."""
    form = AbsenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            absence = cover(by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, f"{absence}.")
            return redirect("absence-list")
    absences = Absence.objects.visible_to(request.user).select_related("person", "deputy")
    context = {"form": form, "absences": absences[:SHOWN], "today": timezone.localdate()}
    status = 422 if form.is_bound else 200
    return render(request, "service_team/absences.html", context, status=status)


@require_POST
@requires("clients.assign")
def absence_end(request: HttpRequest, absence_id: int) -> HttpResponse:
    """The person is back."""
    absence = get_object_or_404(Absence.objects.visible_to(request.user), pk=absence_id)
    end_cover(absence=absence, by=request.user)
    messages.success(request, "The cover has ended.")
    return redirect("absence-list")
