"""Follow-ups through the API."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from accounts.follow_ups.models import FollowUp
from accounts.follow_ups.views import FOLLOW_UPS
from config.lib.api import PageOut, documented, page_out
from teams.access.api import Holds

router = Router(tags=["follow-ups"])


@router.get(
    "follow-ups/",
    response=PageOut,
    auth=Holds("follow_ups.view"),
    openapi_extra=documented(FOLLOW_UPS),
)
def follow_ups(request: HttpRequest) -> dict[str, Any]:
    """Follow-ups on the clients the user sees."""
    rows = FollowUp.objects.visible_to(request.user).with_names()
    return page_out(request, FOLLOW_UPS, rows)
