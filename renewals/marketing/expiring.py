"""What a placement has now: its lines, what they cost and cover."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.carriers.models import Rating, WritingCompany
from accounts.policies.models import LineOfBusiness, PolicyTerm
from config.lib.money import ZERO, split


@dataclass
class Expiring:
    """One line of an expiring policy; dollars of a full term, and what it says by field id."""

    line: LineOfBusiness
    term: PolicyTerm
    premium: Decimal
    commission_rate: Decimal
    values: dict[int, Any] = field(default_factory=dict)

    @property
    def company(self) -> WritingCompany:
        return self.term.policy.writing_company


def expiring_of(placement: Any) -> dict[int, Expiring]:
    """Line id → what expires of it; a package is taken apart into its coverages.

    Premiums of the lines sum to the term's premium as endorsements left it. A fixed number of
    queries.
    """
    terms = PolicyTerm.objects.filter(placed__placement=placement).with_annual()
    rows = terms.select_related("policy__line", "policy__writing_company__carrier")
    found: dict[int, Expiring] = {}
    for term in rows.prefetch_related("coverages__line", "coverages__details__field").order_by(
        "expires_on", "pk"
    ):
        coverages = list(term.coverages.all())
        if not coverages:
            found[term.policy.line_id] = Expiring(
                term.policy.line, term, term.annual, term.commission_rate
            )
        for coverage, premium in zip(coverages, _premiums(term, coverages), strict=True):
            values = {d.field_id: d for d in coverage.details.all()}
            found[coverage.line_id] = Expiring(
                coverage.line, term, premium, term.commission_rate, values
            )
    return found


def _premiums(term: Any, coverages: list[Any]) -> list[Decimal]:
    weights = [max(c.premium, ZERO) for c in coverages]
    if not coverages:
        return []
    return split(term.annual, weights if sum(weights) else [Decimal(1)] * len(coverages))


def lines_of(placement: Any, expiring: dict[int, Expiring]) -> list[LineOfBusiness]:
    """The lines that are to be placed, by name."""
    lines = {e.line.pk: e.line for e in expiring.values()}
    if placement.line is not None:
        lines[placement.line.pk] = placement.line
    return sorted(lines.values(), key=lambda line: line.name)


def grades_of(companies: set[int], on: date) -> dict[int, str]:
    """Company id → its latest AM Best rating by `on`; one query."""
    rows = Rating.objects.filter(
        company__in=companies, agency=Rating.Agency.AM_BEST, rated_on__lte=on
    )
    return dict(rows.order_by("rated_on", "pk").values_list("company", "grade"))
