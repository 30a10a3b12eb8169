"""Handing work from one person to another, and taking it back."""

from dataclasses import dataclass

from django.core import signing
from django.db import transaction
from django.utils import timezone

from accounts.follow_ups.models import FollowUp
from accounts.follow_ups.services import reassign as reassign_follow_ups
from accounts.orders.desk import hand_over as hand_order_over
from accounts.orders.models import ServiceOrder
from accounts.orders.services import move_order
from accounts.service_plans.models import Commitment
from accounts.service_plans.services import hand_over
from accounts.workload.models import Kind
from config.lib.errors import DomainError
from teams.notifications.services import notify
from teams.people.licensing import why_not_licensed
from teams.people.models import User

GONE = "This work is closed or not yours to see; reload the board."
BACK = "Put back from the workload board."
UNDO_SECONDS = 15 * 60
SALT = "workload"


@dataclass(frozen=True)
class Handed:
    """What was handed over: words, a warning if there is one, and what undoes it."""

    words: str
    warning: str
    undo: str


@transaction.atomic
def hand_work(*, kind: str, pk: int, to: User | None, version: int, by: User) -> Handed:
    """Give a piece of open work to `to` (None: for orders back to the queue), who is told.

    `version` is that of the card looked at. Raises DomainError for work that is closed, changed
    meanwhile or of a client `to` cannot see, for licensed work and a lapsed license where the
    house blocks that, and for people without the right to give out work.
    """
    if not by.may("people.manage") and not by.may("orders.write"):
        raise DomainError("Your role may not give out the work of others.")
    row = _locked(kind, pk, by)
    if row.version != version:
        raise DomainError("Somebody else changed this meanwhile; reload the board, then decide.")
    owner = row.assigned_to if kind == Kind.ORDER else row.owner
    warning = _move(kind, row, to, by)
    after = _locked(kind, pk, by)
    undo = signing.dumps([kind, pk, owner.pk if owner else None, after.version], salt=SALT)
    return Handed(f"{row} is {to}’s now." if to else f"{row} waits in the queue.", warning, undo)


@transaction.atomic
def undo_hand_over(*, token: str, by: User) -> Handed:
    """Give work back to whom it was taken from, within a quarter of an hour.

    Raises DomainError when that is over or the work was changed since.
    """
    try:
        kind, pk, owner, version = signing.loads(token, salt=SALT, max_age=UNDO_SECONDS)
    except signing.BadSignature as error:
        raise DomainError("This can be undone no longer; hand it over again instead.") from error
    to = User.objects.filter(pk=owner).first() if owner else None
    return hand_work(kind=kind, pk=pk, to=to, version=version, by=by)


def _locked(kind: str, pk: int, by: User) -> ServiceOrder | FollowUp | Commitment:
    models: dict[str, type] = {
        Kind.ORDER: ServiceOrder, Kind.FOLLOW_UP: FollowUp, Kind.COMMITMENT: Commitment,
    }  # fmt: skip
    if kind not in models:
        raise DomainError(GONE)
    rows = models[kind].objects.visible_to(by).select_for_update(of=("self",))
    row = rows.select_related("client").filter(pk=pk).first()
    if row is None:
        raise DomainError(GONE)
    return row


def _move(kind: str, row: ServiceOrder | FollowUp | Commitment, to: User | None, by: User) -> str:
    if isinstance(row, ServiceOrder):
        return _move_order(row, to, by)
    if isinstance(row, FollowUp):
        if to is None:
            raise DomainError("A follow-up always has an owner; choose a colleague.")
        reassign_follow_ups(follow_ups=[row], owner=to, by=by)
    else:
        hand_over(commitment=row, to=to, by=by)
        _tell(row, to, by, f"/commitments/{row.pk}/")
    return ""


def _move_order(order: ServiceOrder, to: User | None, by: User) -> str:
    if to is None:
        move_order(order=order, move="recall", by=by, version=order.version, text=BACK)
        return ""
    hand_order_over(order=order, to=to, by=by, version=order.version)
    today = timezone.localdate()
    return why_not_licensed(to, today) if order.type.licensed_only else ""


def _tell(row: Commitment, to: User | None, by: User, url: str) -> None:
    if to is not None and to.pk != by.pk:
        key = f"work:{type(row).__name__.lower()}:{row.pk}:{row.version}"
        notify([to], key, f"{by} gave you work: {row}", url, about=str(row.client))
