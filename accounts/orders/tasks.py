"""What is escalated about orders."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from accounts.escalations.registry import Cause, escalation_rule
from accounts.orders.models import ServiceOrder
from teams.calendar.querysets import office_calendar


@escalation_rule(
    "order-untouched", label="Order nobody has taken", unit="business hours", threshold=8
)
def untouched(threshold: int, now: datetime) -> Iterator[Cause]:
    """Orders that wait in the queue for `threshold` business hours (DOMAIN §12).

    Each stay in the queue is a cause of its own: an order handed back may be escalated again.
    """
    calendar, patience = office_calendar(now.date()), timedelta(hours=threshold)
    waiting = ServiceOrder.objects.queue().select_related("client", "type")
    for order in waiting.annotate(since=Max("events__at"), stay=Max("events")):
        since = timezone.localtime(order.since or order.created_at)
        if since <= now and calendar.time_between(since, now) >= patience:
            yield Cause(
                key=f"{order.pk}:{order.stay}",
                client_id=order.client_id,
                subject=f"Order {order.pk} untouched: {order.type} for {order.client}",
                text=f"In the queue since {since:%m/%d/%Y %I:%M %p}.",
                url=order.get_absolute_url(),
            )
