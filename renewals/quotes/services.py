"""Writing quotes down, changing, extending and withdrawing them."""

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
from accounts.carriers.models import WritingCompany
from accounts.coverages.models import CoverageField
from accounts.ledger.services import seen_before
from accounts.policies.models import LineOfBusiness, Policy
from config.lib.errors import DomainError
from config.lib.money import ZERO
from renewals.marketing.models import Submission
from renewals.marketing.services import Kind, locked_submission, record_step
from renewals.quotes.models import Quote, QuoteDetail, QuoteLine, Subjectivity
from renewals.quotes.warning import warn_of_rises
from teams.people.models import User

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
    current = locked_submission(submission, by)
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
    locked_submission(quote.submission, by)
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
    locked_submission(quote.submission, by)
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
