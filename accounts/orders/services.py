"""Giving orders and moving them along; every move leaves an event (DOMAIN §12)."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.clients.models import Client
from accounts.follow_ups.services import add_follow_up
from accounts.orders.facts import read_facts
from accounts.orders.models import OrderBundle, OrderCheck, OrderEvent, OrderType, ServiceOrder
from accounts.orders.rules import check_due, due_when_resumed, minutes_of, obstacle, open_items
from accounts.orders.states import (
    CLOCK_RUNS,
    CLOCK_STANDS,
    MOVES,
    UNTAKEN,
    Move,
    OrderState,
)
from accounts.orders.wholes import whole_of
from accounts.policies.models import PolicyTerm
from config.lib.errors import DomainError, Gathering
from teams.calendar.querysets import office_calendar
from teams.notifications.services import notify
from teams.people.licensing import check_licensed
from teams.people.models import User

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from accounts.receivables.models import Invoice
    from teams.calendar.rules import OfficeCalendar

CHASE_DAYS = 5
MOVED = [
    "state", "assigned_to", "due_at", "paused_at", "done_at", "submitted_at", "snoozed_until",
    "waited_minutes", "took_minutes",
]  # fmt: skip
WORDS = {"term": "policy", "invoice": "invoice"}
CHANGED = (
    "This order was changed meanwhile and is “{}” now. "
    "Reload to see what happened, then decide again."
)
UNSEEN = "There is no such client among yours."


@transaction.atomic
def give_order(
    *,
    client: Client,
    type: OrderType,
    instructions: str = "",
    by: User,
    form_key: UUID,
    priority: int = ServiceOrder.Priority.NORMAL,
    term: PolicyTerm | None = None,
    invoice: "Invoice | None" = None,
    due_at: datetime | None = None,
    facts: "Mapping[str, object] | None" = None,
    draft: bool = False,
    bundle: OrderBundle | None = None,
    group: UUID | None = None,
    part_of: str = "",
) -> ServiceOrder:
    """Put an order on `client` into the queue and tell the client's administrator.

    Due at `due_at`, else by the type's business hours from now. `facts` answers the questions of
    the type, by input code; `part_of` names the effort it belongs to (wholes.py). A `draft` is
    seen by nobody else, need not be complete, and is given later with the move “submit”. One
    form makes one order: the same `form_key` gives the order it made before. Raises DomainError
    when `by` may not give orders on the client, or when the request is incomplete, contradicts
    itself, or is due when the office is closed; Faults for several of these at once.
    """
    _may_give(client, by)
    now, calendar, faults = timezone.localtime(), office_calendar(), Gathering()
    with faults:
        if not type.active:
            raise DomainError(f"“{type}” is no longer ordered.", "type")
    for name, thing in (("term", term), ("invoice", invoice)):
        with faults:
            if thing is not None and thing.client_id != client.pk:
                raise DomainError(f"This {WORDS[name]} belongs to another client.", name)
    with faults:
        if part_of and whole_of(client, part_of) is None:
            raise DomainError("There is nothing like this under way for the client.", "part_of")
    with faults:
        _check_due(due_at, now, calendar)
    said: dict[str, str] = {}
    with faults:
        said = read_facts(type.inputs.filter(active=True), facts or {}, complete=not draft)
        if not draft and not instructions.strip() and not said:
            raise DomainError("Say what is to be done.", "instructions")
    faults.tell()
    order, is_new = ServiceOrder.objects.get_or_create(
        form_key=form_key,
        defaults={
            "client": client,
            "term": term,
            "invoice": invoice,
            "type": type,
            "instructions": instructions.strip(),
            "facts": said,
            "priority": priority,
            "requested_by": by,
            "due_at": due_at or calendar.due_after(now, type.turnaround_hours),
            "state": OrderState.DRAFT if draft else OrderState.SUBMITTED,
            "submitted_at": None if draft else now,
            "bundle": bundle,
            "group": group,
            "part_of": part_of,
        },
    )
    if is_new:
        _put_checklist(order)
        event = OrderEvent.objects.create(order=order, by=by, move="draft" if draft else "give")
        if not draft:
            tell(_administrators(order), order, event)
    elif order.requested_by_id != by.pk or order.client_id != client.pk:
        raise DomainError("This form was already used; open a new one.")
    return order


@transaction.atomic
def revise(
    *,
    order: ServiceOrder,
    by: User,
    version: int,
    instructions: str,
    facts: "Mapping[str, object]",
    priority: int,
    due_at: datetime | None = None,
) -> ServiceOrder:
    """Change what a draft, or an order that came back, says. Raises DomainError for any other
    state, and like `give_order`."""
    row = locked_order(order, by)
    _may_give(row.client, by)
    if row.state not in (OrderState.DRAFT, OrderState.RETURNED):
        raise DomainError("Only a draft or a returned order is changed; comment on this one.")
    if row.version != version:
        raise DomainError(CHANGED.format(row.get_state_display()))
    faults = Gathering()
    with faults:
        _check_due(due_at, timezone.localtime(), office_calendar())
    with faults:
        row.facts = read_facts(row.type.inputs.filter(active=True), facts, complete=False)
    faults.tell()
    row.instructions, row.priority = instructions.strip(), priority
    row.due_at = due_at or row.due_at
    row.save_version(row.version, ["facts", "instructions", "priority", "due_at"])
    OrderEvent.objects.create(order=row, by=by, move="revise")
    return row


def _check_due(due_at: datetime | None, now: datetime, calendar: "OfficeCalendar") -> None:
    if due_at is not None and (why := check_due(timezone.localtime(due_at), now, calendar)):
        raise DomainError(why, "due_at")


def _put_checklist(order: ServiceOrder) -> None:
    """The order's own copy of the list: later changes of the kind do not touch it."""
    items = order.type.checklist.filter(active=True)
    OrderCheck.objects.bulk_create(
        [
            OrderCheck(order=order, label=item.label, required=item.required,
                       evidence=item.evidence, rank=item.rank)
            for item in items
        ]
    )  # fmt: skip


