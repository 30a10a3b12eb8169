"""Recording what became of an expiring term where no transaction says it (DOMAIN §7)."""

from datetime import date
from decimal import Decimal
from typing import cast
from uuid import UUID

from django.db import transaction

from accounts.activities.services import log_event
from accounts.attachments.models import Attachment
from accounts.clients.models import Client
from accounts.policies.models import ChangeReason, PolicyTerm
from accounts.policies.services import Facts, TermFacts, renew
from config.lib.errors import DomainError
from renewals.dispositions.models import Disposition
from renewals.dispositions.outcomes import KEPT, LABELS, RECORDED_BY_HAND, Outcome
from renewals.dispositions.querysets import with_disposition
from teams.people.models import User

LONGEST_EXTENSION = 180  # days; what runs longer is a renewal


@transaction.atomic
def record_disposition(
    *, term: PolicyTerm, outcome: str, evidence: str, by: User, reason: ChangeReason | None = None,
    attachment: Attachment | None = None, successor: PolicyTerm | None = None,
) -> Disposition:  # fmt: skip
    """Say what became of `term`, with the evidence and, for lost business, the reason.

    Raises DomainError when its transactions or somebody already say it, and for facts that are
    missing or belong to another client.
    """
    term = _open_term(term, by)
    if outcome not in RECORDED_BY_HAND:
        raise DomainError("Choose what became of the policy.", "outcome")
    if not evidence.strip():
        raise DomainError("Say where this can be read: a letter, an e-mail, a call.", "evidence")
    if outcome in (Outcome.LOST, Outcome.NON_RENEWED) and reason is None:
        raise DomainError("Choose the reason; lost business is counted by it.", "reason")
    if outcome in KEPT:
        _check_successor(term, successor)
    if attachment is not None and attachment.client_id != term.client_id:
        raise DomainError("This file belongs to another client.", "attachment")
    made = Disposition.objects.create(
        term=term, outcome=outcome, evidence=evidence.strip(), reason=reason,
        attachment=attachment, successor=successor if outcome in KEPT else None, by=by,
    )  # fmt: skip
    _log(made, by)
    return made


@transaction.atomic
def extend(
    *, term: PolicyTerm, until: date, premium: Decimal, evidence: str, form_key: UUID, by: User
) -> Disposition:
    """The carrier lets `term` run on until `until` for `premium` dollars.

    The days between are a short term of the same policy, which then comes up for renewal itself.
    Raises DomainError for no extension or one of more than 180 days, or no evidence.
    """
    term = _open_term(term, by)
    if not evidence.strip():
        raise DomainError("Say where the carrier’s extension can be read.", "evidence")
    start = cast(date, term.expires_on)
    if not 0 < (until - start).days <= LONGEST_EXTENSION:
        raise DomainError(
            f"An extension ends 1 to {LONGEST_EXTENSION} days after {start:%m/%d/%Y}; "
            "what runs longer is a renewal.",
            "until",
        )
    facts = Facts(form_key, description=f"Extension to {until:%m/%d/%Y}")
    made = renew(
        term=term, by=by, version=term.version, facts=facts,
        next_term=TermFacts(
            term.number, start, until, premium, term.commission_rate,
            term.minimum_earned,
        ),
    )  # fmt: skip
    extension = Disposition.objects.create(
        term=term, outcome=Outcome.EXTENDED, evidence=evidence.strip(), successor=made.term, by=by
    )
    _log(extension, by)
    return extension


@transaction.atomic
def withdraw_disposition(*, term: PolicyTerm, why: str, by: User) -> None:
    """Take a recorded disposition back; the history keeps it. Raises DomainError without a word
    of why, when none was recorded, and for an extension, which is undone by cancelling it."""
    _may(term, by)
    found = Disposition.objects.select_for_update(of=("self",)).filter(term=term).first()
    if found is None:
        raise DomainError("Nothing was recorded for this policy.")
    if found.outcome == Outcome.EXTENDED:
        raise DomainError("Cancel the extension on its own page; then this is open again.")
    if not why.strip():
        raise DomainError("Say why it is taken back.", "why")
    words = found.get_outcome_display()
    found.delete()
    subject = f"{term.number} is open again: “{words}” taken back"
    log_event(client=term.client, term=term, subject=subject, text=why.strip(), by=by,
              link=term.get_absolute_url())  # fmt: skip


def _may(term: PolicyTerm, by: User) -> None:
    if not by.may("renewals.write"):
        raise DomainError("Your role may not keep renewals.")
    if not Client.objects.visible_to(by).filter(pk=term.client_id).exists():
        raise DomainError("There is no such policy among yours.")


def _open_term(term: PolicyTerm, by: User) -> PolicyTerm:
    """The term, locked, if nothing says yet what became of it."""
    _may(term, by)
    PolicyTerm.objects.select_for_update(of=("self",)).get(pk=term.pk)
    now = with_disposition(PolicyTerm.objects.select_related("client", "policy")).get(pk=term.pk)
    if now.expires_on is None:
        raise DomainError("A continuous policy does not expire; cancel it when it ends.")
    if now.outcome:
        raise DomainError(f"This policy ended already: {LABELS[now.outcome].lower()}.")
    return now


def _check_successor(term: PolicyTerm, successor: PolicyTerm | None) -> None:
    if successor is None:
        raise DomainError("Choose the policy that follows; enter it first if needed.", "successor")
    if successor.client_id != term.client_id or successor.pk == term.pk:
        raise DomainError("Choose another policy of the same client.", "successor")
    if term.expires_on and successor.effective_on < term.effective_on:
        raise DomainError("What follows cannot begin before this policy did.", "successor")


def _log(made: Disposition, by: User) -> None:
    reason = f" ({made.reason.name.lower()})" if made.reason else ""
    log_event(
        client=made.term.client, term=made.term, by=by, text=made.evidence,
        subject=f"{made.term.number}: {made.get_outcome_display().lower()}{reason}",
        link=made.term.get_absolute_url(),
    )  # fmt: skip
