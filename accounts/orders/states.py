"""The life of a service order: its states and the moves between them, as data (DOMAIN §12)."""

from dataclasses import dataclass

from django.db import models


class OrderState(models.TextChoices):
    SUBMITTED = "submitted", "Waiting to be taken"
    IN_PROGRESS = "in_progress", "In progress"
    ASKED_BACK = "asked_back", "Waiting for an answer"
    DONE = "done", "Done, to be accepted"
    CLOSED = "closed", "Accepted"
    CANCELLED = "cancelled", "Cancelled"


OPEN = (OrderState.SUBMITTED, OrderState.IN_PROGRESS, OrderState.ASKED_BACK, OrderState.DONE)
CLOCK_RUNS = (OrderState.SUBMITTED, OrderState.IN_PROGRESS)
CLOCK_STANDS = (OrderState.ASKED_BACK, OrderState.DONE)


@dataclass(frozen=True)
class Move:
    """One allowed move: from which states, to which, who may make it, whether words are due.

    `only` narrows the holders of `rule` to the "assignee", or to "others" than the assignee.
    """

    name: str
    label: str
    sources: tuple[OrderState, ...]
    target: OrderState
    rule: str
    needs_text: bool = False
    only: str = ""


MOVES = {
    move.name: move
    for move in (
        Move("take", "Take", (OrderState.SUBMITTED,), OrderState.IN_PROGRESS, "orders.work"),
        Move(
            "complete",
            "Complete",
            (OrderState.IN_PROGRESS,),
            OrderState.DONE,
            "orders.work",
            needs_text=True,
            only="assignee",
        ),
        Move(
            "ask",
            "Ask back",
            (OrderState.IN_PROGRESS,),
            OrderState.ASKED_BACK,
            "orders.work",
            needs_text=True,
            only="assignee",
        ),
        Move(
            "answer",
            "Answer",
            (OrderState.ASKED_BACK,),
            OrderState.IN_PROGRESS,
            "orders.write",
            needs_text=True,
        ),
        Move(
            "release",
            "Put back in the queue",
            (OrderState.IN_PROGRESS,),
            OrderState.SUBMITTED,
            "orders.work",
            needs_text=True,
            only="assignee",
        ),
        Move(
            "accept", "Accept", (OrderState.DONE,), OrderState.CLOSED, "orders.write", only="others"
        ),
        Move(
            "return",
            "Return",
            (OrderState.DONE,),
            OrderState.IN_PROGRESS,
            "orders.write",
            needs_text=True,
            only="others",
        ),
        Move(
            "recall",
            "Take away and put back in the queue",
            (OrderState.IN_PROGRESS, OrderState.ASKED_BACK),
            OrderState.SUBMITTED,
            "orders.write",
            needs_text=True,
            only="others",
        ),
        Move(
            "cancel",
            "Cancel order",
            (OrderState.SUBMITTED, OrderState.IN_PROGRESS, OrderState.ASKED_BACK),
            OrderState.CANCELLED,
            "orders.write",
            needs_text=True,
        ),
    )
}

EVENT_WORDS = {
    "give": "Order given",
    "take": "Taken",
    "ask": "Question asked",
    "answer": "Answered",
    "release": "Put back in the queue",
    "complete": "Completed",
    "accept": "Accepted",
    "return": "Returned",
    "recall": "Taken away",
    "cancel": "Cancelled",
}
