"""The life of a service order: its states and the moves between them, as data (DOMAIN §12)."""

from dataclasses import dataclass

from django.db import models


class OrderState(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Waiting to be taken"
    ACCEPTED = "accepted", "Taken"
    IN_PROGRESS = "in_progress", "In progress"
    WAIT_CLIENT = "wait_client", "Waiting for the client"
    WAIT_CARRIER = "wait_carrier", "Waiting for the carrier"
    ASKED_BACK = "asked_back", "Waiting for the executive"
    RETURNED = "returned", "Returned to the executive"
    DONE = "done", "Done, to be signed off"
    VERIFIED = "verified", "Signed off, to be confirmed"
    CLOSED = "closed", "Closed"
    CANCELLED = "cancelled", "Cancelled"


S = OrderState
DESK = (S.ACCEPTED, S.IN_PROGRESS)
WAITING = (S.WAIT_CLIENT, S.WAIT_CARRIER, S.ASKED_BACK)
# What is still to be done; open is beyond it what is done and not closed yet.
TO_DO = (S.SUBMITTED, *DESK, *WAITING, S.RETURNED)
OPEN = (*TO_DO, S.DONE, S.VERIFIED)
CLOCK_RUNS = (S.SUBMITTED, *DESK)
CLOCK_STANDS = (*WAITING, S.RETURNED, S.DONE)
# Nobody holds an order in these states.
UNTAKEN = (S.DRAFT, S.SUBMITTED, S.RETURNED, S.CANCELLED)
# On whom an order waits, in the words of the page.
WAITS_ON = {
    S.WAIT_CLIENT: "client",
    S.WAIT_CARRIER: "carrier",
    S.ASKED_BACK: "executive",
    S.RETURNED: "executive",
    S.DONE: "executive",
}


@dataclass(frozen=True)
class Move:
    """One allowed move: from which states, to which, who may make it, whether words are due.

    `only` narrows the holders of `rule` to the "assignee", to the "holder" (the assignee, or
    anybody while there is none), or to "others" than the assignee. `key` is its key in triage.
    """

    name: str
    label: str
    sources: tuple[OrderState, ...]
    target: OrderState
    rule: str
    needs_text: bool = False
    only: str = ""
    key: str = ""


WORK, GIVE = "orders.work", "orders.write"
THIRD = (S.WAIT_CLIENT, S.WAIT_CARRIER)

MOVES = {
    move.name: move
    for move in (
        Move("submit", "Give the order", (S.DRAFT, S.RETURNED), S.SUBMITTED, GIVE),
        Move("take", "Take", (S.SUBMITTED,), S.ACCEPTED, WORK, key="1"),
        Move("complete", "Complete", DESK, S.DONE, WORK, needs_text=True, only="assignee"),
        Move("start", "Start", (S.ACCEPTED,), S.IN_PROGRESS, WORK, only="assignee"),
        Move("resume", "Go on", THIRD, S.IN_PROGRESS, WORK, only="assignee"),
        Move("decline", "Decline", (S.SUBMITTED,), S.RETURNED, WORK, needs_text=True, key="2"),
        Move(
            "ask",
            "Ask back",
            (S.SUBMITTED, *DESK, *THIRD),
            S.ASKED_BACK,
            WORK,
            needs_text=True,
            only="holder",
            key="3",
        ),
        Move(
            "wait_client",
            "Wait for the client",
            (*DESK, S.WAIT_CARRIER),
            S.WAIT_CLIENT,
            WORK,
            needs_text=True,
            only="assignee",
        ),
        Move(
            "wait_carrier",
            "Wait for the carrier",
            (*DESK, S.WAIT_CLIENT),
            S.WAIT_CARRIER,
            WORK,
            needs_text=True,
            only="assignee",
        ),
        Move("answer", "Answer", (S.ASKED_BACK,), S.IN_PROGRESS, GIVE, needs_text=True),
        Move(
            "release",
            "Put back in the queue",
            (*DESK, *THIRD),
            S.SUBMITTED,
            WORK,
            needs_text=True,
            only="assignee",
        ),
        Move("accept", "Sign off and close", (S.DONE,), S.CLOSED, GIVE, only="others"),
        Move("verify", "Sign off, confirm later", (S.DONE,), S.VERIFIED, GIVE, only="others"),
        Move(
            "close",
            "Close with the confirmation",
            (S.VERIFIED,),
            S.CLOSED,
            WORK,
            needs_text=True,
            only="assignee",
        ),
        Move(
            "return",
            "Return",
            (S.DONE, S.VERIFIED),
            S.IN_PROGRESS,
            GIVE,
            needs_text=True,
            only="others",
        ),
        Move(
            "recall",
            "Take away and put back in the queue",
            (*DESK, *WAITING),
            S.SUBMITTED,
            GIVE,
            needs_text=True,
            only="others",
        ),
        Move(
            "cancel",
            "Cancel order",
            (S.DRAFT, S.SUBMITTED, S.RETURNED, *DESK, *WAITING),
            S.CANCELLED,
            GIVE,
            needs_text=True,
        ),
    )
}

EVENT_WORDS = {
    "draft": "Drafted",
    "give": "Order given",
    "submit": "Order given",
    "take": "Taken",
    "start": "Started",
    "decline": "Declined",
    "ask": "Question asked",
    "answer": "Answered",
    "wait_client": "Waiting for the client",
    "wait_carrier": "Waiting for the carrier",
    "resume": "Gone on with",
    "release": "Put back in the queue",
    "complete": "Completed",
    "accept": "Signed off and closed",
    "verify": "Signed off",
    "close": "Closed",
    "return": "Returned",
    "recall": "Taken away",
    "cancel": "Cancelled",
    "assign": "Handed over",
    "snooze": "Put off in the queue",
    "check": "Checked",
    "uncheck": "Unchecked",
    "revise": "Changed",
    "comment": "Commented",
}
