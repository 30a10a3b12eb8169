"""Orders through the API."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from accounts.orders.models import ServiceOrder
from accounts.orders.views import ORDERS
from config.lib.api import PageOut, documented, page_out
from teams.access.api import Holds

router = Router(tags=["orders"])


@router.get(
    "orders/", response=PageOut, auth=Holds("orders.view"), openapi_extra=documented(ORDERS)
)
def orders(request: HttpRequest) -> dict[str, Any]:
    """Orders of the clients the user sees."""
    found = ServiceOrder.objects.visible_to(request.user).with_names().with_urgency()
    return page_out(request, ORDERS, found)
