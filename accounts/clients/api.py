"""Clients through the API."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from accounts.clients.models import Client
from accounts.clients.views import CLIENTS
from config.lib.api import PageOut, documented, page_out
from teams.access.api import Holds

router = Router(tags=["clients"])


@router.get(
    "clients/", response=PageOut, auth=Holds("clients.view"), openapi_extra=documented(CLIENTS)
)
def clients(request: HttpRequest) -> dict[str, Any]:
    """Clients the user sees, with the columns of the page."""
    return page_out(
        request, CLIENTS, Client.objects.visible_to(request.user).select_related("tier")
    )
