"""Raising by hand, acknowledging, commenting and resolving."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.clients.models import Client
from accounts.escalations.models import Escalation, EscalationStep
from accounts.escalations.routing import Routing
from config.lib.errors import DomainError
from teams.notifications.services import notify
from teams.people.models import User

Move = EscalationStep.Move
Level = Escalation.Level


@transaction.atomic
def raise_escalation(
    *, client: Client, subject: str, by: User, form_key: UUID, text: str = "", link: str = ""
) -> Escalation:
    """Bring something about a client before the department's manager, or, when `by` is the
    manager or there is none, before the director.

    One form makes one escalation. Raises DomainError without a subject, for a client that `by`
    does not see, and when nobody could be told.
    """
    _may(by, "escalations.raise")
    if not Client.objects.visible_to(by).filter(pk=client.pk).exists():
        raise DomainError("There is no such client among yours.")
    if not subject.strip():
        raise DomainError("Say what the matter is.", "subject")
    key = f"hand:{form_key}"
    if made := Escalation.objects.filter(key=key).first():
        return made
    now = timezone.localtime()
    routing = Routing(now.date())
    manager = routing.manager(client.team.department, asking=by)
    row = Escalation.objects.create(
        client=client, key=key, subject=subject.strip()[:200], text=text.strip(), link=link[:200],
        level=Level.MANAGER if manager else Level.DIRECTOR, to=manager or routing.director(by),
        director_at=None if manager else now, raised_by=by,
    )  # fmt: skip
    note([row], Move.RAISE, by, row.text)
    tell([row])
    return row


@transaction.atomic
def acknowledge(*, escalation: Escalation, by: User) -> Escalation:
    """Say that one has seen it and sees to it; it stays where it is until it is resolved.

    Raises DomainError when somebody did before, or when it is not for `by`.
    """
    row = _locked(escalation, by, "escalations.answer")
    if row.acknowledged_at:
        raise DomainError(f"{row.acknowledged_by} has acknowledged this already.")
    row.acknowledged_by, row.acknowledged_at = by, timezone.now()
    row.save_version(row.version, ["acknowledged_by", "acknowledged_at"])
    note([row], Move.ACKNOWLEDGE, by)
    _tell_raiser(row, by, "acknowledged")
    return row


@transaction.atomic
def resolve(*, escalation: Escalation, text: str, by: User) -> Escalation:
    """Close it with what was done. Raises DomainError without words, or when it is closed."""
    row = _locked(escalation, by, "escalations.answer")
    if not text.strip():
        raise DomainError("Say what was done.", "text")
    now = timezone.now()
    if row.acknowledged_at is None:
        row.acknowledged_by, row.acknowledged_at = by, now
    row.resolved_by, row.resolved_at, row.resolution = by, now, text.strip()
    row.save_version(
        row.version,
        ["acknowledged_by", "acknowledged_at", "resolved_by", "resolved_at", "resolution"],
    )
    note([row], Move.RESOLVE, by, row.resolution)
    _tell_raiser(row, by, "resolved")
    return row


@transaction.atomic
def comment(*, escalation: Escalation, text: str, by: User) -> EscalationStep:
    """Say something about it. Raises DomainError for no words and for what is resolved."""
    row = _locked(escalation, by, "escalations.raise")
    if not text.strip():
        raise DomainError("Say something, or leave it.", "text")
    (event,) = note([row], Move.COMMENT, by, text.strip())
    people = {row.to_id, row.raised_by_id} - {by.pk, None}
    notify([pk for pk in people if pk], f"escalation-comment:{event.pk}",
           f"{by} commented on an escalation", row.get_absolute_url(),
           about=str(row.client or ""))  # fmt: skip
    return event


def _may(by: User, rule: str) -> None:
    if not by.may(rule):
        raise DomainError("Your role may not do this with escalations.")


def _locked(escalation: Escalation, by: User, rule: str) -> Escalation:
    _may(by, rule)
    rows = Escalation.objects.visible_to(by).select_related("acknowledged_by", "client")
    row = rows.select_for_update(of=("self",)).filter(pk=escalation.pk).first()
    if row is None:
        raise DomainError("There is no such escalation among yours.")
    if row.resolved_at:
        raise DomainError("This is resolved already.")
    return row


def note(
    rows: Sequence[Escalation], move: str, by: User | None, text: str = "",
    at: datetime | None = None,
) -> list[EscalationStep]:  # fmt: skip
    """Keep what was done about each of `rows`, by Steward itself when `by` is None."""
    at = at or timezone.now()
    events = [EscalationStep(escalation=row, by=by, move=move, text=text, at=at) for row in rows]
    return EscalationStep.objects.bulk_create(events, batch_size=1000)


def tell(rows: Iterable[Escalation]) -> None:
    """One notice to each addressee, however many there are."""
    by_person: dict[int, list[Escalation]] = {}
    for row in rows:
        by_person.setdefault(row.to_id, []).append(row)
    for person, found in by_person.items():
        first = found[0]
        words, about = f"Escalated: {first.subject}", str(first.client or "")
        url = first.get_absolute_url()
        if len(found) > 1:
            words, about = f"{len(found)} escalations wait for you", ""
            url = "/escalations/"
        notify([person], f"escalation:{first.level}:{first.pk}", words, url, about=about)


def _tell_raiser(row: Escalation, by: User, words: str) -> None:
    if row.raised_by_id and row.raised_by_id != by.pk:
        notify([row.raised_by_id], f"escalation-{words}:{row.pk}",
               f"{by} {words} what you escalated", row.get_absolute_url(),
               about=str(row.client or ""))  # fmt: skip
