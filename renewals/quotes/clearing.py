"""What a quote asks for: cleared with its evidence, taken back with a reason, followed up."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.activities.services import log_event
from accounts.attachments.models import Attachment
from accounts.follow_ups.models import FollowUp, FollowUpOutcome
from accounts.follow_ups.services import add_follow_up, complete_follow_up
from config.lib.errors import DomainError
from renewals.marketing.services import check_may
from renewals.quotes.models import Quote, Subjectivity
from teams.people.models import User

WITHIN_DAYS = 14


@transaction.atomic
def clear_subjectivity(
    *, subjectivity: Subjectivity, by: User, version: int, evidence: str,
    attachment: Attachment | None = None,
) -> Subjectivity:  # fmt: skip
    """The market has what it asked for, as `evidence` says and `attachment` shows.

    What was followed up for it is closed. Safe to repeat. Raises DomainError without a word of
    evidence, for a file of another client, and when somebody changed it meanwhile.
    """
    row = _locked(subjectivity, by)
    if row.cleared_on:
        return row
    client = row.quote.submission.placement.client
    if not evidence.strip():
        raise DomainError("Say what clears it: who sent what, and when.", "evidence")
    if attachment is not None and attachment.client_id != client.pk:
        raise DomainError("This file belongs to another client.", "attachment")
    row.cleared_on, row.cleared_by, row.attachment = timezone.localdate(), by, attachment
    row.evidence, row.taken_back_why = evidence.strip()[:300], ""
    row.save_version(
        version, ["cleared_on", "cleared_by", "evidence", "attachment", "taken_back_why"]
    )
    _end_follow_ups(row, by)
    log_event(
        client=client, by=by, text=row.evidence, link=row.quote.get_absolute_url(),
        subject=f"Cleared with {row.quote.company}: {row.text}"[:200],
    )  # fmt: skip
    return row


@transaction.atomic
def take_back_clearing(
    *, subjectivity: Subjectivity, by: User, version: int, why: str
) -> Subjectivity:
    """What was taken for cleared is owed again, as `why` says; once bound it is followed up.

    Who had cleared it and with what stays on the timeline and in the history. Safe to repeat.
    Raises DomainError without a reason, and when somebody changed it meanwhile.
    """
    row = _locked(subjectivity, by)
    if row.cleared_on is None:
        return row
    if not why.strip():
        raise DomainError("Say why it is owed again.", "why")
    row.cleared_on = row.cleared_by = row.attachment = None
    row.evidence, row.taken_back_why = "", why.strip()[:300]
    row.save_version(
        version, ["cleared_on", "cleared_by", "evidence", "attachment", "taken_back_why"]
    )
    log_event(
        client=row.quote.submission.placement.client, by=by, text=row.taken_back_why,
        subject=f"Owed again to {row.quote.company}: {row.text}"[:200],
        link=row.quote.get_absolute_url(),
    )  # fmt: skip
    if row.quote.is_bound:
        _follow_up(row, row.quote, by)
    return row


def follow_up_owed(quote: Quote, by: User) -> None:
    """What the company still wants of a quote that is bound, each on its day; asked once."""
    for row in quote.subjectivities.uncleared():  # type: ignore[attr-defined]
        _follow_up(row, quote, by)


def _follow_up(row: Subjectivity, quote: Quote, by: User) -> None:
    today = timezone.localdate()
    add_follow_up(
        client=quote.submission.placement.client, by=by, kind="document",
        subject=f"{quote.company} asks for: {row.text}"[:200], note=quote.get_absolute_url(),
        due_on=max(row.due_on or today + timedelta(days=WITHIN_DAYS), today),
        key=f"{_keys(row)}{row.version}",
    )  # fmt: skip


def _keys(row: Subjectivity) -> str:
    return f"subjectivity:{row.pk}:"


def _end_follow_ups(row: Subjectivity, by: User) -> None:
    open_ones = FollowUp.objects.filter(key__startswith=_keys(row), done_at=None)
    for follow_up in open_ones if by.may("follow_ups.write") else ():
        complete_follow_up(
            follow_up=follow_up, outcome=FollowUpOutcome.objects.get(code="received"), by=by,
            text=row.evidence, start_next=False,
        )  # fmt: skip


def _locked(subjectivity: Subjectivity, by: User) -> Any:
    rows = Subjectivity.objects.select_for_update(of=("self",)).select_related(
        "quote__submission__placement__client", "quote__company"
    )
    row = rows.get(pk=subjectivity.pk)
    check_may(row.quote.submission.placement, by)
    return row