def _administrators(order: ServiceOrder) -> list[User]:
    serving = order.client.assignments.current().filter(role="client_administrator")
    return [row.user for row in serving.select_related("user")]


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
    current = locked_order(order, by)
    if current.version != version:
        if current.version == version + 1 and _is_repeat(current, step, by, text):
            return current
        raise DomainError(CHANGED.format(current.get_state_display()))
    return apply_move(current, step, by, text)


def locked_order(order: ServiceOrder, by: User) -> ServiceOrder:
    """The row as it is now, held until the transaction ends. Raises DomainError when `by` does
    not see it."""
    current = (
        ServiceOrder.objects.visible_to(by)
        .select_related("type", "client", "requested_by", "assigned_to")
        .select_for_update(of=("self",))
        .filter(pk=order.pk)
        .first()
    )
    if current is None:
        raise DomainError("There is no such order among yours.")
    return current


def _is_repeat(order: ServiceOrder, step: Move, by: User, text: str) -> bool:
    last = order.events.last()
    said = (last.move, last.by_id, last.text) if last else None
    return said == (step.name, by.pk, text.strip())


def apply_move(
    order: ServiceOrder, step: Move, by: User, text: str, *, quiet: bool = False
) -> ServiceOrder:
    """The one place where an order changes its state. The row must be locked."""
    text = text.strip()
    if sentence := obstacle(order, step, by):
        raise DomainError(sentence)
    if step.needs_text and not text:
        raise DomainError("Say in a few words what the other side needs to know.", "text")
    now = timezone.localtime()
    taken = order.assigned_to_id is None and step.target not in UNTAKEN
    if taken:
        check_skill(order, by)
        check_license(order, by)
    if step.name == "submit":
        _check_complete(order, now)
    if step.name == "complete":
        check_list(order)
    parties = [order.requested_by, order.assigned_to]
    _set_clock(order, step, now)
    order.state = step.target
    if taken:
        order.assigned_to = by
    elif step.target in (OrderState.SUBMITTED, OrderState.RETURNED):
        order.assigned_to = None
    order.snoozed_until = None
    order.save_version(order.version, MOVED)
    event = OrderEvent.objects.create(order=order, by=by, move=step.name, text=text)
    if step.name == "submit":
        parties += _administrators(order)
    if step.target == OrderState.WAIT_CARRIER:
        _chase(order, by)
    if not quiet:
        tell([user for user in parties if user is not None], order, event)
    return order


