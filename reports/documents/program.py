"""A client's insurance program on a day, as several documents print it (DOMAIN §4.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q, Sum

from accounts.carriers.models import Rating
from accounts.certificates.models import Binder
from accounts.clients.models import Client
from accounts.coverages.models import CoverageField
from accounts.policies.models import Policy, PolicyTerm, PolicyTransaction
from accounts.policies.rules import is_placeholder
from config.lib.money import ZERO
from config.lib.templatetags.steward import us_date

LIMIT = CoverageField.Kind.LIMIT
RETAINED = (CoverageField.Kind.DEDUCTIBLE, CoverageField.Kind.RETENTION)


@dataclass(frozen=True)
class CoverageShown:
    """One line of a policy: what it says, field by field, and its forms."""

    line: str
    limits: list[tuple[str, str]]
    retained: list[tuple[str, str]]
    others: list[tuple[str, str]]
    forms: list[str]


@dataclass(frozen=True)
class PolicyShown:
    """A policy as the schedule prints it; `premium` is what was written up to the day."""

    term: PolicyTerm
    line: str
    company: str
    rating: str
    admitted: bool
    number: str
    effective_on: date
    expires_on: date | None
    bill: str
    premium: Decimal
    notes: list[str]
    estimated: bool
    coverages: list[CoverageShown]

    @property
    def limits(self) -> list[str]:
        """The first limits of every line, in words."""
        several = len(self.coverages) > 1
        return [
            f"{coverage.line}: {value}" if several else f"{value} {_within(label)}"
            for coverage in self.coverages
            for label, value in coverage.limits[: 1 if several else 3]
        ]

    @property
    def retained(self) -> list[str]:
        """Deductibles and retentions in words."""
        if len(self.coverages) > 1:
            return [f"{c.line}: {c.retained[0][1]}" for c in self.coverages if c.retained]
        found = [(label, value) for c in self.coverages for label, value in c.retained]
        return list(dict.fromkeys(f"{value} {_within(label)}" for label, value in found))[:3]

    @property
    def basis(self) -> list[str]:
        return [
            value for c in self.coverages for label, value in c.others if "basis" in label.lower()
        ]


@dataclass(frozen=True)
class Program:
    """The policies of a client on a day."""

    policies: list[PolicyShown]

    @property
    def premium(self) -> Decimal:
        """The sum of the premiums shown, dollars."""
        return sum((p.premium for p in self.policies), ZERO)

    @property
    def any_estimated(self) -> bool:
        return any(p.estimated for p in self.policies)


def program_of(client: Client, on: date) -> Program:
    """The policies in force on `on`; a fixed number of queries."""
    terms = PolicyTerm.objects.filter(client=client).in_force(on)
    return Program(shown(terms, on))


def shown(terms: Any, on: date) -> list[PolicyShown]:
    """The policies of a queryset of terms as of `on`, ordered by line and number."""
    rows = list(
        terms.select_related("policy__line", "policy__writing_company")
        .prefetch_related(
            "coverages__line",
            "coverages__details__field",
            "coverages__scheduled_forms",
            Prefetch("binders", Binder.objects.filter(executed_on__lte=on)),
            Prefetch("policy__writing_company__ratings", Rating.objects.filter(rated_on__lte=on)),
        )
        .order_by("policy__line__name", "number", "pk")
    )
    premiums = written(rows, on)
    return [_shown(term, premiums.get(term.pk, ZERO), on) for term in rows]


def written(terms: Sequence[PolicyTerm], on: date) -> dict[int, Decimal]:
    """Term id → premium of its transactions effective by `on`, dollars."""
    rows = PolicyTransaction.objects.filter(term__in=terms, effective_on__lte=on)
    sums = rows.order_by().values("term").annotate(total=Sum("premium"))
    return {row["term"]: row["total"] for row in sums}


def _shown(term: PolicyTerm, premium: Decimal, on: date) -> PolicyShown:
    company = term.policy.writing_company
    binder = next(
        (b for b in term.binders.all() if not (b.policy_issued_on and b.policy_issued_on <= on)),
        None,
    )
    to_come = is_placeholder(term.number)
    coverages = [_coverage(coverage) for coverage in term.coverages.all()]
    notes = [f"Binder until {us_date(binder.expires_on)}"] if binder else []
    notes += ["Number to come"] if to_come else []
    notes += [
        f"{label} {value}"
        for c in coverages
        for label, value in c.others
        if "retroactive" in label.lower()
    ]
    if not company.admitted:
        notes.append("Surplus lines, not admitted in California")
    ratings = list(company.ratings.all())
    return PolicyShown(
        term=term,
        line=term.policy.line.name,
        company=company.name,
        rating=ratings[0].grade if ratings else "",
        admitted=company.admitted,
        number="" if to_come else term.number,
        effective_on=term.effective_on,
        expires_on=term.expires_on,
        bill=Policy.BillMode(term.policy.bill_mode).label,
        premium=premium,
        notes=notes,
        estimated=binder is not None or to_come,
        coverages=coverages,
    )


def _coverage(coverage: Any) -> CoverageShown:
    limits: list[tuple[str, str]] = []
    retained: list[tuple[str, str]] = []
    others: list[tuple[str, str]] = []
    for detail in coverage.details.all():
        pair = (detail.field.label, detail.shown)
        kind = detail.field.kind
        (limits if kind == LIMIT else retained if kind in RETAINED else others).append(pair)
    if not limits and coverage.limits:
        limits.append(("Limits", coverage.limits))
    if not retained and coverage.deductible:
        retained.append(("Deductible", coverage.deductible))
    forms = [
        f"{form.number} {form.edition} {form.title}".strip()
        for form in coverage.scheduled_forms.all()
    ]
    return CoverageShown(coverage.line.name, limits, retained, others, forms)


def _within(label: str) -> str:
    """The label as it stands within words: “each claim”, but “side A”."""
    return label[:1].lower() + label[1:]


def there_on(on: date) -> Q:
    """The condition that a row of a schedule had not been taken out by `on`."""
    return Q(removed_on=None) | Q(removed_on__gt=on)


def named_insureds_on(client: Client, on: date) -> list[str]:
    """The names the client is insured under on `on`, its own first."""
    begun = Q(from_on=None) | Q(from_on__lte=on)
    rows = client.named_insureds.filter(begun, Q(until_on=None) | Q(until_on__gt=on))
    names = [str(row) + (" (doing business as)" if row.kind == "dba" else "") for row in rows]
    return list(dict.fromkeys([client.name, *names]))
