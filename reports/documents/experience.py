"""Five years of premium, exposure and losses of a client (DOMAIN §3: parts 4 and 5)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from accounts.certificates.models import Claim, LossRunRequest
from accounts.certificates.querysets import valuations_as_of
from accounts.clients.models import Client
from accounts.policies.models import PolicyTerm
from accounts.schedules.models import ExperienceMod, Exposure, ExposureBasis
from config.lib.money import ZERO
from config.lib.templatetags.steward import us_date
from reports.documents.program import there_on, written

YEARS = 5


def change(now: Decimal, before: Decimal) -> Decimal | None:
    """How much more `now` is than `before`, in percent with one place; None without a before."""
    if not before:
        return None
    return ((now - before) * 100 / before).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def rate_of(premium: Decimal, exposure: Decimal | None, per: int) -> Decimal | None:
    """Premium for every `per` of exposure, four places; None without exposure (DOMAIN §3)."""
    if not exposure:
        return None
    return (premium * per / exposure).quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class YearOfLine:
    """A line in one policy year: premium, what it is measured against, the losses (dollars).

    `claims` is None when nobody knows: `missing` then says what was asked for and when.
    """

    year: int
    line: str
    premium: Decimal
    exposure: Decimal | None = None
    rate: Decimal | None = None
    per: str = ""
    change: Decimal | None = None
    claims: int | None = None
    open: int = 0
    paid: Decimal = ZERO
    reserved: Decimal = ZERO
    missing: str = ""

    @property
    def incurred(self) -> Decimal:
        return self.paid + self.reserved

    @property
    def rate_words(self) -> str:
        """The rate with four places, one of a hundred dollars and more with cents."""
        rate = self.rate or ZERO
        return f"{rate:,.2f}" if rate >= 100 else f"{rate:,.4f}"

    @property
    def loss_ratio(self) -> Decimal | None:
        """Incurred ÷ premium in percent, one place; None when either is unknown."""
        if self.claims is None or self.premium <= 0:
            return None
        return (self.incurred * 100 / self.premium).quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True)
class LargeLoss:
    """A claim at or above the threshold."""

    claim: Claim
    incurred: Decimal
    valued_on: date


@dataclass(frozen=True)
class Experience:
    """The history of a client up to a day."""

    rows: list[YearOfLine]
    large: list[LargeLoss]
    not_valued: list[Claim]
    exposures: list[Exposure]
    mods: list[ExperienceMod]
    runs: list[str] = field(default_factory=list)

    @property
    def exposure_years(self) -> list[int]:
        """The years of which some exposure was reported, the newest first."""
        return sorted({row.year for row in self.exposures}, reverse=True)

    @property
    def exposure_rows(self) -> list[tuple[str, list[Decimal | None]]]:
        """(measure, what was reported of it for each of the years, None where nothing)."""
        found: dict[str, dict[int, Decimal]] = {}
        for row in self.exposures:
            found.setdefault(row.get_kind_display(), {})[row.year] = row.amount
        return [
            (name, [by.get(year) for year in self.exposure_years])
            for name, by in sorted(found.items())
        ]

    @property
    def years(self) -> list[tuple[int, Decimal, Decimal | None]]:
        """(year, premium, incurred), the oldest first; incurred is None while any is unknown."""
        found = []
        for year in sorted({row.year for row in self.rows}):
            of_year = [row for row in self.rows if row.year == year]
            known = all(row.claims is not None for row in of_year)
            incurred = sum((row.incurred for row in of_year), ZERO)
            premium = sum((row.premium for row in of_year), ZERO)
            found.append((year, premium, incurred if known else None))
        return found


def experience_of(client: Client, on: date, threshold: int) -> Experience:
    """Premium, exposure and losses of the five policy years up to `on`, losses valued by `on`.

    `threshold` is from how many dollars incurred a loss is listed by itself. A line without
    claims counts as free of them only when its loss runs were received; else it is missing.
    """
    first = on.year - YEARS + 1
    terms = list(
        PolicyTerm.objects.filter(
            client=client, effective_on__gte=date(first, 1, 1), effective_on__lte=on
        ).select_related("policy__line")
    )
    premiums, lines = _premiums(terms, on)
    claims = list(
        Claim.objects.filter(client=client, loss_on__gte=date(first, 1, 1), reported_on__lte=on)
        .select_related("line")
        .order_by("-loss_on", "-pk")
    )
    figures = valuations_as_of([claim.pk for claim in claims], on)
    runs = _runs(client, on)
    exposures = list(Exposure.objects.filter(there_on(on), client=client, year__gte=first))
    measured = {(row.kind, row.year): row.amount for row in exposures}
    bases = {basis.line.code: basis for basis in ExposureBasis.objects.select_related("line")}
    by_line = defaultdict(list)
    for claim in claims:
        by_line[claim.loss_on.year, claim.line.code].append(claim)
        lines.setdefault(claim.line.code, claim.line.name)
    rows = []
    for year, code in sorted({*premiums, *by_line}, key=lambda key: (-key[0], lines[key[1]])):
        premium = premiums.get((year, code), ZERO)
        basis = bases.get(code)
        exposure = measured.get((basis.measure, year)) if basis else None
        found = by_line.get((year, code), [])
        valued = [figures[c.pk] for c in found if c.pk in figures]
        known = bool(found) or runs.get(code, ("", None))[1] is not None
        rows.append(
            YearOfLine(
                year=year,
                line=lines[code],
                premium=premium,
                exposure=exposure,
                rate=rate_of(premium, exposure, basis.per if basis else 1),
                per=basis.words if basis else "",
                change=change(premium, premiums.get((year - 1, code), ZERO)),
                claims=len(found) if known else None,
                open=sum(1 for c in found if c.status != Claim.Status.CLOSED),
                paid=sum((v.paid for v in valued), ZERO),
                reserved=sum((v.reserved for v in valued), ZERO),
                missing="" if known else _asked(runs.get(code)),
            )
        )
    return Experience(
        rows=rows,
        large=_large(claims, figures, threshold),
        not_valued=[claim for claim in claims if claim.pk not in figures],
        exposures=sorted(exposures, key=lambda row: (row.get_kind_display(), -row.year)),
        mods=list(
            ExperienceMod.objects.filter(there_on(on), client=client, rated_on__lte=on).order_by(
                "-rated_on", "-pk"
            )[:YEARS]
        ),
        runs=[words for words, _ in runs.values()],
    )


def _premiums(
    terms: list[PolicyTerm], on: date
) -> tuple[dict[tuple[int, str], Decimal], dict[str, str]]:
    sums: dict[tuple[int, str], Decimal] = defaultdict(lambda: ZERO)
    lines = {}
    amounts = written(terms, on)
    for term in terms:
        line = term.policy.line
        lines[line.code] = line.name
        sums[term.effective_on.year, line.code] += amounts.get(term.pk, ZERO)
    return dict(sums), lines


def _runs(client: Client, on: date) -> dict[str, tuple[str, date | None]]:
    """Line code → (words about the latest loss runs asked for, the day they came or None)."""
    asked = LossRunRequest.objects.filter(client=client, requested_on__lte=on)
    found = {}
    for row in asked.select_related("line", "carrier").order_by("requested_on", "pk"):
        came = row.received_on if row.received_on and row.received_on <= on else None
        if came:
            words = f"received {us_date(came)}, valued {us_date(row.valued_on) or 'without a day'}"
        else:
            words = f"not received – requested on {us_date(row.requested_on)}"
        found[row.line.code] = (f"{row.line}, {row.carrier}: {words}", came)
    return found


def _asked(run: tuple[str, date | None] | None) -> str:
    return run[0].rpartition(": ")[2] if run else "not received – not yet requested"


def _large(claims: Iterable[Claim], figures: dict, threshold: int) -> list[LargeLoss]:
    found = [
        LargeLoss(claim, figures[claim.pk].incurred, figures[claim.pk].valued_on)
        for claim in claims
        if claim.pk in figures and figures[claim.pk].incurred >= threshold
    ]
    return sorted(found, key=lambda loss: (-loss.incurred, loss.claim.pk))
