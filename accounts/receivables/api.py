"""Open items through the API."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from accounts.receivables.views import OPEN_ITEMS, listed_items
from config.lib.api import PageOut, documented, page_out
from teams.access.api import Holds

router = Router(tags=["receivables"])


@router.get(
    "receivables/",
    response=PageOut,
    auth=Holds("receivables.view"),
    openapi_extra=documented(OPEN_ITEMS),
)
def receivables(request: HttpRequest) -> dict[str, Any]:
    """Open items as of ?as_of=, aged on ?basis=."""
    return page_out(request, OPEN_ITEMS, listed_items(request))
