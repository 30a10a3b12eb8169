"""What the rules find is raised, alone or gathered; what is gone is settled; what nobody
acknowledges is passed on.

One matter is one escalation while a person can see to each. More than the rule's bound waiting
for one person become one gathered escalation with its matters, and what is found later joins it
until somebody acknowledges it: the first night on an imported book makes one a rule, not
thousands.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.escalations.models import Escalation, EscalationMatter, EscalationRule
from accounts.escalations.registry import Cause, watches
from accounts.escalations.routing import Routing, departments
from accounts.escalations.services import Level, Move, note, tell
from teams.calendar.querysets import office_calendar
from teams.people.models import User

HAND = "hand"
GONE = "The cause is gone; nobody had to step in."
BATCH = 1000

Found = list[tuple[str, Cause]]


@transaction.atomic
def raise_due(now: datetime) -> int:
    """Raise every cause that the registered rules find at `now` (in the office's time zone) and
    nobody was told of; settle those that went away unnoticed. How many escalations were made.

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
        _settle(watch.code, set(causes), now)
        raised += _raise(rule, watch.label, causes, routing, now)
    tell(raised)
    return len(raised)


def _raise(
    rule: EscalationRule, label: str, causes: dict[str, Cause], routing: Routing, now: datetime
) -> list[Escalation]:
    waiting = list(
        Escalation.objects.open()
        .filter(rule=rule.code, acknowledged_at=None)
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    rows: list[Escalation] = []
    for (to, level), found in _by_head(_untold(causes), routing).items():
        theirs = [row for row in waiting if (row.to_id, row.level) == (to.pk, level)]
        together = next((row for row in theirs if row.gathered), None)
        if together:
            _join(together, label, found, now)
        elif len(theirs) + len(found) > rule.gather_above:
            rows.append(_gather(rule, label, to, level, found, now))
        else:
            rows += [_alone(rule, to, level, key, cause, now) for key, cause in found]
    alone = [row for row in rows if not row.gathered]
    Escalation.objects.bulk_create(alone, batch_size=BATCH)
    note(rows, Move.RAISE, None, at=now)
    return rows


def _untold(causes: dict[str, Cause]) -> Found:
    keys = list(causes)
    known = set(Escalation.objects.filter(key__in=keys).values_list("key", flat=True))
    known |= set(EscalationMatter.objects.filter(key__in=keys).values_list("key", flat=True))
    return [(key, cause) for key, cause in causes.items() if key not in known]


def _by_head(found: Found, routing: Routing) -> dict[tuple[User, str], Found]:
    """Who is told of what: each department's manager, else the director."""
    where = departments(cause.client_id for _, cause in found if cause.client_id)
    heads: dict[tuple[User, str], Found] = {}
    for key, cause in found:
        manager = routing.manager(where.get(cause.client_id or 0, cause.department))
        head = (manager, Level.MANAGER) if manager else (routing.director(), Level.DIRECTOR)
        heads.setdefault(head, []).append((key, cause))
    return heads


def _alone(
    rule: EscalationRule, to: User, level: str, key: str, cause: Cause, now: datetime
) -> Escalation:
    return Escalation(
        client_id=cause.client_id, rule=rule.code, key=key, subject=cause.subject[:200],
        text=cause.text, link=cause.url[:200], to=to, level=level, raised_at=now,
        director_at=now if level == Level.DIRECTOR else None,
    )  # fmt: skip


def _gather(
    rule: EscalationRule, label: str, to: User, level: str, found: Found, now: datetime
) -> Escalation:
    row = Escalation.objects.create(
        rule=rule.code, key=f"{rule.code}:together:{to.pk}:{now.isoformat()}", gathered=True,
        subject=_together(len(found), label), to=to, level=level, raised_at=now,
        director_at=now if level == Level.DIRECTOR else None,
    )  # fmt: skip
    _add(row, found, now)
    return row


def _join(row: Escalation, label: str, found: Found, now: datetime) -> None:
    _add(row, found, now)
    row.subject = _together(row.matters.count(), label)
    row.save_version(row.version, ["subject"])
    note([row], Move.MORE, None, f"{len(found):,} more", at=now)


def _add(row: Escalation, found: Found, now: datetime) -> None:
    matters = [
        EscalationMatter(
            escalation=row, client_id=cause.client_id, key=key, subject=cause.subject[:200],
            text=cause.text, link=cause.url[:200], joined_at=now,
        )
        for key, cause in found
    ]  # fmt: skip
    EscalationMatter.objects.bulk_create(matters, batch_size=BATCH)


def _together(count: int, label: str) -> str:
    return f"{count:,} together: {label}"


def _settle(code: str, keys: set[str], now: datetime) -> None:
    """What nobody has looked at yet and whose cause is gone: nothing is left to see to."""
    _mark_gone(code, keys, now)
    holding = EscalationMatter.objects.filter(gone_at=None).order_by().values("escalation")
    waiting = Escalation.objects.open().filter(rule=code, acknowledged_at=None)
    waiting = waiting.exclude(gathered=True, pk__in=holding)
    locked = waiting.select_for_update(of=("self",)).order_by("pk")
    gone = [row for row in locked if row.gathered or row.key not in keys]
    Escalation.objects.filter(pk__in=[row.pk for row in gone]).update(
        resolved_at=now, resolution=GONE, version=F("version") + 1
    )
    note(gone, Move.RESOLVE, None, GONE, at=now)


def _mark_gone(code: str, keys: set[str], now: datetime) -> None:
    """Which matters of open gathered escalations still hold; one that came back holds again."""
    matters = EscalationMatter.objects.filter(escalation__rule=code, escalation__resolved_at=None)
    held = list(matters.values_list("pk", "key", "gone_at"))
    gone = [pk for pk, key, gone_at in held if gone_at is None and key not in keys]
    back = [pk for pk, key, gone_at in held if gone_at is not None and key in keys]
    EscalationMatter.objects.filter(pk__in=gone).update(gone_at=now)
    EscalationMatter.objects.filter(pk__in=back).update(gone_at=None)


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
    note(rows, Move.DIRECTOR, None, at=now)
    tell(rows)
    return len(rows)
