"""Budgets beside what was booked, from the same figures as every other page of the month."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from config.lib.money import ZERO
from renewals.opportunities.models import Opportunity
from reports.budgets.models import Budget, Measure
from reports.budgets.rules import Variance, forecast
from reports.production import rules
from reports.production.rules import NOTHING, Sums

if TYPE_CHECKING:
    from reports.production.figures import Figures, Row
    from teams.people.models import User

# measure → the column of the production figures it is compared with, and what of its sums.
COMPARED = {
    Measure.COMMISSION: ("total", "commission"),
    Measure.NEW_COMMISSION: ("new", "commission"),
    Measure.PREMIUM: ("total", "premium"),
    Measure.NEW_PREMIUM: ("new", "premium"),
}


@dataclass(frozen=True)
class Line:
    """One measure of one budget: the month and the year to date."""

    budget: Budget
    measure: str
    label: str
    month: Variance
    ytd: Variance
    year: Decimal


@dataclass(frozen=True)
class Forecast:
    """What the year's commission will come to, and what it is reckoned from, in dollars."""

    booked: Decimal
    due: Decimal
    retention: Decimal | None
    planned: Decimal | None
    pipeline: Decimal = ZERO

    @property
    def amount(self) -> Decimal | None:
        return forecast(self.booked, self.due, self.retention, self.pipeline)

    @property
    def against_plan(self) -> Variance | None:
        """The forecast against the year's plan; None while one of them is missing."""
        if self.amount is None or self.planned is None:
            return None
        return Variance(self.amount, self.planned)


def against_budget(user: "User", found: "Figures") -> list[Line]:
    """Every budget `user` sees for the year of `found`, measure by measure."""
    budgets = (
        Budget.objects.visible_to(user)
        .filter(year=found.month.year)
        .house_first()
        .select_related("person")
        .prefetch_related("amounts")
    )
    return [line for budget in budgets for line in _lines(budget, found)]


def _planned(budget: Budget, found: "Figures") -> dict[tuple[date, str], Decimal]:
    """What is planned; for a closed month, what was when it was closed."""
    if found.kept:
        return found.kept.plans.get(budget.pk, {})
    return {(a.month, a.measure): a.amount for a in budget.amounts.all()}


def _lines(budget: Budget, found: "Figures") -> Iterator[Line]:
    row = _booked(budget, found)
    planned = _planned(budget, found)
    for measure in Measure:
        year = {month: amount for (month, of), amount in planned.items() if of == measure}
        if not year:
            continue
        to_date = sum((amount for m, amount in year.items() if m <= found.month), ZERO)
        yield Line(
            budget,
            measure.value,
            str(measure.label),
            Variance(_actual(row, "month", measure), year.get(found.month, ZERO)),
            Variance(_actual(row, "ytd", measure), to_date),
            sum(year.values(), ZERO),
        )


def _booked(budget: Budget, found: "Figures") -> "Row | None":
    if budget.part == Budget.Part.HOUSE:
        return found.total
    rows = found.dimensions[budget.part]
    return next((row for row in rows if row.key == budget.person_id), None)


def _actual(row: "Row | None", span: str, measure: Measure) -> Decimal:
    column, what = COMPARED[measure]
    sums: Sums = getattr(row, span)[column] if row else NOTHING
    return getattr(sums, what)


def year_forecast(user: "User", found: "Figures", lines: list[Line]) -> Forecast:
    """The forecast of the year's commission for the clients `user` sees (DOMAIN §6.1).

    Retention is that of commission over the twelve months up to the month shown. The pipeline
    is known as it stands today, so a closed month is forecast without it.
    """
    renewals = list(found.renewals.values())[-12:]
    up = sum((r.up.commission for r in renewals), ZERO)
    gone = sum((r.lost.commission for r in renewals), ZERO)
    house = [li for li in lines if li.budget.person is None and li.measure == Measure.COMMISSION]
    return Forecast(
        booked=found.total.ytd["total"].commission,
        due=found.still_due,
        retention=rules.retention(up, gone),
        planned=house[0].year if house else None,
        pipeline=ZERO if found.closed_at else _pipeline(user, found.last_day),
    )


def _pipeline(user: "User", last_day: date) -> Decimal:
    """Σ expected revenue × probability of what may be won by the end of the year of `last_day`."""
    hoped = Opportunity.objects.visible_to(user).open()
    return hoped.filter(expected_on__lte=last_day.replace(month=12, day=31)).sums()["weighted"]
