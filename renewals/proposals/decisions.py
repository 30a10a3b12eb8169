"""What the client decides on each offered coverage, and when it is offered again."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.activities.services import log_event
from accounts.attachments.models import Attachment
from accounts.follow_ups.services import add_follow_up
from config.lib.dates import add_months
from config.lib.errors import DomainError
from renewals.marketing.services import check_may
from renewals.proposals.models import (
    CoverageDecision,
    Presentation,
    Proposal,
    ProposalOption,
    ReofferRule,
)
from renewals.proposals.services import options_of
from renewals.quotes.querysets import QuoteStanding
from renewals.underlying.checking import short_umbrellas
from teams.access.roles import Role
from teams.people.models import User

Decision, Evidence = CoverageDecision.Decision, CoverageDecision.Evidence


@dataclass(frozen=True)
class Said:
    """A decision as it was told: who at the client, when, and what proves it."""

    decision: str
    decided_on: date
    decided_by: str
    evidence: str
    note: str = ""
    attachment: Attachment | None = None
    re_offer_on: date | None = None


@transaction.atomic
def decide(
    *, option: ProposalOption, said: Said, by: User, form_key: UUID | None = None,
    others_declined: bool = False,
) -> CoverageDecision:  # fmt: skip
    """Record what the client decided on `option`; a later decision takes its place.

    An accepted option needs a quote that stands, what lies beneath an umbrella must carry it,
    and no other option of its coverage may be accepted; `others_declined` declines those with
    the same evidence. What is deferred or declined comes back as a follow-up. Raises DomainError
    at the field that is wrong.
    """
    current = _locked(option, by)
    if form_key and (made := current.decisions.filter(form_key=form_key).first()):
        return made
    shown = Presentation.objects.filter(version__proposal=current.proposal).order_by("on").first()
    _check_said(said, shown, current)
    if said.decision == Decision.ACCEPTED:
        _check_acceptable(current, said.decided_on, others_declined)
    made = _record(current, said, shown.on if shown else said.decided_on, by, form_key)
    if said.decision == Decision.ACCEPTED and others_declined:
        for other in _alternatives(current):
            if other.decision not in (Decision.ACCEPTED, Decision.DECLINED):
                declined = Said(
                    Decision.DECLINED, said.decided_on, said.decided_by, said.evidence,
                    said.note or f"Chose {current.label}", said.attachment,
                )  # fmt: skip
                _record(other, declined, shown.on if shown else said.decided_on, by, form_key)
    return made


def _check_said(said: Said, shown: Presentation | None, option: Any) -> None:
    if said.decision not in Decision.values:
        raise DomainError("Choose what was decided.", "decision")
    if said.evidence not in Evidence.values:
        raise DomainError("Choose what proves it.", "evidence")
    if shown is None:
        raise DomainError("The proposal was not presented yet; record that first.")
    if option.withdrawn_why:
        raise DomainError("This option was taken back.")
    if said.decided_on > timezone.localdate():
        raise DomainError("A decision is recorded once it was made.", "decided_on")
    if said.decided_on < shown.on:
        raise DomainError(
            f"The proposal was presented on {shown.on:%m/%d/%Y}, after that day.", "decided_on"
        )
    if not said.decided_by.strip():
        raise DomainError("Say who decided for the client.", "decided_by")
    if said.evidence in (Evidence.SIGNED, Evidence.FILE) and said.attachment is None:
        raise DomainError("Choose the file that proves it.", "attachment")
    if said.evidence == Evidence.EMAIL and said.attachment is None and not said.note.strip():
        raise DomainError("Choose the e-mail among the files, or quote it.", "note")
    if said.evidence == Evidence.SPOKEN and not said.note.strip():
        raise DomainError("Write down what was said, to whom and when.", "note")
    if said.attachment and said.attachment.client_id != option.proposal.placement.client_id:
        raise DomainError("This file belongs to another client.", "attachment")
    deferred = said.decision == Decision.DEFERRED
    if deferred and (said.re_offer_on is None or said.re_offer_on <= said.decided_on):
        raise DomainError("Say on which later day it is offered again.", "re_offer_on")
    if not deferred and said.decision == Decision.ACCEPTED and said.re_offer_on:
        raise DomainError("What is accepted is not offered again.", "re_offer_on")


def _alternatives(option: Any) -> list[Any]:
    rows: Any = option.proposal.options.filter(coverage=option.coverage, withdrawn_why="")
    return list(rows.exclude(pk=option.pk).with_decision().select_related("line"))


def _check_acceptable(option: Any, on: date, others_declined: bool) -> None:
    if option.quote_id is None:
        raise DomainError(
            f"{option.label} is an indication; get a quote and offer that one.", "decision"
        )
    for other in _alternatives(option):
        if other.decision == Decision.ACCEPTED:
            raise DomainError(
                f"{other.label} is accepted for {option.coverage}; decline that one first.",
                "decision",
            )
    offered = options_of(option.proposal, on)
    mine = next(o for o in offered if o.pk == option.pk)
    if mine.quote.standing != QuoteStanding.OPEN:
        raise DomainError(
            f"The quote is {mine.quote.standing} since {mine.quote.valid_until:%m/%d/%Y}; ask the "
            "market to extend it, then accept it.",
            "decision",
        )
    beneath = [
        o.quote for o in offered
        if o.quote and (o.pk == option.pk or o.decision == Decision.ACCEPTED)
    ]  # fmt: skip
    if short := short_umbrellas(beneath, option.proposal.placement, on).get(option.quote_id):
        raise DomainError(f"What lies beneath does not carry it: {'; '.join(short)}.", "decision")


def _record(
    option: Any, said: Said, offered_on: date, by: User, form_key: UUID | None
) -> CoverageDecision:
    quote = option.quote
    if said.decision == Decision.DECLINED and said.re_offer_on is None:
        again = _again(option, said.decided_on)
    else:
        again = said.re_offer_on
    premium = option.indication
    if quote is not None:
        premium = sum((row.premium for row in quote.lines.all()), premium or 0) or None
    made = CoverageDecision.objects.create(
        option=option, decision=said.decision, offered_on=offered_on, premium=premium,
        decided_on=said.decided_on, decided_by=said.decided_by.strip(), evidence=said.evidence,
        attachment=said.attachment, note=said.note.strip(), re_offer_on=again,
        form_key=form_key, by=by,
    )  # fmt: skip
    proposal: Proposal = option.proposal
    client = proposal.placement.client
    log_event(
        client=client, by=by, link=proposal.get_absolute_url(), text=made.note,
        subject=f"{option}: {made.get_decision_display().lower()} by {made.decided_by}",
    )  # fmt: skip
    if again:
        _offer_again(made, client, again)
    return made


def _again(option: Any, on: date) -> date | None:
    """The day on which what was declined is offered again, by the house's rule."""
    if option.kind == ProposalOption.Kind.COVERAGE and _alternatives(option):
        return None  # another option of the same coverage was offered; nothing goes uncovered
    months = ReofferRule.objects.months_for(option.line.code, on)
    if option.kind == ProposalOption.Kind.HIGHER:
        months = min(months or 12, 12)
    return add_months(on, months) if months else None


def _offer_again(made: CoverageDecision, client: Any, on: date) -> None:
    option = made.option
    serving = client.assignments.current().filter(user__is_active=True)
    people = {row.role: row.user for row in serving.select_related("user")}
    owner = people.get(Role.ACCOUNT_EXECUTIVE)
    words = made.get_decision_display().lower()
    add_follow_up(
        client=client, subject=f"Offer again: {option}"[:200], due_on=max(on, timezone.localdate()),
        by=None, owner=owner, team=None if owner else client.team, kind="renewal",
        note=f"{words} {made.decided_on:%m/%d/%Y} by {made.decided_by}. {made.note}".strip(),
        key=f"re-offer:{made.pk}",
    )  # fmt: skip


def _locked(option: ProposalOption, by: User) -> Any:
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("placement__client")
    proposal = rows.get(pk=option.proposal_id)
    check_may(proposal.placement, by)
    current = ProposalOption.objects.select_related("line", "quote").get(pk=option.pk)
    current.proposal = proposal
    return current
