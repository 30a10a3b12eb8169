"""Digests: what was told in the app reaches people by e-mail once, as each of them wants it."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from teams.calendar.querysets import office_calendar
from teams.notifications.catalogue import KINDS, LABELS
from teams.notifications.models import NoticePreference, NoticeSettings, Notification
from teams.notifications.rules import Quiet, mail_moment
from teams.notifications.services import queue_email
from teams.people.models import User

LINES = 200
CHUNK = 5000


def something_due(now: datetime) -> bool:
    """Whether a digest may have to leave by `now`; one small query."""
    waiting = Notification.objects.filter(settled_at=None)
    return waiting.filter(Q(mail_at=None) | Q(mail_at__lte=now)).exists()


@transaction.atomic
def decide_moments(*, now: datetime) -> int:
    """Give each new notice the moment at which it may leave; how many were decided.

    Notices that somebody does not want by e-mail, and those of people who left, are settled.
    """
    fresh = list(
        Notification.objects.filter(settled_at=None, mail_at=None)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("user")
        .order_by("pk")[:CHUNK]
    )
    ids = {row.user_id for row in fresh}
    wishes = {
        (row.user_id, row.kind): row.delivery
        for row in NoticePreference.objects.filter(user__in=ids)
    }
    quiet = {row.user_id: quiet_of(row) for row in NoticeSettings.objects.filter(user__in=ids)}
    calendar = office_calendar()
    for row in fresh:
        delivery = wishes.get((row.user_id, row.kind)) or KINDS[row.kind].usual
        created = timezone.localtime(row.created_at)
        moment = mail_moment(
            created, delivery, quiet.get(row.user_id, Quiet()), calendar.is_business_day
        )
        wanted = row.user.is_active and row.user.email and row.read_at is None
        row.mail_at = moment if wanted else None
        row.settled_at = None if row.mail_at else now
    Notification.objects.bulk_update(fresh, ["mail_at", "settled_at"], batch_size=1000)
    return len(fresh)


def quiet_of(row: NoticeSettings) -> Quiet:
    """The settings as the arithmetic needs them."""
    return Quiet(row.quiet_from, row.quiet_until, not row.closed_days, row.daily_at)


def send_digests(*, now: datetime) -> int:
    """Queue one e-mail for each person with notices due by `now`; how many were queued.

    The e-mail and the mark on its notices are one transaction, and the notices are locked: runs
    side by side, or after a silence of days, mail each notice once. What was read meanwhile is
    not mailed.
    """
    due = Notification.objects.filter(settled_at=None, mail_at__lte=now)
    sent = 0
    for user in User.objects.filter(pk__in=due.order_by().values("user")).order_by("pk"):
        sent += _send(user, now)
    return sent


@transaction.atomic
def _send(user: User, now: datetime) -> bool:
    rows = list(
        Notification.objects.filter(user=user, settled_at=None, mail_at__lte=now)
        .select_for_update(skip_locked=True)
        .order_by("pk")
    )
    unread = [row for row in rows if row.read_at is None]
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(settled_at=now)
    if not unread:
        return False
    count = len(unread)
    queue_email(
        f"digest:{user.pk}:{unread[0].pk}",
        user.email,
        f"Steward: {count} {'notice' if count == 1 else 'notices'} for you",
        digest(user, unread),
    )
    return True


def digest(user: User, rows: Iterable[Notification]) -> str:
    """The e-mail's words: a block for each client, in the order in which they came up."""
    rows = list(rows)
    blocks: dict[str, list[Notification]] = {}
    for row in rows[:LINES]:
        blocks.setdefault(row.about or LABELS[row.kind], []).append(row)
    lines = [f"{user.name},", ""]
    for heading, found in blocks.items():
        lines += [heading, *(_line(row) for row in found), ""]
    if len(rows) > LINES:
        lines += [f"… and {len(rows) - LINES:,} more under Notices.", ""]
    return "\n".join(
        [*lines, f"Choose what reaches you and when: {settings.SITE_ADDRESS}/notices/settings/"]
    )


def _line(row: Notification) -> str:
    at = timezone.localtime(row.created_at)
    link = f"\n    {settings.SITE_ADDRESS}{row.url}" if row.url else ""
    return f"  {at:%m/%d %I:%M %p}  {row.text}{link}"


@transaction.atomic
def save_wishes(*, by: User, deliveries: dict[str, str], quiet: dict[str, object]) -> None:
    """Keep how and when notices reach `by`; what waits to be mailed is decided anew.

    `deliveries` maps kinds to deliveries; `quiet` holds fields of NoticeSettings.
    """
    NoticeSettings.objects.update_or_create(user=by, defaults=quiet)
    for kind, delivery in deliveries.items():
        if delivery == KINDS[kind].usual:
            NoticePreference.objects.filter(user=by, kind=kind).delete()
        else:
            NoticePreference.objects.update_or_create(
                user=by, kind=kind, defaults={"delivery": delivery}
            )
    Notification.objects.filter(user=by, settled_at=None).update(mail_at=None)
