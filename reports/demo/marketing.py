"""The demo's work in the market: who was asked, what they quote, proposals and decisions.

Only the first clients of a book have it, so that a large book costs no more than a small one.
"""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import PolicyTerm, Underwriter, WritingCompany
from config.lib.money import cents
from renewals.marketing.expiring import Expiring, expiring_of
from renewals.models import (
    CoverageDecision,
    DeclineReason,
    DiligentSearch,
    Placement,
    Presentation,
    Proposal,
    ProposalOption,
    ProposalReview,
    ProposalVersion,
    Quote,
    QuoteDetail,
    QuoteLine,
    Subjectivity,
    Submission,
    SubmissionLine,
    SubmissionStep,
)
from renewals.placements.states import RANK, Kind, Stage
from renewals.proposals.content import content_of
from renewals.proposals.services import COMPENSATION, options_of
from renewals.quotes.exposures import Rated, exposures_of
from reports.demo.bound import bind, grade, successors_of

MOST = 120
# Line → what its insurers leave out; the first is used for lines not named.
EXCLUSIONS = {
    "": ("Intentional acts", "War and nuclear hazards"),
    "CGL": ("Pollution", "Professional services", "Communicable disease"),
    "PROP": ("Flood and earthquake", "Wear and tear", "Vacancy of more than 60 days"),
    "BOP": ("Flood and earthquake", "Professional services", "Pollution"),
    "AUTOB": ("Racing", "Property in the insured’s care", "Pollution from cargo"),
    "TRUCK": ("Drivers not on the schedule", "Operation beyond the stated radius"),
    "CARGO": ("Unattended vehicles", "Refrigeration breakdown without the endorsement"),
    "WORK": ("Employees outside the states of item 3.A", "Penalties for late reporting"),
    "UMBRC": ("Pollution", "Professional services", "Uninsured motorists"),
    "EXLIA": ("What the underlying insurance does not cover", "Pollution"),
    "EPLI": ("Wage and hour, beyond defense of $100,000", "Acts known before inception"),
    "CYBER": ("Failure of utilities", "Unencrypted portable devices", "Acts of war"),
    "DO": ("Claims of one insured against another", "Prior and pending litigation"),
    "EO": ("Guarantees of cost", "Bodily injury other than by professional services"),
    "PL": ("Abuse beyond the sublimit of $250,000", "Unlicensed services"),
    "MMAL": ("Procedures not stated in the application", "Acts before the retroactive date"),
    "CRIM": ("Losses known before inception", "Inventory shortage without other proof"),
    "INMRC": ("Mysterious disappearance", "Wear and tear"),
    "CEQFL": ("Overloading of cranes", "Mysterious disappearance"),
    "EQ": ("Flood", "Land and land improvements"),
    "FLOOD": ("Basement contents", "Loss of income"),
    "POLL": ("Conditions known before inception", "Underground tanks not scheduled"),
}
SUBJECT_TO = {
    "WORK": "Payroll by class for the coming year",
    "AUTOB": "Driving records of all drivers",
    "TRUCK": "Driving records of all drivers",
    "PROP": "Inspection within 60 days of binding",
    "CYBER": "Multi-factor sign-in for mail, confirmed in writing",
    "UMBRC": "Underlying policies at the limits shown",
}
SUMMARY = (
    "We took your renewal to the market, negotiated with your present insurer, and compared what "
    "was offered with what you have.\n\nThe market is firm. Please look at the exclusions and at "
    "the deductibles as well as at the premium."
)


def load_marketing(
    served: Sequence[Any], by_line: dict[str, list[tuple[int, bool]]], today: date
) -> None:
    """Give the renewals of the first clients their markets, as far as their stage asks for."""
    owners = {o.row.pk: o for o in served if o.plan.index < MOST}
    placements = Placement.objects.filter(client__in=owners, kind=Kind.RENEWAL)
    wanted = [stage for stage, rank in RANK.items() if rank >= RANK[Stage.SUBMITTED]]
    rows = list(
        placements.filter(stage__in=wanted).select_related("client__tier", "line").order_by("pk")
    )
    if not rows:
        return
    seller = _Markets(by_line, today)
    for placement in rows:
        seller.work(placement, owners[placement.client_id])


