"""Asking a client for information: the request, its links, and taking it back."""

import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.activities.services import log_event
from accounts.contacts.models import Contact
from config.lib.errors import DomainError
from renewals.client_links.models import ClientLink, ClientRequest, RequestItem
from renewals.client_links.rules import LINK_DAYS, digest_of
from renewals.placements.models import Placement
from renewals.underwriting.services import lock_for_answers
from renewals.underwriting.sheet import Item, sheet_of
from teams.access.roles import Role
from teams.notifications.models import Bounce, OutboundEmail
from teams.notifications.services import notify, queue_email
from teams.people.models import User


@transaction.atomic
def ask_client(
    *, placement: Placement, contact: Contact, question_ids: Sequence[int], due_on: date, by: User,
    message: str = "",
) -> ClientRequest:  # fmt: skip
    """Put these questions of the sheet to `contact`, who gets a link by e-mail.

    Raises DomainError for a day that is past, a contact of another client or without e-mail, an
    address from which mail came back, no question, and one that is being asked already.
    """
    current = lock_for_answers(placement, by)
    today = timezone.localdate()
    if due_on < today:
        raise DomainError("The day by which it is wanted is past.", "due_on")
    if contact.client_id != current.client_id:
        raise DomainError("This person belongs to another client.", "contact")
    _reachable(contact.email)
    wanted = set(question_ids)
    items = [item for item in askable(sheet_of(current).items) if item.question.pk in wanted]
    if not items:
        raise DomainError("Choose at least one question.", "questions")
    asked = RequestItem.objects.filter(
        request__in=current.client_requests.waiting(), question__in=[i.question for i in items]
    )
    if twice := asked.select_related("question", "request__contact").first():
        raise DomainError(
            f"{twice.request.contact.name} is being asked already: {twice.question}", "questions"
        )
    request = ClientRequest.objects.create(
        placement=current, contact=contact, email=contact.email, message=message.strip(),
        due_on=due_on, asked_on=today, asked_by=by,
    )  # fmt: skip
    RequestItem.objects.bulk_create(
        RequestItem(request=request, question=item.question, position=n, present=item.value)
        for n, item in enumerate(items)
    )
    new_link(request, f"Information for your insurance: {current.client}", _words(request), by)
    log_event(
        client=current.client, by=by, link=request.get_absolute_url(), text=request.message,
        subject=f"{len(items)} questions put to {contact.name}, wanted by {due_on:%m/%d/%Y}",
    )  # fmt: skip
    return request


def askable(items: Sequence[Item]) -> list[Item]:
    """What a client may be asked: everything but the protected numbers."""
    return [item for item in items if item.question.fact != "fein"]


def _reachable(email: str) -> None:
    if not email:
        raise DomainError("This person has no e-mail address; add it to the contact.", "contact")
    if Bounce.objects.blocking(email).exists():
        raise DomainError(f"E-mail to {email} came back; see to the address first.", "contact")


def _words(request: ClientRequest) -> str:
    said = f"{request.message}\n\n" if request.message else ""
    return (
        f"Dear {request.contact.name},\n\n{said}to prepare your insurance we need some facts from "
        f"you by {request.due_on:%m/%d/%Y}. You find our questions, with what we know already, "
        "under this address:"
    )


def new_link(
    request: ClientRequest, subject: str, words: str, by: User
) -> tuple[ClientLink, OutboundEmail]:
    """A new secret address for `request`, sent to its contact. Must run inside a transaction.

    The secret is in the e-mail alone; what is kept here is its digest.
    """
    secret = secrets.token_urlsafe(32)
    digest = digest_of(secret)
    address = f"{settings.SITE_ADDRESS}{reverse('answers', args=[secret])}"
    body = (
        f"{words}\n\n{address}\n\nThe address works for {LINK_DAYS} days. When you open it, we "
        f"send a code to {request.email} in a second message; keep both to yourself.\n\n"
        f"Questions? Answer this message, or call us.\n\n{by.name}\n"
    )
    email = queue_email(
        f"client-link:{digest[:40]}", request.email, subject, body, reply_to=by.email
    )
    link = ClientLink.objects.create(
        request=request, digest=digest, email=email,
        expires_at=timezone.now() + timedelta(days=LINK_DAYS),
    )  # fmt: skip
    return link, email


@transaction.atomic
def send_new_link(*, request: ClientRequest, by: User) -> ClientLink:
    """A fresh link for a request that still waits; the older ones stop working.

    Raises DomainError once it is signed off or withdrawn.
    """
    current = _waiting(request, by)
    _reachable(current.email)
    current.links.filter(ended_at=None).update(ended_at=timezone.now())
    link, _ = new_link(current, f"New link: {current.client}", _words(current), by)
    log_event(
        client=current.client, by=by, link=current.get_absolute_url(),
        subject=f"New link sent to {current.contact.name}",
    )  # fmt: skip
    return link


@transaction.atomic
def withdraw(*, request: ClientRequest, by: User) -> ClientRequest:
    """Take a request back: its links stop working and nobody is reminded. Raises DomainError."""
    current = _waiting(request, by)
    current.withdrawn_at, current.withdrawn_by = timezone.now(), by
    current.save_version(current.version, ["withdrawn_at", "withdrawn_by"])
    log_event(
        client=current.client, by=by, link=current.get_absolute_url(),
        subject=f"Questions to {current.contact.name} withdrawn",
    )  # fmt: skip
    return current


def _waiting(request: ClientRequest, by: User) -> ClientRequest:
    lock_for_answers(request.placement, by)
    rows: Any = ClientRequest.objects.select_for_update(of=("self",))
    current = rows.select_related("placement__client", "contact").get(pk=request.pk)
    if current.signed_at:
        raise DomainError("The client has signed it off; ask anew what is still open.")
    if current.withdrawn_at:
        raise DomainError("These questions were withdrawn.")
    return current


def tell_team(request: ClientRequest, key: str, text: str) -> list[User]:
    """Tell who asked and the client's account executive, once per `key`; who they are."""
    current = request.client.assignments.current().filter(role=Role.ACCOUNT_EXECUTIVE)
    people = {request.asked_by_id, *current.values_list("user", flat=True)}
    told = list(User.objects.active().filter(pk__in=people))
    notify(
        told, key=f"client-request:{key}", text=text, url=request.get_absolute_url(),
        about=str(request.client),
    )  # fmt: skip
    return told
