"""Raising, passing on, acknowledging and resolving; asking for help and answering."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.clients.models import Client
from accounts.escalations.models import (
    Escalation,
    EscalationRule,
    EscalationStep,
)
from accounts.escalations.registry import Cause, Watch, watches
from accounts.escalations.routing import Routing, departments
from config.lib.errors import DomainError
from teams.calendar.querysets import office_calendar
from teams.notifications.services import notify
from teams.people.models import User

Move = EscalationStep.Move
Level = Escalation.Level
HAND = "hand"
GONE = "The cause is gone; nobody had to step in."


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
    _note([row], Move.RAISE, by, row.text)
    _tell([row])
    return row


@transaction.atomic
def raise_due(now: datetime) -> int:
    """Raise every cause that the registered rules find at `now` (in the office's time zone) and
    nobody was told of; settle those that went away unnoticed. How many were raised.

    Runs side by side wait for each other, so each cause is raised once; a run that comes days
    late raises what is due by then.
    """
    list(EscalationRule.objects.select_for_update().order_by("pk").values("pk"))
    rules = EscalationRule.objects.in_force(now.date())
    routing = Routing(now.date())
    raised: list[Escalation] = []
    for watch in watches():
        rule = rules.get(watch.code)
        if rule is None or not rule.active:
            continue
        causes = {f"{watch.code}:{c.key}": c for c in watch.find(rule.threshold, now)}
        raised += _raise(watch, causes, routing, now)
        _settle(watch, set(causes))
    _tell(raised)
    return len(raised)


def _raise(
    watch: Watch, causes: dict[str, Cause], routing: Routing, now: datetime
) -> list[Escalation]:
    known = set(
        Escalation.objects.filter(rule=watch.code, key__in=list(causes)).values_list(
            "key", flat=True
        )
    )
    new = {key: cause for key, cause in causes.items() if key not in known}
    where = departments(c.client_id for c in new.values() if c.client_id)
    rows = []
    for key, cause in new.items():
        department = where.get(cause.client_id or 0, cause.department)
        manager = routing.manager(department)
        rows.append(
            Escalation(
                client_id=cause.client_id, rule=watch.code, key=key, subject=cause.subject[:200],
                text=cause.text, link=cause.url[:200], to=manager or routing.director(),
                level=Level.MANAGER if manager else Level.DIRECTOR,
                director_at=None if manager else now,
            )
        )  # fmt: skip
    Escalation.objects.bulk_create(rows, batch_size=1000)
    _note(rows, Move.RAISE, None)
    return rows


def _settle(watch: Watch, keys: set[str]) -> None:
    """Nobody has looked yet and the cause is gone: there is nothing left to see to."""
    open_rows = Escalation.objects.open().filter(rule=watch.code, acknowledged_at=None)
    gone = [row for row in open_rows.select_for_update() if row.key not in keys]
    Escalation.objects.filter(pk__in=[row.pk for row in gone]).update(
        resolved_at=timezone.now(), resolution=GONE, version=F("version") + 1
    )
    _note(gone, Move.RESOLVE, None, GONE)


@transaction.atomic
def pass_on_due(now: datetime) -> int:
    """Pass on to the director what no manager acknowledged in the business hours of its rule."""
    calendar, rules = office_calendar(now.date()), EscalationRule.objects.in_force(now.date())
    waiting = Escalation.objects.open().filter(level=Level.MANAGER, acknowledged_at=None)
    rows = []
    for row in waiting.select_for_update(of=("self",)).order_by("pk"):
        rule = rules.get(row.rule or HAND)
        patience = timedelta(hours=rule.director_after if rule else 8)
        if calendar.after(timezone.localtime(row.raised_at), patience) <= now:
            rows.append(row)
    if not rows:
        return 0
    director = Routing(now.date()).director()
    Escalation.objects.filter(pk__in=[row.pk for row in rows]).update(
        level=Level.DIRECTOR, to=director, director_at=now, version=F("version") + 1
    )
    for row in rows:
        row.to, row.level = director, Level.DIRECTOR
    _note(rows, Move.DIRECTOR, None)
    _tell(rows)
    return len(rows)


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
    _note([row], Move.ACKNOWLEDGE, by)
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
    _note([row], Move.RESOLVE, by, row.resolution)
    _tell_raiser(row, by, "resolved")
    return row


@transaction.atomic
def comment(*, escalation: Escalation, text: str, by: User) -> EscalationStep:
    """Say something about it. Raises DomainError for no words and for what is resolved."""
    row = _locked(escalation, by, "escalations.raise")
    if not text.strip():
        raise DomainError("Say something, or leave it.", "text")
    (event,) = _note([row], Move.COMMENT, by, text.strip())
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


def _note(
    rows: Sequence[Escalation], move: str, by: User | None, text: str = ""
) -> list[EscalationStep]:
    events = [EscalationStep(escalation=row, by=by, move=move, text=text) for row in rows]
    return EscalationStep.objects.bulk_create(events, batch_size=1000)


def _tell(rows: Iterable[Escalation]) -> None:
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
