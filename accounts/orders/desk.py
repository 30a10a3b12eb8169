"""The queue and the desks: taking the next order, putting one off, handing one over."""

from datetime import datetime

from django.core import signing
from django.db import transaction
from django.utils import timezone

from accounts.clients.models import Client
from accounts.orders.models import DeskLimit, OrderEvent, ServiceOrder
from accounts.orders.querysets import desk_of
from accounts.orders.services import apply_move, check_license, locked_order, tell
from accounts.orders.states import DESK, MOVES, UNTAKEN, OrderState
from config.lib.errors import DomainError
from teams.house.querysets import setting
from teams.people.licensing import is_licensed
from teams.people.models import User

UNDO_SECONDS = 15 * 60
SALT = "orders.desk"
QUEUE = 0
FULL = (
    "Your desk is full: {} orders, about {} hours of work. Complete one or hand one back first; "
    "only a rush order could be taken, and none waits."
)


@transaction.atomic
def take_next(*, by: User) -> ServiceOrder | None:
    """Take and start the most urgent order of the queue this person sees and may do; None when
    there is none.

    Kinds of work that are for skilled people go to those only. Whose desk holds more hours than
    the limit of their role gets rush orders only. Orders that a colleague is taking at this
    moment are passed over, so two people pressing together never wait for each other and never
    get the same one. Raises DomainError when the desk is full.
    """
    if not by.may("orders.work"):
        raise DomainError("Your role may not take orders.")
    today = timezone.localdate()
    queue = ServiceOrder.objects.visible_to(by).queue().suited_to(by)
    if setting("license.rule") == "block" and not is_licensed(by, today):
        queue = queue.filter(type__licensed_only=False)
    limit, (count, minutes) = DeskLimit.objects.hours_of(by.role, today), desk_of(by)
    is_full = limit is not None and minutes >= limit * 60
    if is_full:
        queue = queue.filter(priority=ServiceOrder.Priority.RUSH)
    order = (
        queue.select_related("type", "client", "requested_by", "assigned_to")
        .select_for_update(skip_locked=True, of=("self",))
        .first()
    )
    if order is None:
        if is_full:
            raise DomainError(FULL.format(count, minutes // 60))
        return None
    taken = apply_move(order, MOVES["take"], by, "")
    return apply_move(taken, MOVES["start"], by, "", quiet=True)


@transaction.atomic
def snooze(
    *, order: ServiceOrder, until: datetime, by: User, version: int, text: str = ""
) -> ServiceOrder:
    """Let an order of the queue, or of one's own desk, rest until a moment before it is due; its
    clock runs on. On a desk it is out of the assignee's day until then, nothing else.

    Raises DomainError when it is neither, for a moment that is past or after the due time, and
    when somebody changed the order meanwhile.
    """
    if not by.may("orders.work"):
        raise DomainError("Your role may not do this with orders.")
    row = locked_order(order, by)
    own = row.state in DESK and row.assigned_to_id == by.pk
    if not (row.state == OrderState.SUBMITTED or own) or row.version != version:
        raise DomainError("The order is not where you saw it; reload the list.")
    if until <= timezone.now():
        raise DomainError("Choose a moment ahead.", "until")
    if until > row.due_at > timezone.now():
        due = timezone.localtime(row.due_at)
        raise DomainError(f"It is due {due:%m/%d/%Y %I:%M %p}; let it rest no longer.", "until")
    row.snoozed_until = until
    row.save_version(row.version, ["snoozed_until"])
    words = f"until {timezone.localtime(until):%m/%d/%Y %I:%M %p}. {text.strip()}".strip()
    OrderEvent.objects.create(order=row, by=by, move="snooze", text=words)
    return row


@transaction.atomic
def hand_over(
    *, order: ServiceOrder, to: User, by: User, version: int | None = None, text: str = ""
) -> ServiceOrder:
    """Give an order of the queue or of somebody's desk to `to`, who is told.

    For those who give orders on the client, and for the assignee. Raises DomainError when it is
    done or waits for nobody's hands, for people who do not work orders or see the client, and
    for licensed work to somebody without a valid license while the house blocks that.
    """
    row = locked_order(order, by)
    if not (by.may("orders.write") or row.assigned_to_id == by.pk):
        raise DomainError("Only who gives orders, or has taken this one, hands it over.")
    if version is not None and row.version != version:
        raise DomainError("This order was changed meanwhile; reload and look again.")
    if not row.changes_hands:
        raise DomainError(f"The order is “{row.get_state_display()}” and nobody’s work now.")
    if not to.may("orders.work"):
        raise DomainError(f"{to} does not work orders.", "to")
    if not Client.objects.visible_to(to).filter(pk=row.client_id).exists():
        raise DomainError(f"{to} does not see {row.client} and cannot work for it.", "to")
    if row.assigned_to_id == to.pk:
        raise DomainError(f"{to} has it already.", "to")
    check_license(row, to)
    return _put_on_desk(row, to, by, text)


def _put_on_desk(row: ServiceOrder, to: User, by: User, text: str) -> ServiceOrder:
    parties = [row.requested_by, row.assigned_to, to]
    row.assigned_to, row.snoozed_until = to, None
    if row.state in UNTAKEN:
        row.state = OrderState.ACCEPTED
    row.save_version(row.version, ["assigned_to", "state", "snoozed_until"])
    words = f"to {to}" + (f": {text.strip()}" if text.strip() else "")
    event = OrderEvent.objects.create(order=row, by=by, move="assign", text=words)
    tell([user for user in parties if user], row, event)
    return row


def undo_token(order: ServiceOrder, by: User, before: int | None = None) -> str:
    """With what `by` takes the last deed on `order` back: a snooze, or handing it over from the
    person `before` (from the queue when nobody had it)."""
    holder = None if order.snoozed_until else before or QUEUE
    return signing.dumps([order.pk, order.version, by.pk, holder], salt=SALT)


@transaction.atomic
def undo(*, order: ServiceOrder, token: str, by: User) -> ServiceOrder:
    """Wake an order, or give it back to whom it was taken from, within a quarter of an hour.

    Raises DomainError when that is over, for anybody else, and when the order was changed since.
    """
    try:
        pk, version, who, holder = signing.loads(token, salt=SALT, max_age=UNDO_SECONDS)
    except signing.BadSignature as error:
        raise DomainError("This can be undone no longer.") from error
    row = locked_order(order, by)
    if (row.pk, row.version, by.pk) != (pk, version, who):
        raise DomainError("The order was changed since; look at it, then decide.")
    if holder is None:
        row.snoozed_until = None
        row.save_version(row.version, ["snoozed_until"])
        OrderEvent.objects.create(order=row, by=by, move="snooze", text="no longer: undone")
        return row
    if holder != QUEUE:
        return _put_on_desk(row, User.objects.get(pk=holder), by, "Handing over undone.")
    return apply_move(row, MOVES["recall"], by, "Handing over undone.")
