"""What may be done with an order and how its clock stands, with no database."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from accounts.orders.states import CLOCK_STANDS, MOVES, WAITS_ON, Move, OrderState
from teams.calendar.rules import OfficeCalendar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.orders.models import OrderCheck, ServiceOrder
    from teams.people.models import User

SOON = timedelta(hours=2)


def obstacle(order: "ServiceOrder", move: Move, by: "User") -> str:
    """Why `by` may not make `move` on `order` now, as a sentence; empty when nothing is in the way.

    Whether the person sees the client, and licenses, are questions for the database.
    """
    if not by.may(move.rule):
        return "Your role may not do this with orders."
    if order.state not in move.sources:
        return f"The order is “{order.get_state_display()}” now; reload to see what can be done."
    own = order.assigned_to_id == by.pk
    if move.only == "assignee" and not own:
        return "Only the person who took the order may do this."
    if move.only == "holder" and not own and order.assigned_to_id is not None:
        return "Only the person who took the order may do this."
    if move.only == "others" and own:
        return "This is for somebody other than the person who did the work."
    return ""


def moves_open_to(order: "ServiceOrder", by: "User") -> list[Move]:
    """The moves `by` may make on `order` as it stands, in the order of the table."""
    return [move for move in MOVES.values() if not obstacle(order, move, by)]


def turnaround_words(hours: int) -> str:
    """`hours` of a turnaround as the office says it; eight business hours are a day."""
    count, unit = (hours // 8, "business day") if hours % 8 == 0 else (hours, "business hour")
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


@dataclass(frozen=True)
class Clock:
    """How an order stands against its due time, in words and as the tone of a badge."""

    words: str
    tone: str


def clock_of(order: "ServiceOrder", calendar: OfficeCalendar, now: datetime) -> Clock:
    """On time, due soon, overdue or paused; met or met late once it is done (DOMAIN §2.2).

    `now` must be in the time zone of the office; soon means within two business hours.
    """
    if order.state == OrderState.CANCELLED:
        return Clock("Cancelled", "quiet")
    if order.state == OrderState.DRAFT:
        return Clock("Not given yet", "quiet")
    if order.done_at is not None:
        return Clock("Met", "good") if order.done_at <= order.due_at else Clock("Met late", "warn")
    if order.state in CLOCK_STANDS:
        return Clock(f"Paused: {WAITS_ON[OrderState(order.state)]}", "quiet")
    if order.due_at < now:
        return Clock("Overdue", "bad")
    if calendar.time_between(now, order.due_at) <= SOON:
        return Clock("Due soon", "warn")
    return Clock("On time", "good")


def due_when_resumed(
    due_at: datetime, stopped_at: datetime, now: datetime, calendar: OfficeCalendar
) -> datetime:
    """When an order whose clock stood from `stopped_at` to `now` is due.

    It keeps the business time that was left when the clock stopped; what was overdue then
    stays as overdue as it was. `stopped_at` and `now` must be in the time zone of the office.
    """
    if due_at <= stopped_at:
        return due_at
    return max(due_at, calendar.after(now, calendar.time_between(stopped_at, due_at)))


def check_due(due_at: datetime, now: datetime, calendar: OfficeCalendar) -> str:
    """Why an order may not be due at `due_at`, as a sentence; empty when it may.

    Both must be in the time zone of the office.
    """
    if due_at <= now:
        return "The due time is past."
    opens, closes = f"{calendar.opens_at:%I:%M %p}", f"{calendar.closes_at:%I:%M %p}"
    day = due_at.date()
    if not calendar.is_business_day(day):
        other = calendar.next_business_day(day)
        return (
            f"The office is closed on {day:%a %m/%d/%Y}; "
            f"the next business day is {other:%a %m/%d/%Y}."
        )
    if not calendar.opens_at <= due_at.time() <= calendar.closes_at:
        return f"The office is open from {opens} to {closes}; choose a due time in between."
    return ""


def minutes_of(span: timedelta) -> int:
    """Whole minutes of a span of business time."""
    return int(span.total_seconds() // 60)


def open_items(checks: "Iterable[OrderCheck]") -> "list[OrderCheck]":
    """The required items of a checklist that are still open."""
    return [check for check in checks if check.required and check.done_at is None]


def in_words(minutes: int) -> str:
    """Business minutes in words; eight business hours are a day."""
    days, rest = divmod(minutes, 8 * 60)
    hours, rest = divmod(rest, 60)
    parts = [(days, "d"), (hours, "h"), (rest if not days else 0, "min")]
    return " ".join(f"{n} {unit}" for n, unit in parts if n) or "0 min"


def rest_until(now: datetime, calendar: OfficeCalendar) -> datetime:
    """The opening of the next business day after that of `now` (in the office's time zone)."""
    day = calendar.add_business_days(now.date(), 1)
    return datetime.combine(day, calendar.opens_at, tzinfo=now.tzinfo)
