"""Telling people things, once: notices in the app, and the outbox of e-mails."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from config.lib.errors import DomainError
from teams.notifications.catalogue import kind_of
from teams.notifications.models import Bounce, EmailAttachment, Notification, OutboundEmail
from teams.notifications.outbox import send_due_emails
from teams.notifications.rules import one_line
from teams.people.models import User

__all__ = [
    "Attached",
    "clear_bounces",
    "mark_read",
    "notify",
    "queue_email",
    "record_bounce",
    "send_due_emails",
]


@dataclass(frozen=True)
class Attached:
    """A stored file to send along: its path in the storage, its name there, its type."""

    path: str
    name: str
    content_type: str


def notify(
    users: Iterable[User | int], key: str, text: str, url: str = "", *, about: str = ""
) -> None:
    """Tell `users` (people or their ids) `text`, each of them once per `key`, ever.

    The first word of `key` says of which kind the notice is, and with it how it reaches people
    by e-mail (catalogue.py); `about`, the client's name, batches it there.
    """
    ids = {user.pk if isinstance(user, User) else user for user in users}
    kind = kind_of(key)
    Notification.objects.bulk_create(
        [
            Notification(
                user_id=pk, key=key, text=text[:300], url=url, kind=kind, about=about[:200]
            )
            for pk in sorted(ids)
        ],
        ignore_conflicts=True,
    )


def mark_read(*, by: User, notice_id: int | None = None) -> int:
    """Mark one notice of `by`, or all of them, as read; how many became read."""
    one = Q(pk=notice_id) if notice_id else Q()
    notices = Notification.objects.visible_to(by).unread().filter(one)
    return notices.update(read_at=timezone.now())


@transaction.atomic
def queue_email(
    key: str,
    to: str,
    subject: str,
    body: str,
    *,
    attached: Sequence[Attached] = (),
    reply_to: str = "",
    calendar: str = "",
) -> OutboundEmail:
    """Put an e-mail into the outbox, in the caller's transaction; each `key` leaves once, ever.

    `attached` are files in the storage, read when the e-mail leaves; `calendar` is an iCalendar
    text that goes with it, so that calendars take it as an invitation.
    """
    email, is_new = OutboundEmail.objects.get_or_create(
        key=key,
        defaults={
            "to": to,
            "subject": one_line(subject)[:200],
            "body": body,
            "reply_to": reply_to,
            "calendar": calendar,
        },
    )
    if is_new:
        EmailAttachment.objects.bulk_create(
            EmailAttachment(
                email=email, path=a.path, name=one_line(a.name)[:200], content_type=a.content_type
            )
            for a in attached
        )
    return email


@transaction.atomic
def record_bounce(
    *,
    message_id: str,
    reason: str,
    lasting: bool = True,
    at: datetime | None = None,
    by: User | None = None,
) -> Bounce:
    """Note that an e-mail came back, as a mail service reports it or a person saw it.

    Safe to repeat: the first report of an e-mail counts. A `lasting` one blocks the address.
    Raises DomainError for an e-mail nobody sent, one that has not left, or without a reason.
    """
    email = OutboundEmail.objects.filter(message_id=message_id.strip()).first()
    if email is None:
        raise DomainError("No e-mail with this Message-ID left here.", "message_id")
    if email.state not in (OutboundEmail.State.SENT, OutboundEmail.State.UNKNOWN):
        raise DomainError("This e-mail has not left, so it cannot have come back.")
    if not reason.strip():
        raise DomainError("Say what the returned e-mail says.", "reason")
    bounce, _ = Bounce.objects.get_or_create(
        email=email,
        defaults={
            "at": at or timezone.now(),
            "reason": one_line(reason)[:300],
            "lasting": lasting,
            "by": by,
        },
    )
    return bounce


def clear_bounces(*, address: str, by: User) -> int:
    """Let e-mail go to `address` again, once somebody has seen to it; how many were cleared."""
    return Bounce.objects.blocking(address).update(cleared_at=timezone.now(), cleared_by=by)
