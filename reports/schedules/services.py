"""Keeping schedules: what comes when to whom, resting, leaving."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from config.lib.errors import DomainError
from reports.documents.kinds.listing import LIST, listed
from reports.documents.registry import Kind, chosen, find
from reports.schedules.models import ReportSchedule
from reports.schedules.rules import due_days, next_due
from teams.calendar.querysets import office_calendar
from teams.notifications.services import notify
from teams.people.models import User

FIELDS = [
    "name", "options", "form", "rhythm", "weekday", "nth", "at", "owner", "next_on", "next_at",
]  # fmt: skip


@transaction.atomic
def save_schedule(
    *,
    schedule: ReportSchedule,
    recipients: Iterable[User],
    opened_with: int,
    resting: bool = False,
    by: User,
) -> ReportSchedule:
    """Keep a new or changed schedule of `by`; it is next due after this moment, or rests.

    Whoever receives it may take over the schedule of somebody who left. Raises DomainError when
    somebody else keeps it, a recipient may not have such reports, there is no recipient, or
    somebody saved it since it was opened.
    """
    kind = find(schedule.kind)
    if schedule.pk:
        _refuse_unless_kept(schedule, by)
    if kind.about.of_client:
        raise DomainError(f"{kind.label} is about one client; schedules are for whole books.")
    people = list(recipients)
    if not people:
        raise DomainError("Say who receives it.", "recipients")
    schedule.options = chosen(kind, schedule.options, by)
    refuse_strangers(schedule, people)
    _set_next(schedule, resting)
    schedule.owner = by
    if schedule.pk:
        schedule.save_version(opened_with, FIELDS)
    else:
        schedule.save()
    schedule.recipients.set(people)
    return schedule


@transaction.atomic
def let_rest(*, schedule: ReportSchedule, resting: bool, by: User) -> None:
    """Have nothing made for a while, or begin again with the next day after this moment.

    Raises DomainError when somebody else keeps it.
    """
    _refuse_unless_kept(schedule, by)
    kept = ReportSchedule.objects.select_for_update().get(pk=schedule.pk)
    if resting == (kept.next_at is None):
        return
    _set_next(kept, resting)
    kept.save_version(kept.version, ["next_on", "next_at"])


def _refuse_unless_kept(schedule: ReportSchedule, by: User) -> None:
    if not ReportSchedule.objects.kept_by(by).filter(pk=schedule.pk).exists():
        raise DomainError(f"{schedule.owner} keeps this schedule; ask there, or make your own.")


def refuse_strangers(schedule: ReportSchedule, people: Iterable[User]) -> None:
    """Raise DomainError when one of `people` may not have such reports."""
    kind = find(schedule.kind)
    for person in people:
        if not (person.is_active and person.may("documents.make") and person.may(kind.rule)):
            raise DomainError(f"{person}'s role has no such reports.", "recipients")
        if kind.name == LIST:
            _refuse_unless_listed(schedule.options["address"], person)


def _set_next(schedule: ReportSchedule, resting: bool) -> None:
    schedule.next_on, schedule.next_at = None, None
    if not resting:
        schedule.next_on, schedule.next_at = next_of(schedule, timezone.now())


def suggested_name(kind: Kind, options: Mapping[str, Any], by: User) -> str:
    """What a new schedule is called until somebody names it: a list by its own title.

    Raises DomainError when there is no such list.
    """
    if kind.name == LIST and "address" in options:
        listing = listed(str(options["address"]), by)
        return ", ".join([listing.title, *(words for _, words in listing.filters)])[:120]
    return kind.label


def _refuse_unless_listed(address: str, person: User) -> None:
    try:
        listed(address, person)
    except PermissionDenied as refusal:
        raise DomainError(f"{person} may not see this list.", "recipients") from refusal


@transaction.atomic
def leave(*, schedule: ReportSchedule, by: User) -> None:
    """Send `by` this report no more; a schedule that nobody receives rests, and its keeper is told.

    Raises DomainError when `by` keeps it and is the only one who receives it.
    """
    kept = ReportSchedule.objects.select_for_update().get(pk=schedule.pk)
    left = kept.recipients.exclude(pk=by.pk).exists()
    if not left and kept.owner_id == by.pk:
        raise DomainError("You are the only one who receives it; let the schedule rest instead.")
    kept.recipients.remove(by)
    if not left:
        _set_next(kept, resting=True)
        kept.save_version(kept.version, ["next_on", "next_at"])
        words = f"Nobody receives “{kept}” any more; it rests."
        key = f"report:alone-{kept.pk}-{kept.version}"
        notify([kept.owner], key, words, kept.get_absolute_url())


def next_of(schedule: ReportSchedule, after: datetime) -> tuple[date, datetime]:
    """The first day after the moment `after` on which it is due, and its moment."""
    local = timezone.localdate(after)
    days = due_days(
        schedule.rhythm, weekday=schedule.weekday, nth=schedule.nth,
        calendar=office_calendar(), since=local,
    )  # fmt: skip
    return next_due(days, schedule.at, timezone.get_default_timezone(), after)
