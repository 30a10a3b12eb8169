"""The orders of a placement, as a section of its page."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from accounts.orders.models import OrderBundle, ServiceOrder
from accounts.orders.querysets import clocked
from renewals.placements.frame import placement_part, placement_section
from renewals.placements.orders import ref_of

SHOWN = 60


@placement_section("Orders", url_name="placement-orders", rule="orders.view", order=80)
def placement_orders(request: HttpRequest, placement: Any) -> HttpResponse:
    """What was ordered for the placement, and a way to order more."""
    orders = ServiceOrder.objects.visible_to(request.user).filter(part_of=ref_of(placement))
    context = {
        "orders": clocked(orders.with_names().order_by("-created_at", "-pk")[:SHOWN]),
        "bundles": OrderBundle.objects.filter(active=True),
        "next_url": request.path,
        "carried": urlencode({"client": placement.client_id, "part_of": ref_of(placement)}),
    }
    return placement_part(request, placement, "placements/orders.html", context)