class _Markets:
    """Thinks up the markets of placement after placement."""

    def __init__(self, by_line: dict[str, list[tuple[int, bool]]], today: date):
        self.by_line, self.today = by_line, today
        self.rated: dict[int, Rated] = {}
        self.companies = WritingCompany.objects.select_related("carrier").in_bulk()
        self.people = {
            u.carrier_id: u for u in Underwriter.objects.filter(active=True).order_by("-pk")
        }
        self.wholesaler = WritingCompany.objects.filter(kind="wholesaler").order_by("pk").first()
        self.reasons = list(DeclineReason.objects.exclude(code="other").order_by("code"))

    def moment(self, day: date) -> datetime:
        return timezone.make_aware(datetime.combine(min(day, self.today), time(10)))

    def work(self, placement: Any, owner: Any) -> None:
        """The markets, quotes and the proposal of one placement."""
        expiring = expiring_of(placement)
        if not expiring:
            return
        self.rated = exposures_of(placement, [r.line for r in expiring.values()], expiring)
        rank, number = RANK[placement.stage], owner.plan.index
        sent = min(placement.target_on - timedelta(65), self.today - timedelta(14))
        by_company: dict[int, list[Expiring]] = {}
        for row in expiring.values():
            by_company.setdefault(row.company.pk, []).append(row)
        quotes = []
        follows = successors_of(placement) if rank >= RANK[Stage.BOUND] else {}
        for n, (company, rows) in enumerate(by_company.items()):
            submission = self._submission(placement, company, rows, sent, owner)
            if rank < RANK[Stage.QUOTED] and n:
                continue
            rise = Decimal("1.03") + Decimal((number + n) % 7) / 50
            written = _premiums(rows, follows)
            quotes.append(self._quote(submission, rows, rise, sent, owner, "Option A", written))
        outside = [r for rows in by_company.values() for r in rows if not r.company.admitted]
        largest = max(expiring.values(), key=lambda row: row.premium)
        mine = by_company[largest.company.pk]
        others = self._others(outside[0] if outside else largest, set(by_company), 4)
        if outside:
            others = self._filled_up(others, set(by_company))
        for n, company in enumerate(others):
            wanted = {row.line.pk: row for row in [*mine, *outside]} if n or outside else {}
            asked = list(wanted.values()) or mine
            submission = self._submission(placement, company, asked, sent, owner)
            if n == 0 and rank >= RANK[Stage.QUOTED] and not outside:
                quotes.append(
                    self._quote(
                        submission, mine, Decimal("0.97"), sent, owner, "Option A", doubled=True
                    )
                )
            elif n < 3 or outside:
                self._decline(submission, sent, owner, number + n)
        for row in outside:
            self._search(placement, row, owner, sent)
        if rank >= RANK[Stage.PROPOSED] and quotes:
            self._propose(placement, quotes, owner, rank)
        for quote in quotes if follows else ():
            terms = {
                row.line.pk: follows[row.term.pk]
                for row in by_company.get(quote.company_id, ())
                if (new := follows.get(row.term.pk))
                and new.policy.writing_company_id == quote.company_id
            }
            if terms and len(terms) == len(by_company[quote.company_id]):
                bind(quote, terms, owner, self.today)
        if rank >= RANK[Stage.CHECKED]:
            grade(placement, owner, self.today)

    def _others(self, row: Expiring, taken: set[int], most: int) -> list[int]:
        found = self.by_line.get(row.term.policy.line.code, [])
        return [pk for pk, admitted in found if admitted and pk not in taken][:most]

    def _filled_up(self, others: list[int], taken: set[int]) -> list[int]:
        """With other admitted insurers, so that a search has its declinations."""
        more = [
            pk for pk, company in self.companies.items()
            if company.admitted and company.kind == WritingCompany.Kind.INSURER
            and pk not in taken and pk not in others
        ]  # fmt: skip
        return [*others, *more][:4]

    def _submission(
        self, placement: Any, company: int, rows: Sequence[Expiring], sent: date, owner: Any
    ) -> Submission:
        found = self.companies[company]
        submission = Submission.objects.create(
            placement=placement, company=found,
            intermediary=None if found.admitted else self.wholesaler,
            underwriter=self.people.get(found.carrier_id),
            due_on=placement.target_on - timedelta(40), created_by=owner.executive,
            created_at=self.moment(sent),
        )  # fmt: skip
        SubmissionLine.objects.bulk_create(
            SubmissionLine(submission=submission, line=row.line) for row in rows
        )
        self._steps(submission, owner, ("sent", 0, {"text": "Through the carrier’s portal"}),
                    ("acknowledged", 2, {}), sent=sent)  # fmt: skip
        return submission

    def _steps(self, submission: Submission, owner: Any, *steps: Any, sent: date) -> None:
        SubmissionStep.objects.bulk_create(
            SubmissionStep(
                submission=submission, kind=kind, on=min(sent + timedelta(days), self.today),
                by=owner.executive, at=self.moment(sent + timedelta(days)), **more,
            )
            for kind, days, more in steps
        )  # fmt: skip

    def _decline(self, submission: Submission, sent: date, owner: Any, number: int) -> None:
        reason = self.reasons[number % len(self.reasons)]
        who = submission.underwriter
        contact = f"{who}, {who.phone}" if who else f"Desk of {submission.company}, 415-555-0100"
        more = {"reason": reason, "contact": contact[:200], "text": reason.name}
        self._steps(submission, owner, ("declined", 9 + number % 4, more), sent=sent)

    def _quote(
        self, submission: Submission, rows: Sequence[Expiring], factor: Decimal, sent: date,
        owner: Any, option: str, written: dict[int, Decimal] | None = None,
        *, doubled: bool = False,
    ) -> Quote:  # fmt: skip
        target = submission.placement.target_on
        received = min(sent + timedelta(20), self.today)
        quote = Quote.objects.create(
            submission=submission, company=submission.company, option=option,
            number=f"Q{submission.pk:06d}", received_on=received, effective_on=target,
            expires_on=_a_year(target), valid_until=max(target + timedelta(15), self.today),
            commission_rate=rows[0].commission_rate, bill_mode=rows[0].term.policy.bill_mode,
            key_exclusions=_left_out(rows), payment_options="25 % down and nine installments",
            minimum_earned=None if submission.company.admitted else Decimal(25),
            created_by=owner.executive, created_at=self.moment(received),
        )  # fmt: skip
        details = []
        for row in rows:
            premium = cents(row.premium * factor).quantize(Decimal(1))
            premium = (written or {}).get(row.line.pk, premium)
            outside = not submission.company.admitted
            line = QuoteLine.objects.create(
                quote=quote, line=row.line, premium=premium, terrorism=cents(premium / 100),
                taxes=cents(premium * Decimal("0.0318")) if outside else Decimal(0),
                **self._exposure(row.line.pk),
            )  # fmt: skip
            for field, said in row.values.items():
                amount = said.amount
                if doubled and amount is not None and said.field.kind == "deductible":
                    amount = amount * 2
                details.append(
                    QuoteDetail(quote_line=line, field_id=field, amount=amount, day=said.day,
                                text=said.text)
                )  # fmt: skip
        QuoteDetail.objects.bulk_create(details)
        asked = ["Signed application", "Loss runs valued within 90 days"]
        asked += [SUBJECT_TO[row.line.code] for row in rows if row.line.code in SUBJECT_TO][:2]
        Subjectivity.objects.bulk_create(
            Subjectivity(quote=quote, text=text) for text in dict.fromkeys(asked)
        )
        self._steps(submission, owner, ("quoted", 20, {"text": f"{quote}"}), sent=sent)
        return quote

    def _exposure(self, line: int) -> dict[str, Any]:
        """What the line is rated on, grown a little where the file knows no newer figure."""
        row = self.rated.get(line)
        if row is None or row.old is None:
            return {}
        new = row.new if row.new != row.old else cents(row.old * Decimal("1.04"))
        return {"expiring_exposure": row.old, "exposure": new, "exposure_basis": row.basis}

    def _search(self, placement: Any, row: Expiring, owner: Any, sent: date) -> None:
        DiligentSearch.objects.create(
            placement=placement, line=row.line,
            facts=f"{placement.client.operations} Admitted carriers decline the class or its "
            f"losses; {row.line.name.lower()} was placed with a surplus lines insurer before.",
            searched_by=owner.executive, disclosure=DiligentSearch.Disclosure.RENEWAL,
            affirmed_on=min(sent + timedelta(21), self.today), affirmed_by=owner.executive,
        )  # fmt: skip

    def _propose(self, placement: Any, quotes: Sequence[Quote], owner: Any, rank: int) -> None:
        made = min(placement.target_on - timedelta(30), self.today - timedelta(4))
        proposal = Proposal.objects.create(
            placement=placement, title=f"Insurance proposal {placement.target_on.year}",
            valid_through=placement.target_on, summary=SUMMARY,
            payment_options="25 % down and nine installments", compensation=COMPENSATION,
            created_by=owner.executive, created_at=self.moment(made),
        )  # fmt: skip
        places: dict[str, int] = {}
        for quote in quotes:
            lines = [row.line for row in quote.lines.select_related("line")]
            coverage = ", ".join(str(line) for line in lines)
            if len(coverage) > 120:
                coverage = f"Package of {len(lines)} lines"
            ProposalOption.objects.create(
                proposal=proposal, position=places.setdefault(coverage, len(places) + 1),
                coverage=coverage, line=lines[0], label=f"{quote.company}, {quote.option}"[:160],
                quote=quote,
            )  # fmt: skip
        content = content_of(proposal, options_of(proposal, self.today), made)
        version = ProposalVersion.objects.create(
            proposal=proposal, number=1, content=content, made_by=owner.executive,
            made_at=self.moment(made),
        )  # fmt: skip
        ProposalReview.objects.create(
            version=version, by=owner.seller, at=self.moment(made + timedelta(1))
        )
        shown = min(made + timedelta(3), self.today)
        Presentation.objects.create(
            version=version, to_whom="The owner and the controller", on=shown,
            form_key=uuid.uuid5(uuid.NAMESPACE_OID, f"presentation {proposal.pk}"),
            by=owner.executive, at=self.moment(shown),
        )  # fmt: skip
        if rank >= RANK[Stage.DECISION]:
            self._decide(proposal, shown, owner)

    def _decide(self, proposal: Proposal, shown: date, owner: Any) -> None:
        seen: set[str] = set()
        decided = min(shown + timedelta(5), self.today)
        rows = []
        for option in proposal.options.select_related("quote").order_by("position", "pk"):
            first = option.coverage not in seen
            seen.add(option.coverage)
            rows.append(
                CoverageDecision(
                    option=option,
                    decision="accepted" if first else "declined",
                    offered_on=shown,
                    premium=sum((n.premium for n in option.quote.lines.all()), Decimal(0)),
                    decided_on=decided,
                    decided_by="The owner",
                    evidence="email",
                    note="E-mail of the owner: please go ahead as discussed",
                    by=owner.executive,
                    at=self.moment(decided),
                )
            )
        CoverageDecision.objects.bulk_create(rows)


def _premiums(rows: Sequence[Expiring], follows: dict[int, PolicyTerm]) -> dict[int, Decimal]:
    """Line id → dollars at which what follows was written, where something does."""
    found = {}
    for row in rows:
        if new := follows.get(row.term.pk):
            parts = {c.line_id: c.premium for c in new.coverages.all()}
            found[row.line.pk] = parts.get(row.line.pk) or new.annual_premium
    return found


def _left_out(rows: Sequence[Expiring]) -> str:
    """The exclusions of a quote's lines, one a line: all of a single one, else the first two."""
    most = 3 if len(rows) == 1 else 2
    found = [text for row in rows for text in EXCLUSIONS.get(row.line.code, EXCLUSIONS[""])[:most]]
    return "\n".join(list(dict.fromkeys(found))[:6])


def _a_year(day: date) -> date:
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