def check_license(order: ServiceOrder, who: User) -> None:
    """Raises DomainError when licensed work would go to somebody without a valid license and
    the house blocks that (DOMAIN §13); else the page warns."""
    if order.type.licensed_only:
        check_licensed(user=who, what=str(order.type), on=timezone.localdate())


def check_skill(order: ServiceOrder, who: User) -> None:
    """Raises DomainError when orders of the kind are for other people. A manager or executive
    may still hand one over to anybody."""
    if names := order.type.only_for(who):
        raise DomainError(f"“{order.type}” is for {names}; ask one of them, or your manager.")


def check_list(order: ServiceOrder) -> None:
    """Raises DomainError while required items of the checklist are open."""
    if missing := open_items(order.checks.all()):
        names = "; ".join(check.label for check in missing[:4])
        raise DomainError(f"Still open on the checklist: {names}.")


def _check_complete(order: ServiceOrder, now: datetime) -> None:
    """A draft or a returned order says all it must when it is given."""
    said = read_facts(order.type.inputs.filter(active=True), order.facts, complete=True)
    if not order.instructions and not said:
        raise DomainError("Say what is to be done.")


def _set_clock(order: ServiceOrder, step: Move, now: datetime) -> None:
    """Stop the clock while others are waited for; then give back the time that was left.

    What was waited is kept in business minutes, and when the work is done, what it took.
    """
    calendar = office_calendar(now.date())
    if step.name == "submit" and order.submitted_at is None:
        order.submitted_at = now
        order.due_at = max(order.due_at, calendar.due_after(now, order.type.turnaround_hours))
    if order.paused_at is not None and step.target not in CLOCK_STANDS:
        stopped_at = timezone.localtime(order.paused_at)
        if step.target in CLOCK_RUNS:
            order.due_at = due_when_resumed(order.due_at, stopped_at, now, calendar)
            order.waited_minutes += minutes_of(calendar.time_between(stopped_at, now))
        order.paused_at = None
    elif order.paused_at is None and step.target in CLOCK_STANDS:
        order.paused_at = now
    if step.target == OrderState.DONE:
        begun = timezone.localtime(order.submitted_at or order.created_at)
        order.done_at = now
        took = minutes_of(calendar.time_between(begun, now)) - order.waited_minutes
        order.took_minutes = max(took, 0)
    elif step.target in CLOCK_RUNS:
        order.done_at = order.took_minutes = None


def _chase(order: ServiceOrder, by: User) -> None:
    """A carrier that is waited for is chased: a follow-up of the person who waits."""
    days = order.type.chase_days or CHASE_DAYS
    if not by.may("follow_ups.write"):
        return
    add_follow_up(
        client=order.client, subject=f"Chase the carrier: {order.type}", kind="carrier", by=by,
        due_on=office_calendar().add_business_days(timezone.localdate(), days), order=order,
        term=order.term, key=f"order-chase:{order.pk}:{order.version}",
    )  # fmt: skip


def tell(users: "Iterable[User]", order: ServiceOrder, event: OrderEvent) -> None:
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
        seeing, f"order:{order.pk}:{event.pk}", words, order.get_absolute_url(),
        about=str(order.client),
    )  # fmt: skip
