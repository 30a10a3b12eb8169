"""The profile of a client: its record, names, relations, contacts and instructions."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.clients import services
from accounts.clients.duplicates import lookalikes
from accounts.clients.forms import ClientForm, FeinForm, NewClientForm
from accounts.clients.frame import client_section, section, visible_client
from accounts.clients.models import Client
from accounts.clients.panels import add_row
from accounts.contacts.forms import ContactForm, NewContactForm
from accounts.contacts.models import Contact
from accounts.contacts.services import add_contact, remove_contact
from accounts.insureds.forms import InsuredFeinForm, InsuredForm, NewInsuredForm, RelationForm
from accounts.insureds.models import ClientRelation, NamedInsured
from accounts.insureds.querysets import relations_of
from accounts.insureds.services import relate
from accounts.requirements.forms import NewRequirementForm, RequirementForm
from accounts.requirements.models import Requirement
from config.lib.errors import DomainError
from teams.access.views import requires
from teams.history.editing import edit_record

PANELS: dict[str, Callable[[Client, Any], dict[str, Any]]] = {
    "record": lambda client, user: {},
    "contacts": lambda client, user: {"contacts": client.contacts.all()},
    "insureds": lambda client, user: {"insureds": client.named_insureds.all()},
    "relations": lambda client, user: {"relations": relations_of(client, user)},
    "requirements": lambda client, user: {"requirements": client.requirements.all()},
}


@client_section("Profile", url_name="client-profile", rule="clients.view", order=15)
def client_profile(request: HttpRequest, client: Client) -> HttpResponse:
    """Everything the file says about the client itself."""
    context: dict[str, Any] = {}
    for panel in PANELS.values():
        context |= panel(client, request.user)
    return section(request, client, "clients/profile.html", context)


def panel_of(name: str, client_id: int) -> Callable[..., HttpResponse]:
    """Draws one panel of the profile again, after something in it was saved."""

    def shown(request: HttpRequest, record: Any = None) -> HttpResponse:
        client = visible_client(request, client_id)
        context = {"client": client} | PANELS[name](client, request.user)
        return render(request, f"clients/panels/{name}.html", context)

    return shown


def profile_of(client_id: int) -> str:
    """The address of the profile."""
    return reverse("client-profile", args=[client_id])


@requires("clients.write")
def client_new(request: HttpRequest) -> HttpResponse:
    """Add a prospect; clients that look alike are shown before it is saved."""
    form = NewClientForm(request.POST or None, user=request.user)
    alike = []
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        executive, looked = values.pop("executive"), values.pop("looked")
        asked = {name: values[name] for name in ("name", "fein", "phone", "street")}
        alike = [] if looked else lookalikes(request.user, **asked)
        if not alike:
            client = services.add_client(values=values, executive=executive, by=request.user)
            messages.success(request, f"{client} is in the book as a prospect.")
            return redirect("client-profile", client.pk)
        form.data = form.data.copy()
        form.data["looked"] = "on"
    status = 422 if form.is_bound else 200
    return render(request, "clients/new.html", {"form": form, "alike": alike}, status=status)


@requires("clients.write")
def client_edit(request: HttpRequest, client_id: int) -> HttpResponse:
    """Edit the record in its panel."""
    client = visible_client(request, client_id)
    form = ClientForm(request.POST or None, instance=client)
    shown = panel_of("record", client_id)
    back = profile_of(client_id)
    return edit_record(request, form, title=f"Edit {client}", back=back, shown=shown)


@requires("clients.write")
def client_fein(request: HttpRequest, client_id: int) -> HttpResponse:
    """Replace or remove the FEIN."""
    client = visible_client(request, client_id)
    form = FeinForm(request.POST or None, instance=client)
    shown = panel_of("record", client_id)
    back = profile_of(client_id)
    return edit_record(request, form, title=f"FEIN of {client}", back=back, shown=shown)


@never_cache
@require_POST
@requires("clients.reveal")
def client_fein_reveal(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show the FEIN in full once; who looked is written down."""
    client = visible_client(request, client_id)
    return _reveal(request, client)


@never_cache
@require_POST
@requires("clients.reveal")
def insured_fein_reveal(request: HttpRequest, insured_id: int) -> HttpResponse:
    """Show a named insured's FEIN in full once; who looked is written down."""
    insured = _row(request, NamedInsured, insured_id)
    return _reveal(request, insured.client, insured)


def _reveal(request: HttpRequest, client: Client, of: Any = None) -> HttpResponse:
    try:
        number = services.reveal_fein(client=client, by=request.user, of=of)
    except DomainError as error:
        messages.warning(request, error.message)
        return redirect(profile_of(client.pk))
    context = {"client": client, "of": of or client, "number": number}
    return render(request, "clients/fein.html", context)


