"""Whether everything offered in a placement is decided, as the guards of its stages ask."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from renewals.proposals.models import ProposalOption
from renewals.quotes.models import Quote
from renewals.underlying.checking import short_umbrellas


def offered_in(placement: Any) -> list[Any]:
    """The options of the placement that the client was shown, with their last decision."""
    rows: Any = ProposalOption.objects.filter(proposal__placement=placement)
    rows = rows.offered().with_decision().select_related("proposal")
    return list(rows.order_by("proposal", "position", "pk"))


def unsettled_words(option: Any) -> str:
    """What is missing of an offered option's decision; empty when it is settled."""
    if option.decision is None:
        return f"{option} has no decision"
    if option.decision == "declined" and option.signature_needed and option.evidence != "signed":
        return f"{option} is declined without a signature"
    return ""


def short_accepted(quotes: Iterable[int], placement: Any) -> dict[int, list[str]]:
    """Quote id → why what lies beneath an accepted umbrella does not carry it."""
    keys = list(quotes)
    if not keys:
        return {}
    rows = Quote.objects.filter(pk__in=keys).select_related("company")
    full = rows.prefetch_related("lines__line", "lines__details")
    return short_umbrellas(list(full), placement, timezone.localdate())
