"""The client's page is a frame of sections; a section that is not opened costs nothing."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.clients.models import Client
from config.lib.sections import Section, add_section, sections_of
from teams.access.views import requires
from teams.people.models import User

CLIENT = "client"
SectionView = Callable[..., HttpResponse]


def visible_client(request: HttpRequest, client_id: int) -> Client:
    """The client of the address if the user sees it, else 404."""
    clients: QuerySet = Client.objects.visible_to(cast(User, request.user))
    return get_object_or_404(clients.select_related("tier", "team"), pk=client_id)


def _leads_to(request: HttpRequest, client_id: int) -> Client:
    """The client that a merged record leads to, else 404."""
    user: Any = request.user
    gone = Client.objects.tombstones_for(user).select_related("merged_into")
    return get_object_or_404(gone, pk=client_id).merged_into


def client_section(
    label: str, *, url_name: str, rule: str, order: int
) -> Callable[[SectionView], SectionView]:
    """Make `view(request, client, …)` a section of the client's page under its own address.

    The view gives what `section(...)` draws. `order` places its tab among the others.
    """
    tab = add_section(Section(CLIENT, label, url_name, rule, order))

    def decorate(view: SectionView) -> SectionView:
        @requires(rule)
        @wraps(view)
        def framed(request: HttpRequest, client_id: int, **more: Any) -> HttpResponse:
            request.section = tab
            try:
                client = visible_client(request, client_id)
            except Http404:
                return redirect(_leads_to(request, client_id))
            return view(request, client, **more)

        return framed

    return decorate


def section(
    request: HttpRequest, client: Client, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Draw a section: within the whole page, or alone when a tab was pressed (htmx)."""
    tabs = [tab for tab in sections_of(CLIENT) if request.user.may(tab.rule)]
    words = {"client": client, "tabs": tabs, "section": request.section, "template": template}
    alone = getattr(request, "htmx", False) and request.htmx.target == "section"
    frame = "clients/section.html" if alone else "clients/frame.html"
    return render(request, frame, words | context, status=status)
