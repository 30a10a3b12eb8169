"""The expiration list through the API."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from config.lib.api import PageOut, documented, page_out
from renewals.expirations.views import EXPIRATIONS, listed_expirations
from teams.access.api import Holds

router = Router(tags=["expirations"])


@router.get(
    "expirations/",
    response=PageOut,
    auth=Holds("policies.view"),
    openapi_extra=documented(EXPIRATIONS),
)
def expirations(request: HttpRequest) -> dict[str, Any]:
    """What expires within ?days= of ?as_of=."""
    return page_out(request, EXPIRATIONS, listed_expirations(request))
