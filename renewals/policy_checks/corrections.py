"""Asking the carrier: where a policy is, and for its corrections, until each is closed."""

from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from accounts.activities.services import log_event
from accounts.carriers.models import Underwriter
from config.lib.errors import DomainError
from renewals.policy_checks.models import CarrierRequest, CheckItem, PolicyCheck
from renewals.policy_checks.services import end_chase, locked
from renewals.policy_checks.states import Closure, Purpose, Through
from teams.notifications.services import queue_email
from teams.people.models import User

ANSWER_WITHIN = timedelta(days=7)


@transaction.atomic
def ask_carrier(
    *, check: PolicyCheck, by: User, through: str, whom: str, message: str, form_key: UUID,
    due_on: date | None = None,
) -> CarrierRequest:  # fmt: skip
    """Ask `whom` for the policy, or once it is there for the correction of what is wrong with it.

    By e-mail it leaves through the outbox; a call or the carrier's site is noted. All open
    discrepancies that were not asked about go into the request, and are chased from today. One
    form asks once. Raises DomainError without an address or words, for a policy without open
    discrepancies, and for a day of answer that is past.
    """
    if made := CarrierRequest.objects.filter(form_key=form_key).first():
        return made
    now = locked(check, by)
    today = timezone.localdate()
    due = due_on or today + ANSWER_WITHIN
    _check(through, whom, message, due, today)
    purpose = Purpose.CORRECTION if now.received_on else Purpose.CHASE
    items = CheckItem.objects.none()
    if purpose == Purpose.CORRECTION:
        if now.finished_on is None:
            raise DomainError("Finish the check first, so that the carrier is asked once.")
        items = now.items.discrepancies()
        if not items.exists():
            raise DomainError("Nothing is left to be corrected.")
    email = None
    if through == Through.EMAIL:
        subject = f"{purpose.label} {now.term.policy.line}, {now.term.number}, {now.client}"
        email = queue_email(
            f"carrier-request:{form_key}", whom.strip(), subject, message.strip(),
            reply_to=by.email,
        )  # fmt: skip
    made = CarrierRequest.objects.create(
        check_of=now, purpose=purpose, through=through, whom=whom.strip()[:200],
        message=message.strip(), due_on=due, email=email, form_key=form_key, by=by,
    )  # fmt: skip
    if purpose == Purpose.CORRECTION:
        items.filter(request=None).update(request=made)
        if now.asked_on is None:
            now.asked_on = today
            now.save_version(now.version, ["asked_on"])
    how = Through(through).label.lower()
    log_event(client=now.client, term=now.term, by=by, text=made.message,
              link=now.get_absolute_url(),
              subject=f"{purpose.label} Asked {made.whom} ({how})")  # fmt: skip
    return made


def _check(through: str, whom: str, message: str, due: date, today: date) -> None:
    if through not in Through.values:
        raise DomainError("By e-mail, by phone or on the carrier’s site?", "through")
    if not whom.strip():
        raise DomainError("Say who is asked.", "whom")
    if through == Through.EMAIL:
        try:
            validate_email(whom.strip())
        except ValidationError as error:
            raise DomainError("This is not an e-mail address.", "whom") from error
    if not message.strip():
        raise DomainError("Write what is asked.", "message")
    if due < today:
        raise DomainError("The day by which the answer is wanted is past.", "due_on")


@transaction.atomic
def close_item(
    *, item: CheckItem, by: User, version: int, closed_as: str, note: str = ""
) -> CheckItem:
    """Close a discrepancy: corrected, accepted as issued, or none after all.

    Accepting leaves a policy other than what was ordered, so it takes who may override, and a
    word of who agreed. The last one closed ends the chase. Raises DomainError for anything else
    than an open discrepancy of a finished check.
    """
    now = locked(item.check_of, by)
    row = CheckItem.objects.select_for_update(of=("self",)).get(pk=item.pk, check_of=now)
    if row.version != version:
        raise DomainError("Somebody else closed or changed this item meanwhile.")
    if not row.is_open or now.finished_on is None:
        raise DomainError("Only an open discrepancy of a finished check is closed.")
    if closed_as not in Closure.values:
        raise DomainError("How does it end?", "closed_as")
    if closed_as != Closure.CORRECTED and not note.strip():
        raise DomainError("Say who agreed, or what was mistaken; it stays with the item.", "note")
    if closed_as == Closure.ACCEPTED and not by.may("renewals.override"):
        raise DomainError(
            "An account executive or a manager accepts what differs from the order.", "closed_as"
        )
    row.closed_as, row.closed_note = closed_as, note.strip()[:300]
    row.closed_on, row.closed_by = timezone.localdate(), by
    row.save_version(row.version, ["closed_as", "closed_note", "closed_on", "closed_by"])
    if not now.items.discrepancies().exists():
        end_chase(now, by, "answered")
        now.asked_on, now.asked_days = None, 0
        now.save_version(now.version, ["asked_on", "asked_days"])
        log_event(client=now.client, term=now.term, by=by, link=now.get_absolute_url(),
                  subject=f"All corrections of policy {now.term.number} are closed")  # fmt: skip
    return row


def addressee(check: PolicyCheck) -> str:
    """The e-mail of the underwriter who writes the line at the company; empty when unknown."""
    company, line = check.term.policy.writing_company, check.term.policy.line
    rows = Underwriter.objects.filter(carrier=company.carrier_id, active=True).exclude(email="")
    fitting = [u for u in rows if u.company_id in (None, company.pk)]
    fitting.sort(key=lambda u: (line.code not in u.lines, u.company_id is None, u.name))
    return fitting[0].email if fitting else ""


def request_words(check: PolicyCheck, by: User) -> str:
    """A letter to begin with: where the policy is, or what differs from the order."""
    term = check.term
    head = f"{check.client}, {term.policy.line}, {term.effective_on:%m/%d/%Y}, {term.number}"
    if check.received_on is None:
        return (
            f"{head}\n\nWe bound this coverage with you and have not received the policy. "
            f"Please send it, or tell us when it will issue.\n\nThank you,\n{by.name}"
        )
    lines = [
        f"– {item.group + ': ' if item.group else ''}{item.label}: ordered "
        f"{next(iter(item.expected.values()), 'as bound')}; the policy says {item.found}"
        for item in check.items.discrepancies()
    ]
    return (
        f"{head}\n\nThe policy differs from what was bound:\n\n" + "\n".join(lines) + "\n\n"
        f"Please correct it and send us the endorsement.\n\nThank you,\n{by.name}"
    )
