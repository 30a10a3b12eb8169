"""Coming in through a link: is it still good, the one-time code, and the visit that follows."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from config.lib.errors import DomainError
from renewals.client_links.asking import tell_team
from renewals.client_links.models import AccessCode, ClientLink, LinkVisit
from renewals.client_links.rules import (
    CODE_MINUTES,
    CODE_TRIES,
    CODES_AN_HOUR,
    IDLE_MINUTES,
    LOCK_MINUTES,
    VISIT_HOURS,
    digest_of,
)
from teams.notifications.services import queue_email


class LinkState(models.TextChoices):
    OPEN = "open", "Open"
    SIGNED = "signed", "Signed off"
    WITHDRAWN = "withdrawn", "Withdrawn"
    REPLACED = "replaced", "Replaced by a newer one"
    EXPIRED = "expired", "Expired"


def state_of(link: ClientLink, now: datetime) -> LinkState:
    """What a link is good for at `now`; read from its request and its dates."""
    if link.request.signed_at:
        return LinkState.SIGNED
    if link.request.withdrawn_at:
        return LinkState.WITHDRAWN
    if link.ended_at:
        return LinkState.REPLACED
    return LinkState.EXPIRED if link.expires_at <= now else LinkState.OPEN


def find_link(secret: str) -> ClientLink | None:
    """The link with this secret, whatever it is still good for."""
    return ClientLink.objects.under(digest_of(secret))


@transaction.atomic
def send_code(*, link: ClientLink) -> AccessCode:
    """Send a one-time code to the contact of the link; a code sent before stops working.

    Raises DomainError while the link is locked, and when too many were asked for.
    """
    now = timezone.now()
    row = _locked(link, now)
    recent = row.codes.filter(sent_at__gt=now - timedelta(hours=1)).count()
    if recent >= CODES_AN_HOUR:
        raise DomainError("Several codes were sent within the last hour. Please wait a while.")
    row.codes.filter(used_at=None, expires_at__gt=now).update(expires_at=now)
    digits = f"{secrets.randbelow(10**6):06d}"
    code = AccessCode.objects.create(
        link=row, digest=_hashed(row, digits), sent_at=now,
        expires_at=now + timedelta(minutes=CODE_MINUTES),
    )  # fmt: skip
    queue_email(
        f"client-code:{code.pk}", row.request.email, f"Your code: {digits}",
        f"Your code is {digits}. It works once, for {CODE_MINUTES} minutes, together with the link "
        "we sent before.\n\nIf you did not ask for it, you need do nothing.\n",
        reply_to=row.request.asked_by.email,
    )  # fmt: skip
    return code


def enter(*, link: ClientLink, typed: str) -> str:
    """Begin a visit with the code as typed; the secret that the browser keeps.

    A wrong code counts even though it is refused; after some the link is locked for a while and
    the team told. Raises DomainError.
    """
    with transaction.atomic():
        secret, problem = _try(link, "".join(filter(str.isdigit, typed)))
    if not secret:
        raise DomainError(problem, "code")
    return secret


def _try(link: ClientLink, digits: str) -> tuple[str, str]:
    now = timezone.now()
    row = _locked(link, now)
    code = row.codes.filter(used_at=None, expires_at__gt=now).first()
    if code is None:
        return "", "This code no longer works. Ask for a new one."
    if not constant_time_compare(code.digest, _hashed(row, digits)):
        return "", _wrong(row, code, now)
    code.used_at = now
    code.save(update_fields=["used_at"])
    secret = secrets.token_urlsafe(32)
    LinkVisit.objects.create(link=row, digest=digest_of(secret), began_at=now, seen_at=now)
    return secret, ""


def _wrong(link: ClientLink, code: AccessCode, now: datetime) -> str:
    code.tries += 1
    left = CODE_TRIES - code.tries
    if left > 0:
        code.save(update_fields=["tries"])
        return f"This is not the code we sent. {left} more tries."
    code.expires_at = now
    code.save(update_fields=["tries", "expires_at"])
    link.locked_until = now + timedelta(minutes=LOCK_MINUTES)
    link.save(update_fields=["locked_until"])
    tell_team(
        link.request, f"locked:{code.pk}",
        f"{link.request.client}: the link of {link.request.contact.name} is locked after wrong "
        "codes",
    )  # fmt: skip
    return f"Too many wrong codes. The link is locked for {LOCK_MINUTES} minutes."


def visit_of(link: ClientLink, secret: str | None) -> LinkVisit | None:
    """The running visit of the browser that keeps `secret`; None when there is none."""
    if not secret:
        return None
    now = timezone.now()
    rows: Any = link.visits.filter(digest=digest_of(secret), ended_at=None)
    visit = rows.filter(
        seen_at__gt=now - timedelta(minutes=IDLE_MINUTES),
        began_at__gt=now - timedelta(hours=VISIT_HOURS),
    ).first()
    if visit and now - visit.seen_at > timedelta(minutes=1):
        LinkVisit.objects.filter(pk=visit.pk).update(seen_at=now)
    return visit


def _locked(link: ClientLink, now: datetime) -> ClientLink:
    rows: Any = ClientLink.objects.select_for_update(of=("self",))
    related = rows.select_related(
        "request__placement__client", "request__contact", "request__asked_by"
    )
    row = related.get(pk=link.pk)
    if state_of(row, now) != LinkState.OPEN:
        raise DomainError("This link no longer works.")
    if row.locked_until and row.locked_until > now:
        until = timezone.localtime(row.locked_until)
        raise DomainError(f"The link is locked until {until:%H:%M} after wrong codes.", "code")
    return row


def _hashed(link: ClientLink, digits: str) -> str:
    """What is kept of a code: six digits alone would be guessed from a plain digest."""
    return salted_hmac("client link code", f"{link.pk}:{digits}", algorithm="sha256").hexdigest()


def ask_again(*, link: ClientLink) -> None:
    """The client asks for a new link: the team is told, once a day."""
    request = link.request
    tell_team(
        request, f"again:{link.pk}:{timezone.localdate()}",
        f"{request.contact.name} of {request.client} asks for a new link",
    )  # fmt: skip
