"""Taking a placement to the markets; every step with a market is a dated event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
from accounts.coverages.models import CoverageField
from accounts.ledger.services import seen_before
from accounts.policies.models import LineOfBusiness, Policy
from config.lib.errors import DomainError
from config.lib.money import ZERO
from renewals.marketing.models import (
    DeclineReason,
    Quote,
    QuoteDetail,
    QuoteLine,
    Subjectivity,
    Submission,
    SubmissionLine,
    SubmissionStep,
)
from renewals.marketing.suggesting import blocked
from renewals.marketing.warning import warn_of_rises
from renewals.placements.models import Placement
from renewals.specifications.models import Specification
from teams.notifications.models import OutboundEmail
from teams.people.models import User

Kind = SubmissionStep.Kind
OVER = "This placement is closed; move it back first."
CHANGED = "Somebody changed this quote meanwhile. Look at it and save again."
BOUND = "This quote is bound as it was. What changes from now on is an endorsement of the policy."
Value = Decimal | date | str | None


@dataclass(frozen=True)
class LineFacts:
    """One quoted line: dollars, the exposure it is figured on, and what its coverage says."""

    line: LineOfBusiness
    premium: Decimal
    terrorism: Decimal = ZERO
    taxes: Decimal = ZERO
    fees: Decimal = ZERO
    exposure: Decimal | None = None
    exposure_basis: str = ""
    expiring_exposure: Decimal | None = None
    values: Mapping[CoverageField, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class QuoteFacts:
    """A quote as it is entered; rates in percent, `subjectivities` as (text, owed, due)."""

    company: WritingCompany
    option: str
    received_on: date
    effective_on: date
    expires_on: date
    valid_until: date
    commission_rate: Decimal
    key_exclusions: str
    lines: Sequence[LineFacts]
    number: str = ""
    bill_mode: str = Policy.BillMode.AGENCY
    broker_fee: Decimal = ZERO
    minimum_earned: Decimal | None = None
    terms: str = ""
    payment_options: str = ""
    attachment: Attachment | None = None
    subjectivities: Sequence[tuple[str, str, date | None]] = ()


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
    current = _locked(submission, by)
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


@transaction.atomic
def enter_quote(
    *, submission: Submission, facts: QuoteFacts, by: User, quote: Quote | None = None,
    version: int | None = None, form_key: UUID | None = None,
) -> Quote:  # fmt: skip
    """Write a quote down, or change `quote` as seen at `version`; the market then has quoted.

    The same form gives the quote it made. Raises DomainError at the field that is wrong, and for
    a quote that is bound; nothing is saved then. Raises AlteredForm when the form says something
    else than it did.
    """
    said = {"submission": submission.pk, "facts": repr(facts)}
    if form_key and quote is None and seen_before(form_key, **said):
        return Quote.objects.get(form_key=form_key)
    current = _locked(submission, by)
    if current.sent_on is None:
        raise DomainError("Note first that the submission was sent.", "received_on")
    _check_quote(current, facts, quote)
    values = {
        name: getattr(facts, name)
        for name in (
            "company", "option", "number", "received_on", "effective_on", "expires_on",
            "valid_until", "commission_rate", "bill_mode", "broker_fee", "minimum_earned",
            "key_exclusions", "terms", "payment_options", "attachment",
        )
    }  # fmt: skip
    if quote is None:
        row = Quote.objects.create(submission=current, created_by=by, form_key=form_key, **values)
        record_step(
            submission=current, kind=Kind.QUOTED, on=facts.received_on, by=by,
            text=f"{row}: ${sum((n.premium for n in facts.lines), ZERO):,.2f}",
        )  # fmt: skip
    else:
        row = Quote.objects.select_for_update().get(pk=quote.pk)
        if row.version != version:
            raise DomainError(CHANGED)
        if row.withdrawn_on:
            raise DomainError("This quote was withdrawn and stays as it was.")
        if row.is_bound:
            raise DomainError(BOUND)
        for name, value in values.items():
            setattr(row, name, value)
        row.save_version(row.version, list(values))
        log_event(
            client=current.placement.client, by=by, link=row.get_absolute_url(),
            subject=f"Quote of {row} changed",
        )  # fmt: skip
    _write_lines(row, facts)
    warn_of_rises(row)
    return row


def _check_quote(current: Any, facts: QuoteFacts, quote: Quote | None) -> None:
    if not facts.lines:
        raise DomainError("A quote is for at least one line.", "lines")
    if len({row.line.pk for row in facts.lines}) < len(facts.lines):
        raise DomainError("Each line stands once in a quote.", "lines")
    if not facts.key_exclusions.strip():
        raise DomainError(
            "Write the key exclusions; if the market states none, write so.", "key_exclusions"
        )
    if facts.company.kind != WritingCompany.Kind.INSURER:
        raise DomainError("Name the insurer that is to issue the policy.", "company")
    if facts.received_on > timezone.localdate():
        raise DomainError("A quote is entered once it is here.", "received_on")
    if facts.received_on < current.sent_on:
        raise DomainError(
            f"The submission was sent on {current.sent_on:%m/%d/%Y}, after that day.",
            "received_on",
        )
    if facts.valid_until < facts.received_on:
        raise DomainError("It would have expired before it came.", "valid_until")
    if facts.expires_on <= facts.effective_on:
        raise DomainError("The expiration comes after the effective date.", "expires_on")
    if facts.attachment and facts.attachment.client_id != current.placement.client_id:
        raise DomainError("This file belongs to another client.", "attachment")
    same = current.quotes.filter(company=facts.company, option__iexact=facts.option.strip())
    if same.exclude(pk=quote.pk if quote else None).exists():
        raise DomainError("This market has an option of that name already.", "option")


def _write_lines(quote: Quote, facts: QuoteFacts) -> None:
    kept = {row.line.pk for row in facts.lines}
    quote.lines.exclude(line__in=kept).delete()
    for said in facts.lines:
        row, _ = QuoteLine.objects.update_or_create(
            quote=quote, line=said.line,
            defaults={
                "premium": said.premium, "terrorism": said.terrorism, "taxes": said.taxes,
                "fees": said.fees, "exposure": said.exposure,
                "exposure_basis": said.exposure_basis.strip(),
                "expiring_exposure": said.expiring_exposure,
            },
        )  # fmt: skip
        row.details.all().delete()
        QuoteDetail.objects.bulk_create(
            [detail_of(row, f, v) for f, v in said.values.items() if v not in (None, "")]
        )
    cleared = quote.subjectivities.exclude(cleared_on=None)
    quote.subjectivities.filter(cleared_on=None).delete()
    done = set(cleared.values_list("text", flat=True))
    Subjectivity.objects.bulk_create(
        [
            Subjectivity(quote=quote, text=text, before=before, due_on=due_on)
            for text, before, due_on in facts.subjectivities
            if text not in done
        ]
    )


def detail_of(row: QuoteLine, of: CoverageField, value: Value) -> QuoteDetail:
    """What a quoted line says of one field, unsaved; dollars, a day or words."""
    return QuoteDetail(
        quote_line=row, field=of,
        amount=value if isinstance(value, Decimal) else None,
        day=value if isinstance(value, date) else None,
        text=value if isinstance(value, str) else "",
    )  # fmt: skip


@transaction.atomic
def withdraw_quote(*, quote: Quote, by: User, version: int, why: str) -> Quote:
    """The market took its quote back, or the house gave it up; with a word of why."""
    _locked(quote.submission, by)
    row = Quote.objects.select_for_update().get(pk=quote.pk)
    if row.withdrawn_on:
        return row
    if row.is_bound:
        raise DomainError(BOUND)
    if not why.strip():
        raise DomainError("Say why the quote no longer stands.", "why")
    row.withdrawn_on, row.withdrawn_why = timezone.localdate(), why.strip()[:300]
    row.save_version(version, ["withdrawn_on", "withdrawn_why"])
    log_event(
        client=quote.submission.placement.client, by=by, text=row.withdrawn_why,
        subject=f"Quote of {row} withdrawn", link=row.get_absolute_url(),
    )  # fmt: skip
    return row


@transaction.atomic
def extend_quote(*, quote: Quote, by: User, version: int, until: date) -> Quote:
    """The market lets its quote stand until `until`. Raises DomainError for an earlier day."""
    _locked(quote.submission, by)
    row = Quote.objects.select_for_update().get(pk=quote.pk)
    if until <= row.valid_until:
        raise DomainError(f"It stands until {row.valid_until:%m/%d/%Y} already.", "until")
    row.valid_until = until
    row.save_version(version, ["valid_until"])
    log_event(
        client=quote.submission.placement.client, by=by, link=row.get_absolute_url(),
        subject=f"Quote of {row} extended to {until:%m/%d/%Y}",
    )  # fmt: skip
    return row


def _locked(submission: Submission, by: User | None) -> Any:
    rows = Submission.objects.select_for_update(of=("self",)).with_standing()  # type: ignore[attr-defined]
    current = rows.select_related("placement__client", "company", "intermediary").get(
        pk=submission.pk
    )
    if by is not None:
        check_may(current.placement, by)
    return current
