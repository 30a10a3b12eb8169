"""Asking the manager for help, and the answer."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.clients.models import Client
from accounts.escalations.models import HelpRequest
from accounts.escalations.routing import Routing
from config.lib.errors import DomainError
from teams.notifications.services import notify
from teams.people.models import User


@transaction.atomic
def ask_for_help(
    *, what: str, needed_on: date, by: User, form_key: UUID, why: str = "",
    client: Client | None = None,
) -> HelpRequest:  # fmt: skip
    """Ask the department's manager for what is needed by `needed_on`.

    A manager asks the director. One form makes one request. Raises DomainError for a past day,
    no words, and a client that `by` does not see.
    """
    if not by.may("escalations.raise"):
        raise DomainError("Your role may not ask for help here.")
    if not what.strip():
        raise DomainError("Say what you need.", "what")
    if needed_on < timezone.localdate():
        raise DomainError("This day is past; say by when you need it.", "needed_on")
    if client is not None and not Client.objects.visible_to(by).filter(pk=client.pk).exists():
        raise DomainError("There is no such client among yours.", "client")
    routing = Routing(timezone.localdate())
    team = client.team if client is not None else by.teams.order_by("pk").first()
    manager = routing.manager(team.department, asking=by) if team else None
    row, is_new = HelpRequest.objects.get_or_create(
        form_key=form_key,
        defaults={
            "client": client, "what": what.strip()[:200], "why": why.strip(), "asked_by": by,
            "needed_on": needed_on, "to": manager or routing.director(by),
        },
    )  # fmt: skip
    if row.asked_by_id != by.pk:
        raise DomainError("This form was already used; open a new one.")
    if is_new:
        notify([row.to_id], f"help:{row.pk}", f"{by} asks for help by {needed_on:%m/%d/%Y}",
               row.get_absolute_url(), about=str(client or ""))  # fmt: skip
    return row


@transaction.atomic
def answer_help(*, request: HelpRequest, grant: bool, text: str, by: User) -> HelpRequest:
    """Grant or decline what somebody else asked for; declining needs words.

    Raises DomainError for one's own request and for one that was answered before.
    """
    if not by.may("escalations.answer"):
        raise DomainError("Your role may not decide on requests for help.")
    rows = HelpRequest.objects.visible_to(by).select_for_update(of=("self",))
    row = rows.filter(pk=request.pk).first()
    if row is None:
        raise DomainError("There is no such request among yours.")
    if row.answered_at:
        raise DomainError(f"This was {row.standing} already.")
    if row.asked_by_id == by.pk:
        raise DomainError("Somebody else decides on what you asked for.")
    if not grant and not text.strip():
        raise DomainError("Say why not, or what could be done instead.", "text")
    row.answered_by, row.answered_at = by, timezone.now()
    row.granted, row.answer = grant, text.strip()
    row.save_version(row.version, ["answered_by", "answered_at", "granted", "answer"])
    words = "granted" if grant else "declined"
    notify([row.asked_by_id], f"help-answer:{row.pk}", f"{by} {words} your request for help",
           row.get_absolute_url(), about=str(row.client or ""))  # fmt: skip
    return row
