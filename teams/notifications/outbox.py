"""E-mail leaves at most once, and is never silently lost.

A row is claimed, handed to the mail server, and marked. If the sender dies or the
connection breaks in between, nobody can know whether it left: it is then shown to a
person as "perhaps sent" instead of being sent again.
"""

import re
import smtplib
import time
from datetime import timedelta
from email.mime.text import MIMEText

import structlog
from django.core.files.storage import default_storage
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from teams.notifications.models import OutboundEmail
from teams.notifications.rules import (
    MOST_ATTEMPTS,
    answer_code,
    may_pass_later,
    one_line,
    pause_after,
)

log = structlog.get_logger()

LEASE = timedelta(minutes=5)
SERVER_PAUSE = timedelta(minutes=1)
State = OutboundEmail.State


def send_due_emails(*, seconds: float = 8) -> int:
    """Send what is due, oldest first, for at most about `seconds`; how many were sent.

    Any number of senders may run at once. Must not run inside a transaction, whose
    rollback would forget that something was sent.
    """
    OutboundEmail.objects.overtaken(timezone.now()).update(
        state=State.UNKNOWN, error="The sender stopped before the mail server had answered."
    )
    due = OutboundEmail.objects.due(timezone.now())
    waiting = list(due.order_by("not_before", "pk").values_list("pk", flat=True)[:200])
    if not waiting:
        return 0
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as problem:
        due.update(not_before=timezone.now() + SERVER_PAUSE, error=_sentence(problem))
        log.warning("the mail server cannot be reached", problem=str(problem))
        return 0
    sent, until = 0, time.monotonic() + seconds
    try:
        for pk in waiting:
            if time.monotonic() > until:
                break
            if email := _claim(pk):
                sent += _send(email, connection)
                if email.state in (State.UNKNOWN, State.QUEUED):
                    # The server may have hung up; the rest leaves with the next tick.
                    break
    finally:
        connection.close()
    return sent


def _claim(pk: int) -> OutboundEmail | None:
    now = timezone.now()
    with transaction.atomic(durable=True):
        won = (
            OutboundEmail.objects.due(now)
            .filter(pk=pk)
            .update(state=State.SENDING, leased_until=now + LEASE, attempts=F("attempts") + 1)
        )
    return OutboundEmail.objects.get(pk=pk) if won else None


def _message(email: OutboundEmail, connection: BaseEmailBackend) -> EmailMessage:
    # What a colleague writes is answered to them; what Steward writes to nobody.
    own = {} if email.reply_to else {"Auto-Submitted": "auto-generated"}
    message = EmailMessage(
        subject=one_line(email.subject),
        body=email.body,
        to=[email.to],
        reply_to=[email.reply_to] if email.reply_to else None,
        headers={"Message-ID": email.message_id, **own},
        connection=connection,
    )
    for attached in email.attachments.all():
        with default_storage.open(attached.path) as file:
            message.attach(attached.name, file.read(), attached.content_type)
    if email.calendar:
        part = MIMEText(email.calendar, "calendar", "utf-8")
        part.set_param("method", calendar_method(email.calendar))
        message.attach(part)
    return message


def _send(email: OutboundEmail, connection: BaseEmailBackend) -> bool:
    try:
        message = _message(email, connection)
    except FileNotFoundError as problem:
        _mark(email, State.FAILED, error=_sentence(problem))
        log.exception("the attachment of an e-mail is missing", email=email.pk)
        return False
    except Exception as problem:
        # The storage cannot be reached; nothing has left, so it may be tried again.
        later = timezone.now() + pause_after(email.attempts)
        _mark(email, State.QUEUED, not_before=later, error=_sentence(problem))
        return False
    try:
        message.send()
    except (OSError, smtplib.SMTPException) as problem:
        _note(email, problem)
        return False
    except Exception as problem:
        # The message could not even be written down, so it cannot have left.
        _mark(email, State.FAILED, error=_sentence(problem))
        log.exception("an e-mail could not be written", email=email.pk)
        return False
    _mark(email, State.SENT, sent_at=timezone.now(), error="")
    return True


def calendar_method(text: str) -> str:
    """What an iCalendar text asks of a calendar: REQUEST, CANCEL, else PUBLISH."""
    found = re.search(r"^METHOD:([A-Z]+)\s*$", text, re.MULTILINE)
    return found[1] if found else "PUBLISH"


def _note(email: OutboundEmail, problem: Exception) -> None:
    code = answer_code(problem) if isinstance(problem, smtplib.SMTPException) else None
    if code is None or code == -1:
        _mark(email, State.UNKNOWN, error=_sentence(problem))
    elif may_pass_later(code) and email.attempts < MOST_ATTEMPTS:
        later = timezone.now() + pause_after(email.attempts)
        _mark(email, State.QUEUED, not_before=later, error=_sentence(problem))
    else:
        _mark(email, State.FAILED, error=_sentence(problem))


def _mark(email: OutboundEmail, state: str, **fields: object) -> None:
    email.state = state
    OutboundEmail.objects.filter(pk=email.pk, state__in=[State.SENDING, State.UNKNOWN]).update(
        state=state, leased_until=None, **fields
    )


def _sentence(problem: Exception) -> str:
    return one_line(f"{type(problem).__name__}: {problem}")[:300]