def _row(request: HttpRequest, model: Any, pk: int) -> Any:
    return get_object_or_404(model.objects.visible_to(request.user).select_related("client"), pk=pk)


def removal(model: Any, argument: str, remove: Callable[..., None] | None = None) -> Any:
    """A view that removes one row of a panel, by POST."""

    def view(request: HttpRequest, **named: int) -> HttpResponse:
        row = _row(request, model, named[argument])
        client_id = row.client_id
        if remove:
            remove(row, request.user)
        else:
            row.delete()
        messages.success(request, f"“{row}” was removed; the history keeps it.")
        return redirect(profile_of(client_id))

    return require_POST(requires("clients.write")(wraps(removal)(view)))


contact_remove = removal(Contact, "contact_id", lambda row, by: remove_contact(contact=row, by=by))
insured_remove = removal(NamedInsured, "insured_id")
relation_remove = removal(ClientRelation, "relation_id")
requirement_remove = removal(Requirement, "requirement_id")


@requires("clients.write")
def contact_new(request: HttpRequest, client_id: int) -> HttpResponse:
    """Add a contact."""
    client = visible_client(request, client_id)
    return add_row(
        request,
        NewContactForm(request.POST or None),
        title=f"Contact at {client}",
        back=profile_of(client_id),
        save=lambda values: add_contact(client=client, values=values, by=request.user),
        shown=panel_of("contacts", client_id),
    )


@requires("clients.write")
def contact_edit(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Edit a contact."""
    contact = _row(request, Contact, contact_id)
    form = ContactForm(request.POST or None, instance=contact)
    shown = panel_of("contacts", contact.client_id)
    back = profile_of(contact.client_id)
    return edit_record(request, form, title=f"Edit {contact}", back=back, shown=shown)


@requires("clients.write")
def insured_new(request: HttpRequest, client_id: int) -> HttpResponse:
    """Add a named insured or trade name."""
    client = visible_client(request, client_id)
    return add_row(
        request,
        NewInsuredForm(request.POST or None),
        title=f"Named insured of {client}",
        back=profile_of(client_id),
        save=lambda values: client.named_insureds.create(**values),
        shown=panel_of("insureds", client_id),
    )


@requires("clients.write")
def insured_edit(request: HttpRequest, insured_id: int) -> HttpResponse:
    """Edit a named insured or trade name."""
    insured = _row(request, NamedInsured, insured_id)
    form = InsuredForm(request.POST or None, instance=insured)
    shown = panel_of("insureds", insured.client_id)
    back = profile_of(insured.client_id)
    return edit_record(request, form, title=f"Edit {insured}", back=back, shown=shown)


@requires("clients.write")
def insured_fein(request: HttpRequest, insured_id: int) -> HttpResponse:
    """Replace or remove the FEIN of a named insured."""
    insured = _row(request, NamedInsured, insured_id)
    form = InsuredFeinForm(request.POST or None, instance=insured)
    shown = panel_of("insureds", insured.client_id)
    back = profile_of(insured.client_id)
    return edit_record(request, form, title=f"FEIN of {insured}", back=back, shown=shown)


@requires("clients.write")
def relation_new(request: HttpRequest, client_id: int) -> HttpResponse:
    """Relate the client to another one."""
    client = visible_client(request, client_id)
    return add_row(
        request,
        RelationForm(request.POST or None, user=request.user),
        title=f"{client} is related to",
        back=profile_of(client_id),
        save=lambda values: relate(client=client, by=request.user, **values),
        shown=panel_of("relations", client_id),
    )


@requires("clients.write")
def requirement_new(request: HttpRequest, client_id: int) -> HttpResponse:
    """Write down how the client wants something."""
    client = visible_client(request, client_id)
    return add_row(
        request,
        NewRequirementForm(request.POST or None),
        title=f"How {client} wants it",
        back=profile_of(client_id),
        save=lambda values: client.requirements.create(**values),
        shown=panel_of("requirements", client_id),
    )


@requires("clients.write")
def requirement_edit(request: HttpRequest, requirement_id: int) -> HttpResponse:
    """Edit one instruction."""
    requirement = _row(request, Requirement, requirement_id)
    form = RequirementForm(request.POST or None, instance=requirement)
    shown = panel_of("requirements", requirement.client_id)
    back = profile_of(requirement.client_id)
    return edit_record(request, form, title="Edit how they want it", back=back, shown=shown)
