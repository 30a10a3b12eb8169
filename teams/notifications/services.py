"""Telling people things, once: notices in the app, and the outbox of e-mails."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from teams.notifications.models import Notification, OutboundEmail
from teams.notifications.outbox import send_due_emails
from teams.notifications.rules import one_line
from teams.people.models import User

__all__ = ["mark_read", "notify", "queue_email", "send_due_emails"]


def notify(users: Iterable[User | int], key: str, text: str, url: str = "") -> None:
    """Tell `users` (people or their ids) `text`, each of them once per `key`, ever."""
    ids = {user.pk if isinstance(user, User) else user for user in users}
    Notification.objects.bulk_create(
        [Notification(user_id=pk, key=key, text=text[:300], url=url) for pk in sorted(ids)],
        ignore_conflicts=True,
    )


def mark_read(*, by: User, notice_id: int | None = None) -> int:
    """Mark one notice of `by`, or all of them, as read; how many became read."""
    one = Q(pk=notice_id) if notice_id else Q()
    notices = Notification.objects.visible_to(by).unread().filter(one)
    return notices.update(read_at=timezone.now())


def queue_email(key: str, to: str, subject: str, body: str) -> OutboundEmail:
    """Put an e-mail into the outbox, in the caller's transaction; each `key` leaves once, ever."""
    email, _ = OutboundEmail.objects.get_or_create(
        key=key, defaults={"to": to, "subject": one_line(subject)[:200], "body": body}
    )
    return email
