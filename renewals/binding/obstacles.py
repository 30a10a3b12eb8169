"""What stands between a quote and binding it, with the way on (DOMAIN §4.2, §4.5, §9.1)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F

from accounts.clients.models import Client
from accounts.coverages.models import CoverageDetail
from accounts.policies.models import PolicyTerm
from renewals.binding.models import BoundLine
from renewals.marketing.models import Quote, Subjectivity
from renewals.marketing.querysets import QuoteStanding
from renewals.placements.guards import Missing
from renewals.proposals.models import CoverageDecision, ProposalOption
from renewals.surplus.checking import disclosure_missing, surplus_problems
from renewals.underlying.checking import UMBRELLAS
from renewals.underlying.models import UnderlyingRule
from renewals.underlying.rules import short_of

Beneath = dict[int, dict[int, Decimal | None]]


@dataclass(frozen=True)
class Decided:
    """The client's decision on a quote, as the proposal recorded it."""

    by: str
    on: date
    evidence: str


def obstacles(quote: Any, on: date) -> list[Missing]:
    """Everything that keeps `quote` from being bound on `on`; empty when it may be."""
    lines = list(quote.lines.select_related("line"))
    found = _of_the_quote(quote, lines, on)
    found += _bound_elsewhere(quote, lines)
    found += _undecided(quote)
    found += _subjectivities(quote)
    if not quote.company.admitted:
        found += _surplus(quote, on)
    for row in lines:
        if row.line.code in UMBRELLAS:
            found += _unsupported(quote, row, on)
    return found


def _of_the_quote(quote: Any, lines: list[Any], on: date) -> list[Missing]:
    url, standing = quote.get_absolute_url(), quote.standing_on(on)
    if not lines:
        return [Missing("The quote names no line", url)]
    if standing == QuoteStanding.WITHDRAWN:
        return [Missing(f"The quote was withdrawn: {quote.withdrawn_why}. Bind another one", url)]
    if standing == QuoteStanding.EXPIRED:
        return [
            Missing(
                f"The quote could be bound until {quote.valid_until:%m/%d/%Y}. Ask {quote.company} "
                "to extend it, note the new day on the quote, then bind",
                url,
            )
        ]
    return []


def _bound_elsewhere(quote: Any, lines: list[Any]) -> list[Missing]:
    if getattr(quote, "bind_order", None):
        return [Missing("This quote is bound already", _binding(quote))]
    rows = BoundLine.objects.filter(
        placement=quote.submission.placement_id, line__in=[row.line_id for row in lines]
    )
    return [
        Missing(f"{row.line} is bound already with {row.order.quote}", _binding(quote))
        for row in rows.select_related("line", "order__quote__company")
    ]


def _binding(quote: Any) -> str:
    return f"/placements/{quote.submission.placement_id}/binding/"


def decided_on(quote: Quote) -> Decided | None:
    """The recorded acceptance of the client; None when no proposal says it was accepted."""
    option = _option(quote)
    if option is None:
        return None
    last = CoverageDecision.objects.filter(option=option).order_by("-pk").first()
    if last is None or last.decision != CoverageDecision.Decision.ACCEPTED:
        return None
    note = f": {last.note}" if last.note else ""
    return Decided(last.decided_by, last.decided_on, f"{last.get_evidence_display()}{note}"[:300])


def is_proposed(quote: Quote) -> bool:
    """Whether a proposal offers it, so that the decision belongs there."""
    return _option(quote) is not None


def _option(quote: Quote) -> ProposalOption | None:
    rows = ProposalOption.objects.filter(quote=quote, withdrawn_why="")
    return rows.select_related("proposal").order_by("-pk").first()


def _undecided(quote: Any) -> list[Missing]:
    option = _option(quote)
    if option is None or decided_on(quote):
        return []
    return [
        Missing(
            f"The client’s decision to accept {option.label} is not recorded",
            option.proposal.get_absolute_url(),
        )
    ]


def _subjectivities(quote: Any) -> list[Missing]:
    rows = quote.subjectivities.uncleared().filter(before=Subjectivity.Before.BINDING)
    return [Missing(f"Owed before binding: {row.text}", quote.get_absolute_url()) for row in rows]


def _surplus(quote: Any, on: date) -> list[Missing]:
    placement = quote.submission.placement
    where = f"{placement.get_absolute_url()}surplus/"
    found = [Missing(says, where) for says in surplus_problems([quote], placement, on).values()]
    return found + [
        Missing(f"{line}: the disclosure D-1 is not signed", where)
        for line in disclosure_missing(quote, placement)
    ]


def _unsupported(quote: Any, row: Any, on: date) -> list[Missing]:
    least = UnderlyingRule.objects.least(quote.company_id, quote.effective_on)
    beneath = beneath_of(quote.submission.placement.client, quote.effective_on)
    for other in quote.lines.exclude(pk=row.pk).prefetch_related("details"):
        limits = beneath.setdefault(other.line_id, {})
        limits.update({d.field_id: d.amount for d in other.details.all() if d.amount is not None})
    return [
        Missing(
            f"{row.line} is not supported: {words}. Raise the limit beneath, or bind that first",
            _binding(quote),
        )
        for words in short_of(least, beneath)
    ]


def beneath_of(client: Client, on: date) -> Beneath:
    """Line id → field id → dollars of the policies of `client` in force on `on`; two queries.

    Of two policies of a line the lower limit counts.
    """
    terms = PolicyTerm.objects.filter(client=client).in_force(on)
    terms = terms.exclude(policy__line__code__in=UMBRELLAS)
    found: dict[int, dict[int, Any]] = defaultdict(dict)
    for line in terms.order_by().values_list("coverages__line", flat=True):
        if line is not None:
            found[line] = {}
    rows = CoverageDetail.objects.filter(coverage__term__in=terms, amount__isnull=False)
    for line, field, amount in rows.annotate(of=F("coverage__line")).values_list(
        "of", "field", "amount"
    ):
        before = found[line].get(field)
        found[line][field] = amount if before is None else min(before, amount)
    return dict(found)
