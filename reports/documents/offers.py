"""What a client was offered and decided, and which markets were asked (DOMAIN §3: parts 7 and 8,
§4.1 e): read from proposals, gap decisions and submissions, as they stood on a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.clients.models import Client
from renewals.gaps.models import Choice, GapDecision
from renewals.marketing.models import Submission
from renewals.proposals.models import CoverageDecision, ProposalOption

OPEN = "not decided yet"
DECIDED = CoverageDecision.Decision
STANDINGS = {
    "sent": "no answer yet", "acknowledged": "no answer yet", "asked": "asked for more",
    "quoted": "quoted", "declined": "declined", "withdrawn": "withdrawn by us",
}  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """One coverage as it was offered, and what the client said to it: words and days."""

    coverage: str
    what: str
    offered_on: date | None
    decision: str
    decided_on: date | None = None
    decided_by: str = ""
    note: str = ""
    accepted: bool = False


@dataclass(frozen=True)
class MarketAsked:
    """A market that was asked for a placement, and how it answered."""

    market: str
    lines: str
    sent_on: date
    answer: str
    reason: str = ""


def offers_of(client: Client, since: date, on: date) -> list[Offer]:
    """What was shown to the client from the day after `since` to `on`, by coverage, then what
    became of the gaps in its program. Of several decisions the last by `on` counts.
    """
    return [*_options(client, since, on), *_gaps(client, on)]


def _options(client: Client, since: date, on: date) -> Iterator[Offer]:
    rows = (
        ProposalOption.objects.filter(proposal__placement__client=client, withdrawn_why="")
        .prefetch_related("decisions", "proposal__versions__presentations")
        .order_by("proposal_id", "position", "pk")
    )
    found = []
    for option in rows:
        days = [
            shown.on
            for version in option.proposal.versions.all()
            for shown in version.presentations.all()
            if shown.on <= on
        ]
        if days and max(days) > since:
            said = [d for d in option.decisions.all() if d.decided_on <= on]
            found.append((option, max(days), max(said, key=lambda d: d.pk, default=None)))
    taken = {
        (option.proposal_id, option.coverage): option.pk
        for option, _, last in found
        if last and last.decision == DECIDED.ACCEPTED
    }
    for option, day, last in found:
        if last is None:
            yield Offer(option.coverage, option.label, day, OPEN)
            continue
        other = taken.get((option.proposal_id, option.coverage), option.pk)
        words = last.get_decision_display().lower()
        if last.decision == DECIDED.DECLINED and other != option.pk:
            words = "declined for another option"
        yield Offer(
            option.coverage, option.label, last.offered_on, words, last.decided_on,
            last.decided_by, accepted=last.decision == DECIDED.ACCEPTED,
            note=f"offered again on {last.re_offer_on:%m/%d/%Y}" if last.re_offer_on else "",
        )  # fmt: skip


def _gaps(client: Client, on: date) -> Iterator[Offer]:
    rows = GapDecision.objects.filter(client=client, decided_on__lte=on)
    told = rows.exclude(choice=Choice.NOT_APPLICABLE).exclude(opportunity__stage__mark="won")
    for row in told.select_related("rule__proposes").order_by("rule__weight", "pk"):
        coverage = str(row.rule.proposes or row.rule.name)
        if row.choice == Choice.PROPOSED:
            yield Offer(coverage, "Recommended", row.decided_on, OPEN)
        elif row.choice == Choice.ELSEWHERE:
            until = f", until {row.x_on:%m/%d/%Y}" if row.x_on else ""
            words = f"placed elsewhere: {row.carrier}{until}"
            yield Offer(coverage, "Recommended", None, words, row.decided_on)
        else:
            again = f"offered again on {row.again_on:%m/%d/%Y}" if row.again_on else ""
            yield Offer(coverage, "Recommended", None, "declined", row.decided_on, note=again)


def markets_of(client: Client, since: date, on: date) -> list[MarketAsked]:
    """Whom the house asked for the client from the day after `since` to `on`, by day."""
    rows = (
        Submission.objects.filter(placement__client=client, events__kind="sent")
        .select_related("company", "intermediary")
        .prefetch_related("events__reason", "lines__line")
        .distinct()
    )
    found = []
    for row in rows:
        events: list[Any] = [e for e in row.events.all() if e.on <= on]
        sent = min((e.on for e in events if e.kind == "sent"), default=None)
        if sent is None or sent <= since:
            continue
        last = max((e for e in events if e.kind != "chased"), key=lambda e: (e.on, e.pk))
        lines = ", ".join(sorted(str(asked.line) for asked in row.lines.all()))
        reason = last.reason.name if last.kind == "declined" and last.reason else ""
        found.append(MarketAsked(str(row), lines, sent, STANDINGS[last.kind], reason))
    return sorted(found, key=lambda row: (row.sent_on, row.market))
