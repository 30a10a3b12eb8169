"""What stands between a quote and binding it, with the way on (DOMAIN §4.2, §4.5, §9.1)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from renewals.binding.models import BoundLine
from renewals.placements.guards import Missing
from renewals.proposals.models import CoverageDecision, ProposalOption
from renewals.quotes.models import Quote, Subjectivity
from renewals.quotes.querysets import QuoteStanding
from renewals.surplus.checking import disclosure_missing, surplus_problems
from renewals.underlying.checking import short_umbrellas


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
    return found + _unsupported(quote)


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


def _unsupported(quote: Any) -> list[Missing]:
    short = short_umbrellas([quote], quote.submission.placement, quote.effective_on)
    return [
        Missing(
            f"{quote} is not supported: {words}. Raise the limit beneath, or bind that first",
            _binding(quote),
        )
        for words in short.get(quote.pk, ())
    ]
