"""Taking a placement to the markets; every step with a market is a dated event."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.activities.services import log_event
from accounts.attachments.models import Attachment
from accounts.carriers.models import Underwriter, WritingCompany
from accounts.clients.models import Client
from accounts.policies.models import LineOfBusiness
from config.lib.errors import DomainError
from renewals.marketing.models import DeclineReason, Submission, SubmissionLine, SubmissionStep
from renewals.marketing.suggesting import blocked
from renewals.placements.models import Placement
from renewals.specifications.models import Specification
from teams.notifications.models import OutboundEmail
from teams.people.models import User

Kind = SubmissionStep.Kind
OVER = "This placement is closed; move it back first."


def check_may(placement: Placement, by: User) -> None:
    """Raises DomainError unless `by` keeps renewals of the placement's client, and it is open."""
    if not by.may("renewals.write"):
        raise DomainError("Your role may not keep renewals.")
    if not Client.objects.visible_to(by).filter(pk=placement.client_id).exists():
        raise DomainError("There is no such placement among yours.")
    if placement.is_final:
        raise DomainError(OVER)


@transaction.atomic
def add_submission(
    *, placement: Placement, company: WritingCompany, lines: Sequence[LineOfBusiness], by: User,
    intermediary: WritingCompany | None = None, underwriter: Underwriter | None = None,
    target_premium: Decimal | None = None, due_on: date | None = None, note: str = "",
) -> Submission:  # fmt: skip
    """Put a market on the placement's list; nothing is sent yet. Dollars a year.

    Raises DomainError without lines, for a market that is on the list or no longer works, an
    insurer in the place of a wholesaler, an underwriter of another carrier, and a market that
    avoids the risk, is rated too low or declined it this year without a word of why.
    """
    check_may(placement, by)
    if not lines:
        raise DomainError("Choose at least one line.", "lines")
    if not company.active:
        raise DomainError(f"{company} is marked as not active.", "company")
    if intermediary is not None and intermediary.kind == WritingCompany.Kind.INSURER:
        raise DomainError("An insurer is reached through a wholesaler or managing agent.",
                          "intermediary")  # fmt: skip
    carriers = {company.carrier_id} | ({intermediary.carrier_id} if intermediary else set())
    if underwriter is not None and underwriter.carrier_id not in carriers:
        raise DomainError(f"{underwriter} works for another carrier.", "underwriter")
    if (against := blocked(placement, company)) and not note.strip():
        raise DomainError(
            f"{company} is blocked: {'; '.join(against)}. Say why it is asked all the same.", "note"
        )
    Placement.objects.select_for_update(of=("self",)).get(pk=placement.pk)
    if placement.submissions.filter(company=company, intermediary=intermediary).exists():
        raise DomainError("This market is on the list already.", "company")
    submission = Submission.objects.create(
        placement=placement, company=company, intermediary=intermediary, underwriter=underwriter,
        target_premium=target_premium, due_on=due_on, note=note.strip(), created_by=by,
    )  # fmt: skip
    SubmissionLine.objects.bulk_create(
        [SubmissionLine(submission=submission, line=line) for line in lines]
    )
    return submission


@transaction.atomic
def record_step(
    *, submission: Submission, kind: str, on: date, by: User | None, text: str = "",
    reason: DeclineReason | None = None, contact: str = "", papers: Sequence[str] = (),
    email: OutboundEmail | None = None, attachment: Attachment | None = None,
    form_key: UUID | None = None, specification: Specification | None = None,
) -> SubmissionStep:  # fmt: skip
    """Note what happened with a market on `on`; `by` None is Steward itself.

    A declination has its reason and whom one can ask about it (SLA Bulletin 1518). The same
    `form_key` gives the step it made before. Raises DomainError for a day in the future or
    before the submission went out, and for an answer to what was never sent.
    """
    if form_key and (made := SubmissionStep.objects.filter(form_key=form_key).first()):
        if made.submission_id != submission.pk:
            raise DomainError("This form was already used; open a new one.")
        return made
    current = locked_submission(submission, by)
    _check_step(current, kind, on, reason, text, contact)
    if specification is not None:
        _check_specification(current, specification)
    if attachment is not None and attachment.client_id != current.placement.client_id:
        raise DomainError("This file belongs to another client.", "attachment")
    step = SubmissionStep.objects.create(
        submission=current, kind=kind, on=on, reason=reason, text=text.strip(),
        contact=contact.strip(), papers=list(papers), email=email, attachment=attachment,
        specification=specification, form_key=form_key, by=by,
    )  # fmt: skip
    log_event(
        client=current.placement.client, by=by, text=step.text, link=current.get_absolute_url(),
        subject=f"{current}: {step.get_kind_display().lower()}"
        + (f", {reason.name.lower()}" if reason else ""),
    )  # fmt: skip
    return step


def _check_specification(current: Any, specification: Specification) -> None:
    if specification.placement_id != current.placement_id:
        raise DomainError("This specification is of another placement.", "specification")
    if not specification.reviewed:
        raise DomainError(
            "A second person reviews the specification before it goes to a market.", "specification"
        )


def _check_step(
    current: Any, kind: str, on: date, reason: DeclineReason | None, text: str, contact: str
) -> None:
    if kind not in Kind.values:
        raise DomainError("Choose what happened.", "kind")
    if on > timezone.localdate():
        raise DomainError("This is recorded once it has happened.", "on")
    if kind not in (Kind.SENT, Kind.WITHDRAWN):
        if current.sent_on is None:
            raise DomainError("This market has not been sent anything yet.", "kind")
        if on < current.sent_on:
            raise DomainError(f"It was sent on {current.sent_on:%m/%d/%Y}, after that day.", "on")
    if (kind == Kind.DECLINED) != (reason is not None):
        raise DomainError("A declination has its reason, nothing else has one.", "reason")
    if kind == Kind.DECLINED and not contact.strip():
        raise DomainError(
            "Say who declined, with telephone or e-mail; the search must be verifiable.", "contact"
        )
    if reason is not None and reason.code == "other" and not text.strip():
        raise DomainError("Say the other reason in words.", "text")
    if kind == Kind.WITHDRAWN and not text.strip():
        raise DomainError("Say why the submission is withdrawn.", "text")


def locked_submission(submission: Submission, by: User | None) -> Any:
    """The row with its standing, held until the transaction ends; `by` None is Steward itself."""
    rows = Submission.objects.select_for_update(of=("self",)).with_standing()  # type: ignore[attr-defined]
    current = rows.select_related("placement__client", "company", "intermediary").get(
        pk=submission.pk
    )
    if by is not None:
        check_may(current.placement, by)
    return current
