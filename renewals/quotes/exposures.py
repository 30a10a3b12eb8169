"""What quotes are rated on, as the placement knows it, so that it need not be typed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Sum

from accounts.policies.models import LineOfBusiness
from accounts.schedules.models import (
    Exposure,
    ExposureBasis,
    ExposureKind,
    Location,
    Vehicle,
    WorkClass,
)
from renewals.marketing.expiring import Expiring
from renewals.quotes.models import QuoteLine

Stated = tuple[Decimal, str]


@dataclass
class Rated:
    """Exposure of the expiring and of the coming term in the measure `basis`, and their sources.

    Dollars or a count; None where nobody knows.
    """

    basis: str = ""
    old: Decimal | None = None
    old_source: str = ""
    new: Decimal | None = None
    new_source: str = ""


def exposures_of(
    placement: Any, lines: Iterable[LineOfBusiness], expiring: dict[int, Expiring]
) -> dict[int, Rated]:
    """Line id → what a quote of it is rated on; a fixed number of queries.

    Another quote of the placement goes first. Of the expiring term what its own quote was rated
    on, else the client's exposure of its year; of the coming term the answer on the information
    sheet, else the exposure of its year, else what the schedules add up to today.
    """
    lines = list(lines)
    bases = ExposureBasis.objects.filter(line__in=lines).values_list("line", "measure")
    kinds = {line: ExposureKind(measure) for line, measure in bases}
    years = _years(placement)
    answers = _answers(placement)
    bound, typed = _bound(expiring), _typed(placement)
    schedules = _schedules(placement, set(kinds.values()), years, answers)
    found = {}
    for line in lines:
        kind, row = kinds.get(line.pk), Rated()
        if kind is not None:
            row.basis = kind.label.lower()
            if line.pk in expiring:
                began = expiring[line.pk].term.effective_on.year
                row.old, row.old_source = years.get((kind, began), (None, ""))
            coming = (
                answers.get(kind) or years.get((kind, placement.target_on.year))
                or schedules.get(kind) or _latest(years, kind)
            )  # fmt: skip
            row.new, row.new_source = coming or (None, "")
        if before := bound.get(line.pk):
            row.basis, row.old = before.exposure_basis or row.basis, before.exposure
            row.old_source = "Quote bound for it"
        if other := typed.get(line.pk):
            where = "Quote before this"
            row.basis = other.exposure_basis or row.basis
            if other.expiring_exposure is not None:
                row.old, row.old_source = other.expiring_exposure, where
            if other.exposure is not None:
                row.new, row.new_source = other.exposure, where
        found[line.pk] = row
    return found


def _years(placement: Any) -> dict[tuple[str, int], Stated]:
    rows = Exposure.objects.of(placement.client)
    return {(row.kind, row.year): (row.amount, f"Exposures {row.year}") for row in rows}


def _latest(years: dict[tuple[str, int], Stated], kind: str) -> Stated | None:
    known = [key for key in years if key[0] == kind]
    return years[max(known)] if known else None


def _answers(placement: Any) -> dict[str, Stated]:
    """Measure → what the information sheet of the placement answers."""
    rows = placement.answers.filter(question__fact__in=ExposureKind.values, not_applicable=False)
    return {
        fact: (Decimal(value), "Information sheet")
        for fact, value in rows.exclude(value="").values_list("question__fact", "value")
    }


def _bound(expiring: dict[int, Expiring]) -> dict[int, QuoteLine]:
    """Line id → the quoted line that was bound as the expiring term."""
    terms = {row.term.pk for row in expiring.values()}
    rows = QuoteLine.objects.filter(
        quote__bind_order__lines__term__in=terms, quote__bind_order__lines__line=F("line"),
        exposure__isnull=False,
    )  # fmt: skip
    return {row.line_id: row for row in rows.order_by("pk")}


def _typed(placement: Any) -> dict[int, QuoteLine]:
    """Line id → the newest quoted line of the placement that states its exposure."""
    rows = QuoteLine.objects.filter(quote__submission__placement=placement, exposure__isnull=False)
    return {row.line_id: row for row in rows.order_by("pk")}


def _schedules(
    placement: Any, kinds: set[ExposureKind], years: dict[tuple[str, int], Stated],
    answers: dict[str, Stated],
) -> dict[str, Stated]:  # fmt: skip
    """Measure → what its schedule adds up to, of those that nothing else tells."""
    coming: date = placement.target_on
    wanted = {k for k in kinds if k not in answers and (k, coming.year) not in years}
    client, found = placement.client, {}
    if ExposureKind.PAYROLL in wanted:
        rows = WorkClass.objects.of(client).aggregate(n=Sum("payroll"))
        found[ExposureKind.PAYROLL] = (rows["n"], "Payroll by class")
    if ExposureKind.VEHICLES in wanted:
        rows = Vehicle.objects.of(client).aggregate(n=Count("pk"))
        found[ExposureKind.VEHICLES] = (Decimal(rows["n"]), "Vehicle schedule")
    if ExposureKind.INSURED_VALUE in wanted:
        total = Sum(F("building") + F("contents") + F("income"))
        rows = Location.objects.of(client).aggregate(n=total)
        found[ExposureKind.INSURED_VALUE] = (rows["n"], "Statement of values")
    return {str(kind): stated for kind, stated in found.items() if stated[0]}
