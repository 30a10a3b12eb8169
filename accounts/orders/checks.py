"""The checklist of an order, and the comments on it."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts.activities.services import people_named
from accounts.orders.models import Evidence, OrderCheck, OrderEvent, ServiceOrder
from accounts.orders.services import locked_order, tell
from accounts.orders.states import DESK, WAITING
from config.lib.errors import DomainError
from teams.notifications.services import notify
from teams.people.models import User

if TYPE_CHECKING:
    from accounts.attachments.models import Attachment


@transaction.atomic
def tick(
    *, check: OrderCheck, done: bool, by: User, note: str = "", file: "Attachment | None" = None
) -> OrderCheck:
    """Mark an item of the checklist as done, with its evidence, or as open again.

    Raises DomainError for anybody but the assignee, while nobody works the order, and when the
    note or the file that the item asks for is missing or belongs to another order.
    """
    order = locked_order(check.order, by)
    if order.assigned_to_id != by.pk or not by.may("orders.work"):
        raise DomainError("Only the person who took the order works its checklist.")
    if order.state not in (*DESK, *WAITING):
        raise DomainError(f"The order is “{order.get_state_display()}” now.")
    row = OrderCheck.objects.select_for_update().get(pk=check.pk, order=order)
    if done and row.evidence == Evidence.NOTE and not note.strip():
        raise DomainError(f"{row.label}: note what shows it.", "note")
    if done and row.evidence == Evidence.FILE and file is None:
        raise DomainError(f"{row.label}: choose the file that shows it.", "file")
    if file is not None and file.order_id != order.pk:
        raise DomainError("This file does not belong to the order.", "file")
    row.note, row.file = (note.strip()[:300], file) if done else ("", None)
    row.done_at, row.done_by = (timezone.now(), by) if done else (None, None)
    row.save()
    words = f"{row.label}{f': {row.note}' if row.note else ''}{f' ({file})' if file else ''}"
    move = "check" if done else "uncheck"
    OrderEvent.objects.create(order=order, by=by, move=move, text=words)
    return row


@transaction.atomic
def comment(*, order: ServiceOrder, text: str, by: User) -> OrderEvent:
    """Say something on an order; the two sides and everyone named with @ are told.

    Raises DomainError for no words, and for naming somebody who does not see the client.
    """
    row = locked_order(order, by)
    if not (by.may("orders.write") or by.may("orders.work")):
        raise DomainError("Your role may not comment on orders.")
    if not text.strip():
        raise DomainError("Say something, or leave it.", "text")
    named = people_named(client=row.client, text=text)
    event = OrderEvent.objects.create(order=row, by=by, move="comment", text=text.strip())
    tell([user for user in (row.requested_by, row.assigned_to) if user], row, event)
    words = f"{by} named you on order {row.pk} for {row.client}"
    mentioned = [user for user in named if user.pk != by.pk]
    notify(mentioned, f"order-mention:{event.pk}", words, row.get_absolute_url(),
           about=str(row.client))  # fmt: skip
    return event
