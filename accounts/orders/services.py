"""Giving orders and moving them along; every move leaves an event (DOMAIN §12)."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.clients.models import Client
from accounts.orders.models import OrderEvent, OrderType, ServiceOrder
from accounts.orders.querysets import is_licensed
from accounts.orders.rules import due_when_resumed, obstacle
from accounts.orders.states import CLOCK_RUNS, CLOCK_STANDS, MOVES, Move, OrderState
from accounts.policies.models import PolicyTerm
from config.lib.errors import DomainError
from teams.calendar.querysets import office_calendar
from teams.notifications.services import notify
from teams.people.models import User

if TYPE_CHECKING:
    from collections.abc import Iterable

UNSEEN = "There is no such client among yours."
UNLICENSED = (
    "“{}” is licensed work: only somebody with an unexpired insurance licence may take it. "
    "Ask a licensed colleague, or have your licence entered."
)


@transaction.atomic
def give_order(
    *,
    client: Client,
    type: OrderType,
    instructions: str,
    by: User,
    form_key: UUID,
    priority: int = ServiceOrder.Priority.NORMAL,
    term: PolicyTerm | None = None,
    due_at: datetime | None = None,
) -> ServiceOrder:
    """Put an order on `client` into the queue and tell the client's administrator.

    Due at `due_at`, else by the type's business hours from now. One form makes one order: the
    same `form_key` gives the order it made before. Raises DomainError when `by` may not give
    orders on the client, or when the request is incomplete or contradicts itself.
    """
    _may_give(client, by)
    now = timezone.localtime()
    if not instructions.strip():
        raise DomainError("Say what is to be done.", "instructions")
    if not type.active:
        raise DomainError(f"“{type}” is no longer ordered.", "type")
    if term is not None and term.client_id != client.pk:
        raise DomainError("This policy belongs to another client.", "term")
    if due_at is not None and due_at <= now:
        raise DomainError("The due time is past.", "due_at")
    order, is_new = ServiceOrder.objects.get_or_create(
        form_key=form_key,
        defaults={
            "client": client,
            "term": term,
            "type": type,
            "instructions": instructions.strip(),
            "priority": priority,
            "requested_by": by,
            "due_at": due_at or office_calendar().due_after(now, type.turnaround_hours),
        },
    )
    if is_new:
        event = OrderEvent.objects.create(order=order, by=by, move="give")
        administrators = client.assignments.current().filter(role="client_administrator")
        _tell([a.user for a in administrators.select_related("user")], order, event)
    elif order.requested_by_id != by.pk or order.client_id != client.pk:
        raise DomainError("This form was already used; open a new one.")
    return order


def _may_give(client: Client, by: User) -> None:
    if not by.may("orders.write"):
        raise DomainError("Your role may not give orders.")
    if not Client.objects.visible_to(by).filter(pk=client.pk).exists():
        raise DomainError(UNSEEN)


@transaction.atomic
def move_order(
    *, order: ServiceOrder, move: str, by: User, version: int, text: str = ""
) -> ServiceOrder:
    """Make one move of the table in states.py on `order`, opened by `by` at `version`.

    Pressing the same button twice makes one move. Raises DomainError when the move is not open
    to this person now, when words are missing, or when somebody else moved the order meanwhile.
    """
    step = MOVES[move]
    current = (
        ServiceOrder.objects.visible_to(by)
        .select_related("type", "client", "requested_by", "assigned_to")
        .select_for_update(of=("self",))
        .filter(pk=order.pk)
        .first()
    )
    if current is None:
        raise DomainError("There is no such order among yours.")
    if current.version != version:
        if current.version == version + 1 and _is_repeat(current, step, by, text):
            return current
        raise DomainError(
            f"This order was changed meanwhile and is “{current.get_state_display()}” now. "
            "Reload to see what happened, then decide again."
        )
    return _apply(current, step, by, text)


def _is_repeat(order: ServiceOrder, step: Move, by: User, text: str) -> bool:
    last = order.events.last()
    said = (last.move, last.by_id, last.text) if last else None
    return said == (step.name, by.pk, text.strip())


def _apply(order: ServiceOrder, step: Move, by: User, text: str) -> ServiceOrder:
    """The one place where an order changes its state. The row must be locked."""
    text = text.strip()
    if sentence := obstacle(order, step, by):
        raise DomainError(sentence)
    if step.needs_text and not text:
        raise DomainError("Say in a few words what the other side needs to know.", "text")
    now = timezone.localtime()
    if step.name == "take" and order.type.licensed_only and not is_licensed(by, now.date()):
        raise DomainError(UNLICENSED.format(order.type))
    parties = [order.requested_by, order.assigned_to]
    _set_clock(order, step.target, now)
    order.state = step.target
    if step.name == "take":
        order.assigned_to = by
    elif step.target == OrderState.SUBMITTED:
        order.assigned_to = None
    order.done_at = now if step.target == OrderState.DONE else order.done_at
    order.done_at = None if step.target in CLOCK_RUNS else order.done_at
    order.save_version(order.version, ["state", "assigned_to", "due_at", "paused_at", "done_at"])
    event = OrderEvent.objects.create(order=order, by=by, move=step.name, text=text)
    _tell([user for user in parties if user is not None], order, event)
    return order


def _set_clock(order: ServiceOrder, target: str, now: datetime) -> None:
    """Stop the clock while the other side is asked; then give back the time that was left."""
    if target in CLOCK_STANDS:
        order.paused_at = now
    elif order.paused_at is not None:
        if target in CLOCK_RUNS:
            stopped_at = timezone.localtime(order.paused_at)
            order.due_at = due_when_resumed(order.due_at, stopped_at, now, office_calendar())
        order.paused_at = None


def _tell(users: "Iterable[User]", order: ServiceOrder, event: OrderEvent) -> None:
    """Tell everyone concerned but the one who did it, if they still see the client."""
    seeing = [
        user
        for user in {user.pk: user for user in users}.values()
        if user.pk != event.by_id
        and user.may("orders.view")
        and Client.objects.visible_to(user).filter(pk=order.client_id).exists()
    ]
    words = f"{event.label}: {order.type} for {order.client} ({event.by})"
    notify(
        seeing, key=f"order:{order.pk}:{event.pk}", text=words[:300], url=order.get_absolute_url()
    )


@transaction.atomic
def take_next(*, by: User) -> ServiceOrder | None:
    """Take the most urgent order of the queue this person sees and may do; None when there is none.

    Orders that a colleague is taking at this moment are passed over, so two people pressing
    together never wait for each other and never get the same one.
    """
    if not by.may("orders.work"):
        raise DomainError("Your role may not take orders.")
    queue = ServiceOrder.objects.visible_to(by).queue()
    if not is_licensed(by, timezone.localdate()):
        queue = queue.filter(type__licensed_only=False)
    order = (
        queue.select_related("type", "client", "requested_by", "assigned_to")
        .select_for_update(of=("self",), skip_locked=True)
        .first()
    )
    return None if order is None else _apply(order, MOVES["take"], by, "")


def take(*, order: ServiceOrder, by: User) -> ServiceOrder:
    """Take `order` from the queue. Raises DomainError when somebody was faster."""
    return move_order(order=order, move="take", by=by, version=order.version)


def ask_back(*, order: ServiceOrder, by: User, text: str) -> ServiceOrder:
    """Ask the requester; the clock stands until the answer."""
    return move_order(order=order, move="ask", by=by, version=order.version, text=text)


def answer(*, order: ServiceOrder, by: User, text: str) -> ServiceOrder:
    """Answer the question; the clock runs again with the time that was left."""
    return move_order(order=order, move="answer", by=by, version=order.version, text=text)


def release(*, order: ServiceOrder, by: User, text: str) -> ServiceOrder:
    """Put an order one took back into the queue, with the reason."""
    return move_order(order=order, move="release", by=by, version=order.version, text=text)


def recall(*, order: ServiceOrder, by: User, text: str) -> ServiceOrder:
    """Take the order away from its assignee, who is ill or too busy, back into the queue."""
    return move_order(order=order, move="recall", by=by, version=order.version, text=text)


def complete(*, order: ServiceOrder, by: User, text: str) -> ServiceOrder:
    """Say what was done; the requester accepts or returns it."""
    return move_order(order=order, move="complete", by=by, version=order.version, text=text)


def accept(*, order: ServiceOrder, by: User, text: str = "") -> ServiceOrder:
    """Close a completed order. Not for the person who did the work (DOMAIN §12, verified)."""
    return move_order(order=order, move="accept", by=by, version=order.version, text=text)


def return_order(*, order: ServiceOrder, by: User, text: str) -> ServiceOrder:
    """Hand a completed order back to its assignee with what is missing."""
    return move_order(order=order, move="return", by=by, version=order.version, text=text)


def cancel(*, order: ServiceOrder, by: User, text: str) -> ServiceOrder:
    """End an order that is not needed any more, with the reason."""
    return move_order(order=order, move="cancel", by=by, version=order.version, text=text)
