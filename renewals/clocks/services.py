"""Writing down the notices that carriers give."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.activities.services import log_event
from accounts.attachments.models import Attachment
from accounts.clients.models import Client
from accounts.policies.models import PolicyTerm
from config.lib.errors import DomainError
from renewals.clocks.models import CarrierNotice, NoticeEvent
from teams.people.models import User


@transaction.atomic
def record_notice(
    *, term: PolicyTerm, event: str, given_on: date, says: str, by: User,
    attachment: Attachment | None = None,
) -> CarrierNotice:  # fmt: skip
    """Note that the carrier gave notice on `given_on`, the day of mailing or delivery.

    Raises DomainError for a day in the future or before the term, and without its words.
    """
    if not by.may("renewals.write"):
        raise DomainError("Your role may not keep renewals.")
    if not Client.objects.visible_to(by).filter(pk=term.client_id).exists():
        raise DomainError("There is no such policy among yours.")
    if event not in NoticeEvent.values:
        raise DomainError("Choose what the carrier gives notice of.", "event")
    if not says.strip():
        raise DomainError("Say what the carrier wants, and why.", "says")
    if given_on > timezone.localdate():
        raise DomainError("A notice is recorded once it was given.", "given_on")
    if given_on < term.effective_on:
        raise DomainError(
            f"This term began on {term.effective_on:%m/%d/%Y}; the notice belongs to an earlier "
            "one.",
            "given_on",
        )
    if attachment is not None and attachment.client_id != term.client_id:
        raise DomainError("This file belongs to another client.", "attachment")
    made = CarrierNotice.objects.create(
        term=term, event=event, given_on=given_on, says=says.strip(), attachment=attachment, by=by
    )
    log_event(
        client=term.client, term=term, by=by, text=made.says, link=term.get_absolute_url(),
        subject=f"Carrier’s notice on {term.number}: {made.get_event_display().lower()}",
    )  # fmt: skip
    return made
