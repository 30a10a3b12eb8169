"""What the pages of proposals show."""

from typing import Any, cast

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from renewals.proposals.models import CoverageDecision, Proposal
from renewals.proposals.services import lacking, options_of
from renewals.proposals.settled import unsettled_words
from renewals.quotes.comparing import quotes_of
from renewals.underlying.checking import UMBRELLAS, other_days
from teams.people.models import User

TONES = {"accepted": "good", "declined": "quiet", "deferred": "warn"}


def visible_proposal(request: HttpRequest, proposal_id: int) -> Any:
    """The proposal of the address if the user sees it, else 404."""
    rows: Any = Proposal.objects.visible_to(cast(User, request.user))
    related = rows.select_related("placement__client__tier", "placement__line", "created_by")
    return get_object_or_404(related, pk=proposal_id)


def page_of(proposal: Any) -> dict[str, Any]:
    """The context of a proposal's page; a fixed number of queries."""
    today = timezone.localdate()
    options = options_of(proposal, today)
    versions = list(
        proposal.versions.select_related("made_by", "review__by").prefetch_related("presentations")
    )
    newest = versions[0] if versions else None
    presented = [p for v in versions for p in v.presentations.all()]
    decisions: dict[int, list[CoverageDecision]] = {}
    rows = CoverageDecision.objects.filter(option__proposal=proposal)
    for row in rows.select_related("attachment", "by"):
        decisions.setdefault(row.option_id, []).append(row)
    for option in options:
        option.made = decisions.get(option.pk, [])
        option.tone = TONES.get(option.decision or "", "info")
        option.words = CoverageDecision.Decision(option.decision).label if option.decision else ""
        option.unsettled = unsettled_words(option) if presented else ""
    offered = {o.quote_id for o in options}
    return {
        "proposal": proposal,
        "placement": proposal.placement,
        "today": today,
        "groups": _groups(options),
        "versions": versions,
        "newest": newest,
        "reviewed": bool(newest and hasattr(newest, "review")),
        "presented": presented,
        "lacking": lacking(proposal, options, today),
        "hints": _hints(options),
        "undecided": sum(bool(o.unsettled) for o in options),
        "more_quotes": [
            q for q in quotes_of(proposal.placement, today)
            if q.pk not in offered and q.standing == "open"
        ],
    }  # fmt: skip


def _groups(options: list[Any]) -> list[dict[str, Any]]:
    groups: dict[str, dict[str, Any]] = {}
    for option in options:
        group = groups.setdefault(option.coverage, {"coverage": option.coverage, "options": []})
        group["options"].append(option)
    return list(groups.values())


def _hints(options: list[Any]) -> list[str]:
    """What good practice asks for and nobody is held up by (DOMAIN §4.2)."""
    found = other_days([o.quote for o in options if o.quote])
    umbrellas = [o for o in options if o.line.code in UMBRELLAS]
    if len(umbrellas) == 1:
        found.append("Offer several umbrella limits and let the client choose.")
    if any(o.recommended for o in umbrellas):
        found.append("Do not recommend one umbrella limit; let the client choose.")
    found += [
        f"{o.quote.company} has no rating on file." for o in options
        if o.quote and not o.quote.company.ratings.exists()
    ]  # fmt: skip
    return list(dict.fromkeys(found))
