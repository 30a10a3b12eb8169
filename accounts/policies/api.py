"""Policy terms through the API."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from accounts.policies.views import POLICIES, listed_terms
from config.lib.api import PageOut, documented, page_out
from teams.access.api import Holds

router = Router(tags=["policies"])


@router.get(
    "policies/", response=PageOut, auth=Holds("policies.view"), openapi_extra=documented(POLICIES)
)
def policies(request: HttpRequest) -> dict[str, Any]:
    """Policy terms the user sees, with their status as of ?as_of=."""
    return page_out(request, POLICIES, listed_terms(request))
