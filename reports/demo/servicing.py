"""The demo's carrier people and schedules, coverage details, certificates, binders and claims."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from accounts.certificates.services import holder_as_it_is
from accounts.models import (
    AdditionalInterest,
    Appetite,
    Binder,
    Carrier,
    Certificate,
    CertificateHolder,
    Claim,
    ClaimValuation,
    CommissionRate,
    Coverage,
    CoverageDetail,
    CoverageField,
    LineOfBusiness,
    LossRunRequest,
    PolicyTerm,
    Rating,
    RemittanceTerms,
    ScheduledForm,
    Underwriter,
    WritingCompany,
)
from reports.demo.markets import LINES, WHOLESALER

NAMES = ("Avery Stone", "Jordan Pike", "Morgan Hale", "Riley Frost", "Casey Lund", "Drew Malik")
AMOUNTS = {
    "each_occurrence": 1_000_000,
    "general_aggregate": 2_000_000,
    "aggregate": 2_000_000,
    "claim": 1_000_000,
    "combined_single": 1_000_000,
    "each_accident": 1_000_000,
    "disease_policy": 1_000_000,
    "disease_employee": 1_000_000,
    "deductible": 5_000,
    "retention": 10_000,
    "building": 2_500_000,
    "contents": 400_000,
    "employee_theft": 250_000,
}


def furnish_carriers(by_line: dict[str, list[tuple[int, bool]]], today: date) -> None:
    """Ratings, people, appetite, commission schedules and remittance terms of every carrier."""
    WritingCompany.objects.filter(name=WHOLESALER).update(kind="wholesaler")
    companies = list(WritingCompany.objects.order_by("pk"))
    carriers = list(Carrier.objects.order_by("pk"))
    lines = {line.code: line for line in LineOfBusiness.objects.all()}
    RemittanceTerms.objects.bulk_create(
        RemittanceTerms(company=c, basis="account_current", days=45, due_day=15) for c in companies
    )
    Rating.objects.bulk_create(
        Rating(
            company=c, grade=("A", "A+", "A-")[(n + back) % 3], rated_on=today.replace(day=1)
            - timedelta(days=365 * back + 40),
        )
        for n, c in enumerate(companies) if c.kind == "insurer" for back in (0, 1)
    )  # fmt: skip
    Underwriter.objects.bulk_create(
        Underwriter(
            carrier=c, name=NAMES[n % len(NAMES)], email=f"underwriter{n}@carrier.example",
            phone=f"415-555-01{n % 100:02}", lines="CGL, PROP", territory="Northern California",
            active=n % 7 != 6,
        )
        for n, c in enumerate(carriers)
    )  # fmt: skip
    Appetite.objects.bulk_create(
        Appetite(
            carrier=c, stance=stance, states="CA, NV", classes=classes,
            noted_on=today - timedelta(days=30 + n),
        )
        for n, c in enumerate(carriers)
        for stance, classes in (("wanted", "Light manufacturing, offices"), ("avoid", "Roofing"))
    )  # fmt: skip
    start = date(today.year - 2, 1, 1)
    CommissionRate.objects.bulk_create(
        CommissionRate(
            company_id=company, line=lines[code], new_percent=LINES[code].commission,
            renewal_percent=LINES[code].commission, from_on=start,
        )
        for code, found in by_line.items() if code in LINES for company, _ in found
    )  # fmt: skip


def furnish_terms(terms: Sequence[PolicyTerm], today: date) -> None:
    """Details, interests, a certificate, binders, a claim and loss runs on the terms in force."""
    running = list(
        PolicyTerm.objects.filter(pk__in=[t.pk for t in terms])
        .in_force(today)
        .select_related("client", "policy__line", "policy__writing_company")
        .prefetch_related("client__assignments")
        .order_by("pk")
    )
    _details(running)
    first = {term.client_id: term for term in reversed(running)}
    chosen = sorted(first.values(), key=lambda term: term.pk)
    AdditionalInterest.objects.bulk_create(
        AdditionalInterest(term=t, kind="mortgagee", name="First Bank", loan_number="0042", rank=1)
        for t in running if t.policy.line.code in ("PROP", "CPKGE")
    )  # fmt: skip
    _binders(chosen, today)
    _claims(chosen, today)
    holders = CertificateHolder.objects.bulk_create(
        CertificateHolder(
            client=t.client, name="City of Oakland", address="1 Frank Ogawa Plaza, Oakland, CA",
            additional_insured=t.pk % 2 == 0, waiver=t.pk % 3 == 0, renews=t.pk % 5 != 0,
        )
        for t in chosen
    )  # fmt: skip
    Certificate.objects.bulk_create(
        Certificate(
            client=t.client, holder=holder, number=f"C{t.pk:06d}", issued_on=t.effective_on,
            issued_by_id=t.client.assignments.all()[0].user_id,
            holder_snapshot=holder_as_it_is(holder),
            policies_snapshot=[
                {
                    "number": t.number, "line": t.policy.line.name,
                    "company": t.policy.writing_company.name, "coverages": [],
                    "effective_on": t.effective_on.isoformat(),
                    "expires_on": t.expires_on.isoformat() if t.expires_on else None,
                }
            ],
        )
        for t, holder in zip(chosen[:40], holders, strict=False)
    )  # fmt: skip


def _details(terms: list[PolicyTerm]) -> None:
    fields: dict[int, list[CoverageField]] = {}
    for field in CoverageField.objects.filter(code__in=AMOUNTS):
        fields.setdefault(field.line_id, []).append(field)
    coverages = list(Coverage.objects.filter(term__in=terms).select_related("line"))
    CoverageDetail.objects.bulk_create(
        CoverageDetail(coverage=c, field=field, amount=Decimal(AMOUNTS[field.code]))
        for c in coverages for field in fields.get(c.line_id, ())
    )  # fmt: skip
    ScheduledForm.objects.bulk_create(
        ScheduledForm(coverage=c, number="CG 20 10", edition="12 19", title="Additional insured")
        for c in coverages if c.line.code == "CGL"
    )  # fmt: skip


def _binders(terms: list[PolicyTerm], today: date) -> None:
    Binder.objects.bulk_create(
        Binder(
            client=t.client, term=t, line=t.policy.line, company=t.policy.writing_company,
            number=f"B{t.pk}", executed_on=day, effective_on=day,
            expires_on=day + timedelta(days=90), insured_amount=Decimal(500_000),
            policy_issued_on=day + timedelta(days=20) if n % 4 == 0 else None,
        )
        for n, t in enumerate(terms[::3])
        for day in [today - timedelta(days=(30, 80, 100)[n % 3])]
    )  # fmt: skip


def _claims(terms: list[PolicyTerm], today: date) -> None:
    claims = Claim.objects.bulk_create(
        Claim(
            client=t.client, term=t, line=t.policy.line, number=f"CL{t.pk}", loss_on=day,
            reported_on=min(today, day + timedelta(days=2)),
            status=("open", "closed", "reopened")[n % 3], description="Slip and fall on the stairs",
        )
        for n, t in enumerate(terms[::4])
        for day in [min(today, t.effective_on + timedelta(days=10))]
    )  # fmt: skip
    ClaimValuation.objects.bulk_create(
        ClaimValuation(
            claim=c, valued_on=min(today, c.loss_on + timedelta(days=later)),
            paid=Decimal(1_200 * step), reserved=Decimal(6_000 // step), source="Loss run",
        )
        for c in claims for step, later in ((1, 20), (2, 50))
    )  # fmt: skip
    LossRunRequest.objects.bulk_create(
        LossRunRequest(
            client=t.client, carrier_id=t.policy.writing_company.carrier_id, line=t.policy.line,
            requested_on=today - timedelta(days=130),
            received_on=None if n % 3 == 0 else today - timedelta(days=20),
            valued_on=None if n % 3 == 0 else today - timedelta(days=(25, 120)[n % 2]),
        )
        for n, t in enumerate(terms[::4])
    )  # fmt: skip
