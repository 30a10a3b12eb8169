"""Whether umbrellas stand on enough: quotes against quotes, else against what is in force."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.coverages.models import CoverageDetail
from accounts.policies.models import PolicyTerm
from renewals.underlying.models import UnderlyingRule
from renewals.underlying.rules import short_of

UMBRELLAS = ("UMBRC", "EXLIA")
Limits = dict[int, dict[int, Decimal | None]]


def is_umbrella(quote: Any) -> bool:
    """Whether one of the quote's lines is an umbrella or excess."""
    return any(row.line.code in UMBRELLAS for row in quote.lines.all())


def short_umbrellas(quotes: Sequence[Any], placement: Any, on: date) -> dict[int, list[str]]:
    """Quote id → why the policies beneath do not carry it; empty for those they carry.

    Of several options of a line beneath, the highest limit counts, since the client may choose
    it; a line that is not among `quotes` counts as it is in force. `quotes` come with lines and
    details.
    """
    umbrellas = [q for q in quotes if is_umbrella(q)]
    if not umbrellas:
        return {}
    beneath = _in_force(placement, on)
    beneath |= _quoted([q for q in quotes if not is_umbrella(q)])
    found = {}
    for quote in umbrellas:
        short = short_of(UnderlyingRule.objects.least(quote.company_id, on), beneath)
        if short:
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


def _quoted(quotes: Sequence[Any]) -> Limits:
    found: Limits = defaultdict(dict)
    for quote in quotes:
        for row in quote.lines.all():
            said = found[row.line_id]
            for detail in row.details.all():
                _raise(said, detail.field_id, detail.amount)
    return found


def _in_force(placement: Any, on: date) -> Limits:
    """The limits of the client's policies of today, by line of the coverage."""
    found: Limits = defaultdict(dict)
    terms = PolicyTerm.objects.filter(client=placement.client_id).in_force(on)
    rows = CoverageDetail.objects.filter(coverage__term__in=terms, amount__isnull=False)
    for line, field, amount in rows.values_list("coverage__line", "field", "amount"):
        _raise(found[line], field, amount)
    return found


def _raise(said: dict[int, Decimal | None], field: int, amount: Decimal | None) -> None:
    before = said.get(field)
    if amount is not None and (before is None or amount > before):
        said[field] = amount
