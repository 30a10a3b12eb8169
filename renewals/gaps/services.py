"""Answering the questions of gap rules, and deciding what becomes of a gap."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.activities.services import log_event
from accounts.attachments.models import Attachment
from accounts.clients.models import Client
from accounts.follow_ups.models import FollowUp, FollowUpOutcome
from accounts.follow_ups.services import add_follow_up, complete_follow_up
from accounts.policies.models import LineOfBusiness
from config.lib.dates import add_months
from config.lib.errors import DomainError
from renewals.gaps.facts import FACTS
from renewals.gaps.finding import gaps_of, refresh_one
from renewals.gaps.models import Choice, ClientFact, GapDecision, GapRule
from renewals.opportunities.models import Opportunity
from renewals.opportunities.services import open_opportunity
from renewals.placements.opening import people_of
from renewals.placements.states import Kind
from renewals.proposals.models import ReofferRule
from teams.access.roles import Role
from teams.people.models import User

FARTHEST = timedelta(days=365 * 5)
SAID = ["choice", "because", "carrier", "x_on", "evidence", "attachment", "again_on",
        "opportunity", "entry", "decided_on", "by"]  # fmt: skip


@dataclass
class Said:
    """What the executive says about a gap. Premium and revenue in dollars a year."""

    choice: str
    line: LineOfBusiness | None = None
    expected_on: date | None = None
    expected_premium: Decimal | None = None
    expected_revenue: Decimal | None = None
    carrier: str = ""
    x_on: date | None = None
    evidence: str = ""
    attachment: Attachment | None = None
    again_on: date | None = None


@transaction.atomic
def answer_fact(
    *, client: Client, fact: str, source: str, known_on: date, by: User, yes: bool | None = None,
    number: Decimal | None = None,
) -> ClientFact:  # fmt: skip
    """Remember the answer to a question: its value, who said so and when it was so.

    A later answer takes the place of an earlier one, which stays in the history. Raises
    DomainError without a source, for a day to come, a number below zero, and a value that does
    not answer the question.
    """
    _may(client, by)
    if fact not in FACTS or not FACTS[fact].question:
        raise DomainError("Nobody asks this.", "fact")
    if FACTS[fact].kind == "number":
        yes = None
        if number is None or number < 0:
            raise DomainError("Answer with a number of zero or more.", "number")
    elif yes is None:
        raise DomainError("Answer yes or no.", "yes")
    else:
        number = None
    if not source.strip():
        raise DomainError("Say who said so, or where it stands.", "source")
    if known_on > timezone.localdate():
        raise DomainError("An answer is as of today or earlier.", "known_on")
    facts = {"yes": yes, "number": number, "source": source.strip(), "known_on": known_on, "by": by}
    row, made = ClientFact.objects.select_for_update().get_or_create(
        client=client, fact=fact, defaults=facts
    )
    if not made:
        for name, value in facts.items():
            setattr(row, name, value)
        row.save_version(row.version, list(facts))
    log_event(client=client, by=by, subject=str(row), text=f"Source: {row.source}")
    refresh_one(client, timezone.localdate())
    return row


@transaction.atomic
def decide_gap(*, client: Client, rule: GapRule, said: Said, by: User) -> GapDecision:
    """Say what becomes of the gap that `rule` found for `client`; the last word counts.

    Proposed, it becomes an opportunity. Placed elsewhere, it names carrier and x-date and comes
    up again before it; declined, it names its evidence and is offered again on `again_on`, or
    after as many months as the house offers such lines again. Both leave a follow-up for the
    account executive; those of an earlier decision are closed. Raises DomainError for what is
    missing, and when the rule does not hold for the client any more.
    """
    _may(client, by)
    list(Client.objects.filter(pk=client.pk).select_for_update().values_list("pk"))
    today = timezone.localdate()
    found = gaps_of(client, today)
    gap = next((g for g in (*found.open, *found.settled) if g.rule.pk == rule.pk), None)
    if gap is None:
        raise DomainError("The facts of this client no longer show this gap; reload the page.")
    if said.choice not in Choice.values:
        raise DomainError("Choose what becomes of it.", "choice")
    _check_attachment(client, said)
    _check_running(gap.decision)
    row = gap.decision or GapDecision(client=client, rule=rule)
    earlier = row.entry_id
    row.choice, row.because, row.decided_on, row.by = said.choice, gap.because, today, by
    row.opportunity, row.carrier, row.x_on, row.again_on = None, "", None, None
    row.evidence, row.attachment = said.evidence.strip(), said.attachment
    HANDLERS[said.choice](row, said, today, by)
    row.entry = log_event(
        client=client, by=by, subject=f"Gap “{rule}”: {row.get_choice_display().lower()}"[:200],
        text=_words(row), link=row.opportunity.get_absolute_url() if row.opportunity else "",
    )  # fmt: skip
    if row.pk:
        row.save_version(row.version, SAID)
    else:
        row.save()
    if earlier:
        _close_follow_ups(earlier, by)
    if row.again_on:
        _remind(row, row.again_on, by)
    refresh_one(client, today)
    return row


def _propose(row: GapDecision, said: Said, today: date, by: User) -> None:
    line = said.line or row.rule.proposes
    if line is None:
        raise DomainError("Choose the line to propose.", "line")
    buys = row.client.terms.in_force(today).exists()
    row.opportunity = open_opportunity(
        client=row.client, kind=Kind.ADDITIONAL_LINE if buys else Kind.NEW_BUSINESS, line=line,
        source="gap", expected_on=said.expected_on or today + timedelta(days=90), by=by,
        expected_premium=said.expected_premium or Decimal(0),
        expected_revenue=said.expected_revenue or Decimal(0),
        note=f"{row.rule}, because: {row.because}",
    )  # fmt: skip


def _elsewhere(row: GapDecision, said: Said, today: date, by: User) -> None:
    if not said.carrier.strip():
        raise DomainError("Say with whom it is placed.", "carrier")
    if said.x_on is None:
        raise DomainError("Give the x-date, so that it comes up again in time.", "x_on")
    if not today < said.x_on <= today + FARTHEST:
        raise DomainError("The x-date is ahead, within five years.", "x_on")
    row.carrier, row.x_on = said.carrier.strip(), said.x_on
    soon = today + timedelta(days=1)
    row.again_on = max(soon, said.x_on - timedelta(days=row.rule.lead_days))


def _declined(row: GapDecision, said: Said, today: date, by: User) -> None:
    if not row.evidence:
        raise DomainError("Say who declined, when, and where that is kept.", "evidence")
    row.again_on = said.again_on or _offered_again(row.rule, today)
    if not today < row.again_on <= today + FARTHEST:
        raise DomainError("It is offered again on a day ahead, within five years.", "again_on")


def _not_applicable(row: GapDecision, said: Said, today: date, by: User) -> None:
    if not row.evidence:
        raise DomainError("Say why this does not apply.", "evidence")


HANDLERS: dict[str, Any] = {
    Choice.PROPOSED: _propose,
    Choice.ELSEWHERE: _elsewhere,
    Choice.DECLINED: _declined,
    Choice.NOT_APPLICABLE: _not_applicable,
}


def _offered_again(rule: GapRule, today: date) -> date:
    """After as many months as the house offers declined lines of this kind again."""
    line = rule.proposes.code if rule.proposes else ""
    return add_months(today, ReofferRule.objects.months_for(line, today) or 24)


def _check_running(decision: GapDecision | None) -> None:
    """An opportunity under way is ended before the gap is decided anew."""
    if decision is None or decision.opportunity_id is None:
        return
    opportunity = Opportunity.objects.select_related("stage").get(pk=decision.opportunity_id)
    if opportunity.stage.mark != "lost":
        raise DomainError(
            f"This is proposed and stands at “{opportunity.stage}”; move the opportunity to lost "
            "first."
        )


def _check_attachment(client: Client, said: Said) -> None:
    if said.attachment is not None and said.attachment.client_id != client.pk:
        raise DomainError("This file belongs to another client.", "attachment")


def _words(row: GapDecision) -> str:
    said = [f"Because: {row.because}"]
    if row.carrier:
        said.append(f"With {row.carrier} until {row.x_on:%m/%d/%Y}")
    if row.evidence:
        said.append(row.evidence)
    if row.again_on:
        said.append(f"Comes up again {row.again_on:%m/%d/%Y}")
    return "\n".join(said)


def _remind(row: GapDecision, on: date, by: User) -> None:
    """A follow-up of the account executive, or of who decided, on the day it comes up again."""
    serving = people_of(row.client).get(Role.ACCOUNT_EXECUTIVE)
    again = {
        Choice.ELSEWHERE: f"{row.rule}: with {row.carrier} until {row.x_on}; quote or letter of "
        "record",
        Choice.DECLINED: f"{row.rule}: declined before; offer it again",
    }[Choice(row.choice)]
    add_follow_up(
        client=row.client, subject=again[:200], due_on=on, by=by, kind="renewal",
        owner=User.objects.get(pk=serving) if serving else by, entry=row.entry,
        note=_words(row),
    )  # fmt: skip


def _close_follow_ups(entry_id: int, by: User) -> None:
    """What an earlier decision left to come back to has no object any more."""
    dropped = FollowUpOutcome.objects.get(code="dropped")
    for row in FollowUp.objects.filter(entry=entry_id, done_at=None):
        complete_follow_up(follow_up=row, outcome=dropped, by=by, text="The gap was decided anew.")


def _may(client: Client, by: User) -> None:
    if not by.may("renewals.write"):
        raise DomainError("Your role may not keep gaps.")
    if not Client.objects.visible_to(by).filter(pk=client.pk).exists():
        raise DomainError("There is no such client among yours.")
