"""A renewal, markets that are asked for it, and what they offer."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile

from accounts.attachments.services import add_file
from accounts.models import Carrier, CoverageDetail, CoverageField, LineOfBusiness, WritingCompany
from renewals.marketing.services import add_submission, record_step
from renewals.models import DeclineReason, Placement, Submission
from renewals.placements.opening import open_chosen
from renewals.quotes.services import LineFacts, QuoteFacts
from tests.cast import make_client, make_term

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 20, tzinfo=UTC)
D = Decimal


def renewal(cast) -> Placement:
    """The renewal of a bakery's general liability, $1,000,000 each occurrence, in 60 days."""
    client = make_client(cast, state="CA", operations="Bakery with a shop")
    expires = TODAY + timedelta(days=60)
    term = make_term(client, effective_on=expires - timedelta(days=365), expires_on=expires)
    limit = CoverageField.objects.get(line__code="CGL", code="each_occurrence")
    CoverageDetail.objects.create(coverage=term.coverages.get(), field=limit, amount=D(1_000_000))
    open_chosen(terms=[term], by=cast.ana)
    return Placement.objects.get()


def company(name: str, **fields) -> WritingCompany:
    carrier, _ = Carrier.objects.get_or_create(name=f"{name} Group")
    return WritingCompany.objects.create(carrier=carrier, name=name, **fields)


def gl() -> LineOfBusiness:
    return LineOfBusiness.objects.get(code="CGL")


def asked(placement, by, of=None, sent: int = 10) -> Submission:
    """A market that was sent the submission `sent` days ago."""
    of = of or WritingCompany.objects.get(name="Zenith Casualty Company")
    submission = add_submission(placement=placement, company=of, lines=[gl()], by=by)
    on = TODAY - timedelta(days=sent)
    record_step(submission=submission, kind="sent", on=on, by=by, text="Portal")
    return submission


def offer(premium: str = "12600.00", of=None, **fields) -> QuoteFacts:
    line = {k: fields.pop(k) for k in ("exposure", "expiring_exposure", "values") if k in fields}
    facts = {
        "company": of or WritingCompany.objects.get(name="Zenith Casualty Company"),
        "option": "Option A", "received_on": TODAY, "effective_on": TODAY + timedelta(60),
        "expires_on": TODAY + timedelta(425), "valid_until": TODAY + timedelta(30),
        "commission_rate": D(15), "key_exclusions": "Pollution",
        "lines": [LineFacts(line=gl(), premium=D(premium), **line)],
    }  # fmt: skip
    return QuoteFacts(**{**facts, **fields})


def declined(placement, by, of) -> Submission:
    submission = asked(placement, by, of)
    record_step(
        submission=submission, kind="declined", on=TODAY, by=by, contact="Una, 415-555-0101",
        reason=DeclineReason.objects.get(code="class"),
    )  # fmt: skip
    return submission


def attachment_of(owner, title: str):
    upload = ContentFile(b"%PDF-1.4 signed", f"{title}.pdf")
    return add_file(client=owner, upload=upload, by=owner.assignments.first().user).attachment
