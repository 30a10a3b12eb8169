"""Whether umbrellas stand on enough: quotes against quotes, else against what is in force."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.coverages.models import Coverage, CoverageDetail
from accounts.policies.models import PolicyTerm
from renewals.underlying.models import UnderlyingRule
from renewals.underlying.rules import Held, resting_on, short_of

UMBRELLAS = ("UMBRC", "EXLIA")


def is_umbrella(quote: Any) -> bool:
    """Whether one of the quote's lines is an umbrella or excess."""
    return any(row.line.code in UMBRELLAS for row in quote.lines.all())


def short_umbrellas(quotes: Sequence[Any], placement: Any, on: date) -> dict[int, list[str]]:
    """Quote id → why the policies beneath do not carry it; empty for those they carry.

    An umbrella rests on the other lines of its quote, on the other `quotes`, on what is in force
    on its effective date, else on what is on `on`. `quotes` come with lines and details.
    """
    found = {}
    for quote in quotes:
        if not is_umbrella(quote):
            continue
        beneath = resting_on(
            _quoted([quote]), _quoted([q for q in quotes if q != quote]),
            _in_force(placement, quote.effective_on), _in_force(placement, on),
        )  # fmt: skip
        least = UnderlyingRule.objects.least(quote.company_id, quote.effective_on)
        if short := short_of(least, beneath):
            found[quote.pk] = short
    return found


def other_days(quotes: Sequence[Any]) -> list[str]:
    """Umbrellas that do not take effect on the day of what lies beneath (DOMAIN §4.2)."""
    beneath = {q.effective_on for q in quotes if not is_umbrella(q)}
    return [
        f"{q} takes effect on {q.effective_on:%m/%d/%Y}, the policies beneath do not"
        for q in quotes
        if is_umbrella(q) and beneath and q.effective_on not in beneath
    ]


def _quoted(quotes: Sequence[Any]) -> list[Held]:
    return [
        (row.line_id, {d.field_id: d.amount for d in row.details.all()})
        for quote in quotes
        for row in quote.lines.all()
        if row.line.code not in UMBRELLAS
    ]


def _in_force(placement: Any, on: date) -> list[Held]:
    """The limits of the client's policies in force on `on`, by coverage; two queries."""
    terms = PolicyTerm.objects.filter(client=placement.client_id).in_force(on)
    covered = Coverage.objects.filter(term__in=terms.order_by())
    lines = dict(covered.exclude(line__code__in=UMBRELLAS).order_by().values_list("pk", "line"))
    limits: dict[int, dict[int, Decimal | None]] = {key: {} for key in lines}
    rows = CoverageDetail.objects.filter(coverage__in=lines, amount__isnull=False)
    for coverage, field, amount in rows.values_list("coverage", "field", "amount"):
        limits[coverage][field] = amount
    return [(line, limits[key]) for key, line in lines.items()]
