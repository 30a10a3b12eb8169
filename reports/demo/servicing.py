"""The demo's carrier people and schedules, coverage details, certificates, binders and claims."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q, Sum, prefetch_related_objects

from accounts.certificates.services import holder_as_it_is, term_as_it_is
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
    Location,
    LossRunRequest,
    PolicyTerm,
    Rating,
    RemittanceTerms,
    ScheduledForm,
    Underwriter,
    WritingCompany,
)
from config.lib.money import ZERO
from reports.demo.limits import said
from reports.demo.markets import LINES, WHOLESALER

NAMES = ("Avery Stone", "Jordan Pike", "Morgan Hale", "Riley Frost", "Casey Lund", "Drew Malik")
LENDERS = (
    ("Redwood Commercial Bank", "400 Capitol Mall, Sacramento, CA 95814"),
    ("Golden Coast Bank", "One Market Plaza, San Francisco, CA 94105"),
    ("Sierra Business Lending", "250 East First Street, Los Angeles, CA 90012"),
)
# Who asks clients for certificates: name, address, what for.
HOLDERS = (
    ("City of Oakland", "1 Frank H. Ogawa Plaza, Oakland, CA 94612", "Work under city contracts."),
    (
        "Bayfront Property Management LLC",
        "88 Spear Street, San Francisco, CA 94105",
        "Lease of the insured’s premises.",
    ),
    (
        "Valley Unified School District",
        "700 H Street, Modesto, CA 95354",
        "Services at schools of the district.",
    ),
    (
        "Pacific General Builders Inc.",
        "2100 Broadway, Oakland, CA 94612",
        "All work of the named insured for the holder.",
    ),
)
# Line → what claims on it are about; the first is used for lines not named.
LOSSES = {
    "": ("A visitor slipped on the stairs; sprained wrist", "Customer’s goods damaged",
         "Water leaked into the neighbor’s premises"),
    "WORK": ("Strained back while lifting", "Cut to the hand, three days lost",
             "Fall from a ladder, surgery on the shoulder"),
    "AUTOB": ("Rear-ended at a traffic light", "Backed into a parked car",
              "Windshield broken on the freeway"),
    "TRUCK": ("Sideswiped another truck at a merge", "Tire failure damaged the trailer"),
    "CPKGE": ("Burst pipe in the storeroom", "A visitor slipped at the entrance",
              "Break-in through the rear door"),
    "PROP": ("Burst pipe on the second floor", "Wind damage to the roof"),
    "EPLI": ("Former employee alleges wrongful termination",),
    "CYBER": ("Mailbox taken over; a false invoice was paid",),
    "EO": ("Client alleges late delivery and a design error",),
}  # fmt: skip
# What a loss cost in the end, as a share of its line's premium.
COSTS = (2, 9, 4, 31, 6, 14)
SPARED = {"UMBRC", "EXLIA", "SURE", "LBOND", "TERR"}  # lines on which losses are rare
ISSUED, CERTIFIED = 40, {"CGL", "CPKGE", "BOP", "AUTOB", "TRUCK", "GARAG", "WORK", "UMBRC", "EXLIA"}
RUNS_FOR = 400
PAST_DAYS, BINDER_DAYS, LATEST_BINDER = 130, 200, 110


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
    """Details, interests, certificates, binders, claims and loss runs on the terms that count:
    those in force, and those whose renewal is still being worked on or talked of."""
    rows = PolicyTerm.objects.filter(pk__in=[t.pk for t in terms])
    lately = Q(expires_on__gt=today - timedelta(days=PAST_DAYS)) | Q(expires_on=None)
    _details(list(rows.filter(lately).select_related("client__tier")))
    running = list(
        rows.in_force(today)
        .select_related("client", "policy__line", "policy__writing_company")
        .prefetch_related("client__assignments")
        .order_by("pk")
    )
    of_client: dict[int, list[PolicyTerm]] = {}
    for term in running:
        of_client.setdefault(term.client_id, []).append(term)
    clients = list(of_client.values())
    AdditionalInterest.objects.bulk_create(
        AdditionalInterest(
            term=t, kind="mortgagee", name=name, address=address, rank=1,
            loan_number=f"{t.client_id * 7919 % 900_000 + 100_000}-{t.client_id % 10}",
        )
        for t in running if t.policy.line.code in ("PROP", "CPKGE")
        for name, address in [LENDERS[t.client_id % len(LENDERS)]]
    )  # fmt: skip
    times = Counter(term.policy_id for term in terms)
    fresh = [
        t for t in running
        if times[t.policy_id] == 1 and t.policy.replaces_id is None
        and t.effective_on > today - timedelta(days=BINDER_DAYS)
    ]  # fmt: skip
    _binders(fresh, today)
    _claims(running, today)
    _loss_runs(running, today)
    _certificates(clients)


def _details(terms: list[PolicyTerm]) -> None:
    fields: dict[int, list[CoverageField]] = {}
    for field in CoverageField.objects.all():
        fields.setdefault(field.line_id, []).append(field)
    tiers = {t.client_id: str(t.client.tier) for t in terms}
    values = _values(tiers)
    coverages = list(Coverage.objects.filter(term__in=terms).select_related("line", "term"))
    CoverageDetail.objects.bulk_create(
        (
            CoverageDetail(coverage=c, field=field, **found)
            for c in coverages for field in fields.get(c.line_id, ())
            if (found := said(c.line.code, field.code, tiers[c.term.client_id],
                              values.get(c.term.client_id, {}), c.term.client_id))
        ),
        batch_size=2000,
    )  # fmt: skip
    ScheduledForm.objects.bulk_create(
        ScheduledForm(coverage=c, number="CG 20 10", edition="12 19", title="Additional insured")
        for c in coverages if c.line.code == "CGL"
    )  # fmt: skip


def _values(clients: Iterable[int]) -> dict[int, dict[str, Decimal]]:
    """Client id → the sums of its locations, as far as it has some."""
    sums = Location.objects.filter(client__in=list(clients)).values("client").order_by()
    found = sums.annotate(buildings=Sum("building"), content=Sum("contents"), earned=Sum("income"))
    return {
        row["client"]: {"building": row["buildings"], "contents": row["content"],
                        "income": row["earned"]}
        for row in found
    }  # fmt: skip


def _certificates(clients: Sequence[list[PolicyTerm]]) -> None:
    """A holder for every client; the first clients have a certificate of their liability."""
    holders = CertificateHolder.objects.bulk_create(
        CertificateHolder(
            client=t.client, name=name, address=address, wording=wording,
            additional_insured=t.pk % 2 == 0, waiver=t.pk % 3 == 0, renews=t.pk % 5 != 0,
        )
        for (t, *_) in clients for name, address, wording in [HOLDERS[t.client_id % len(HOLDERS)]]
    )  # fmt: skip
    shown = [
        (holder, found)
        for holder, terms in zip(holders[:ISSUED], clients, strict=False)
        if (found := [t for t in terms if t.policy.line.code in CERTIFIED][:5])
    ]
    prefetch_related_objects(
        [t for _, found in shown for t in found], "coverages__line", "coverages__details__field"
    )
    Certificate.objects.bulk_create(
        Certificate(
            client=holder.client, holder=holder, number=f"C{found[0].pk:06d}",
            issued_on=max(t.effective_on for t in found),
            issued_by_id=found[0].client.assignments.all()[0].user_id,
            holder_snapshot=holder_as_it_is(holder),
            policies_snapshot=[term_as_it_is(t) for t in found],
        )
        for holder, found in shown
    )  # fmt: skip


def _binders(fresh: Sequence[PolicyTerm], today: date) -> None:
    """New business of the last months came by binder; some of it still waits for the policy."""
    Binder.objects.bulk_create(
        Binder(
            client=t.client, term=t, line=t.policy.line, company=t.policy.writing_company,
            number=f"B{t.pk}", executed_on=t.effective_on, effective_on=t.effective_on,
            expires_on=t.effective_on + timedelta(days=90), insured_amount=Decimal(500_000),
            policy_issued_on=min(today, t.effective_on + timedelta(days=20))
            if n % 3 == 0 or t.effective_on < today - timedelta(days=LATEST_BINDER) else None,
        )
        for n, t in enumerate(fresh)
    )  # fmt: skip


def _claims(running: Sequence[PolicyTerm], today: date) -> None:
    """A loss on every sixth policy, some months ago, valued twice."""
    claims = Claim.objects.bulk_create(
        Claim(
            client=t.client, term=t, line=t.policy.line, number=f"CL{t.pk}", loss_on=day,
            reported_on=min(today, day + timedelta(days=2)),
            status=("open", "closed", "reopened")[n % 3],
            description=stories[n % len(stories)],
        )
        for n, t in enumerate(running[::6]) if t.expires_on
        and t.policy.line.code not in SPARED
        for day in [min(today, t.effective_on + timedelta(days=10 + n * 37 % 150))]
        for stories in [LOSSES.get(t.policy.line.code, LOSSES[""])]
    )  # fmt: skip
    ClaimValuation.objects.bulk_create(
        ClaimValuation(
            claim=c, valued_on=min(today, c.loss_on + timedelta(days=later)), source="Loss run",
            paid=_share(cost, paid), reserved=_share(cost, 0 if c.status == "closed" else held),
        )
        for n, c in enumerate(claims)
        for cost in [(c.term.annual_premium or ZERO) * COSTS[n % len(COSTS)] / 100]
        for later, paid, held in ((20, 10, 90), (70, 55, 40))
    )  # fmt: skip


def _share(amount: Decimal, percent: int) -> Decimal:
    return (amount * percent / 100).quantize(Decimal(1))


def _loss_runs(running: Sequence[PolicyTerm], today: date) -> None:
    """Loss runs of most policies of the first clients: some still out, some no longer current."""
    first = sorted({t.client_id for t in running})[:RUNS_FOR]
    LossRunRequest.objects.bulk_create(
        LossRunRequest(
            client=t.client, carrier_id=t.policy.writing_company.carrier_id, line=t.policy.line,
            requested_on=today - timedelta(days=60 + n % 70),
            received_on=None if n % 6 == 0 else came,
            valued_on=None if n % 6 == 0 else came - timedelta(days=(5, 20, 35, 100)[n % 4]),
        )
        for n, t in enumerate(t for t in running if t.client_id in set(first) and t.expires_on)
        if n % 5
        for came in [today - timedelta(days=20 + n % 30)]
    )  # fmt: skip
