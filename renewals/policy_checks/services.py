"""Policies on their way to the client: expected, received, answered for, finished."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from accounts.activities.services import log_event
from accounts.attachments.models import AttachmentCategory
from accounts.attachments.services import add_file
from accounts.clients.models import Client
from accounts.follow_ups.models import FollowUp, FollowUpOutcome
from accounts.follow_ups.services import complete_follow_up
from accounts.policies.models import PolicyTerm
from accounts.policies.rules import is_placeholder
from accounts.policies.terms import refuse_number_twice
from config.lib.errors import DomainError
from renewals.policy_checks.expected import items_for, sources_of
from renewals.policy_checks.models import CheckItem, PolicyCheck, SecondReaderRule
from renewals.policy_checks.states import Answer
from teams.people.models import User

if TYPE_CHECKING:
    from renewals.placements.models import Placement

CHANGED = "Somebody else worked on this policy meanwhile. Look at it and decide again."


@dataclass(frozen=True)
class Said:
    """What somebody answers for an item, as it was at `version` when the form was opened."""

    version: int
    answer: str
    found: str = ""
    note: str = ""


def may_check(client: Client, by: User, rule: str = "policies.write") -> None:
    """Raises DomainError when `by` does not hold `rule`, or does not see `client`."""
    if not by.may(rule):
        raise DomainError("Your role may not check or deliver policies.")
    if not Client.objects.visible_to(by).filter(pk=client.pk).exists():
        raise DomainError("There is no such client among yours.")


def locked(
    check: PolicyCheck, by: User, version: int | None = None, *, rule: str = "policies.write"
) -> PolicyCheck:
    """The check as it is now, locked. Raises DomainError when it is not as `version` saw it."""
    rows = PolicyCheck.objects.select_for_update(of=("self",))
    now = rows.select_related("client__tier", "term__policy__line").get(pk=check.pk)
    may_check(now.client, by, rule)
    if version is not None and now.version != version:
        raise DomainError(CHANGED)
    return now


@transaction.atomic
def expect_policy(
    *, term: PolicyTerm, by: User | None, placement: "Placement | None" = None,
    on: date | None = None,
) -> PolicyCheck:  # fmt: skip
    """Expect the policy of `term`, bound on `on` (today). There is one check for a term.

    The carrier is chased from the day of binding or the effective date, the later of both.
    """
    if by is not None:
        may_check(term.client, by)
    bound_on = on or timezone.localdate()
    check, _ = PolicyCheck.objects.get_or_create(
        term=term,
        defaults={
            "client": term.client,
            "placement": placement,
            "counts_from": max(bound_on, term.effective_on),
            "opened_by": by,
        },
    )
    return check


@transaction.atomic
def receive_policy(
    *, check: PolicyCheck, by: User, version: int, received_on: date, number: str,
    upload: Any = None,
) -> PolicyCheck:  # fmt: skip
    """Note that the policy came on `received_on` with `number`, and make its checklist.

    The term takes the number, its binders end (CIC 382.5: a binder ends when the policy issues),
    chasing ends, and the file is kept. Raises DomainError for a day to come or before binding, a
    placeholder in place of the number, and a number the client has on another term of that day.
    """
    now = locked(check, by, version)
    if now.received_on:
        raise DomainError("This policy came in already.")
    if received_on > timezone.localdate():
        raise DomainError("It cannot have come on a day to come.", "received_on")
    number = " ".join(number.split())
    if not number or is_placeholder(number):
        raise DomainError("Enter the number that the policy bears.", "number")
    term = PolicyTerm.objects.select_for_update(of=("self",)).get(pk=now.term_id)
    if number != term.number:
        refuse_number_twice(now.client, number, term.effective_on, but=term.pk)
        term.number = number
        term.save_version(term.version, ["number"])
    if upload is not None:
        category = AttachmentCategory.objects.get(code="policy")
        kept = add_file(client=now.client, upload=upload, by=by, category=category,
                        received_on=received_on, term=term)  # fmt: skip
        now.file = kept.attachment
    term.binders.filter(policy_issued_on=None).update(policy_issued_on=received_on)
    now.received_on, now.received_by = received_on, by
    now.needs_second = needs_second(now)
    now.save_version(now.version, ["received_on", "received_by", "file", "needs_second"])
    CheckItem.objects.bulk_create(items_for(now, sources_of(term)))
    end_chase(now, by, "answered")
    log_event(client=now.client, term=term, by=by, link=now.get_absolute_url(),
              subject=f"Policy {number} received, to be checked")  # fmt: skip
    return now


def needs_second(check: PolicyCheck) -> bool:
    """Whether the rules of today ask for a second reader of this policy."""
    rows = SecondReaderRule.objects.in_force(timezone.localdate())
    return any(
        rule.tier_id in (None, check.client.tier_id)
        and check.term.annual_premium >= rule.least_premium
        for rule in rows
    )


def end_chase(check: PolicyCheck, by: User, outcome: str) -> None:
    """Close what was still to be chased for the policy, or for its corrections."""
    rows = FollowUp.objects.filter(key__startswith=f"policy-chase:{check.pk}:", done_at=None)
    how = FollowUpOutcome.objects.get(code=outcome)
    for row in rows:
        if by.may("follow_ups.write"):
            complete_follow_up(follow_up=row, outcome=how, by=by, start_next=False)


@transaction.atomic
def answer_items(*, check: PolicyCheck, by: User, said: Mapping[int, Said]) -> PolicyCheck:
    """Keep the answers to items of `check`, by their ids; all of them or none.

    Raises DomainError (field `found_<id>`) for a discrepancy without what was found, an item
    somebody else answered meanwhile, and once the check is signed off.
    """
    now = locked(check, by)
    if now.received_on is None:
        raise DomainError("The policy has not come yet; note its receipt first.")
    if now.finished_on:
        raise DomainError("The check is finished; take that back first to answer anew.")
    rows = now.items.select_for_update(of=("self",)).filter(pk__in=said)
    for item in rows:
        _answer(item, said[item.pk], by)
    return now


def _answer(item: CheckItem, said: Said, by: User) -> None:
    found, note = said.found.strip(), said.note.strip()[:300]
    if (said.answer, found, note) == (item.answer, item.found, item.note):
        return
    if item.version != said.version:
        raise DomainError(
            f"{item.label}: {item.answered_by} answered “{item.get_answer_display()}” meanwhile.",
            f"answer_{item.pk}",
        )
    if said.answer not in ("", *Answer.values):
        raise DomainError(f"{item.label}: match, discrepancy or n/a?", f"answer_{item.pk}")
    if said.answer == Answer.DISCREPANCY and not found:
        raise DomainError(f"{item.label}: say what the policy says instead.", f"found_{item.pk}")
    item.answer, item.found, item.note = said.answer, found[:500], note
    item.answered_by = by if said.answer else None
    item.answered_at = timezone.now() if said.answer else None
    item.save_version(item.version, ["answer", "found", "note", "answered_by", "answered_at"])


@transaction.atomic
def finish_check(*, check: PolicyCheck, by: User, version: int) -> PolicyCheck:
    """Sign the checklist: every item is answered. Raises DomainError with those that are not."""
    now = locked(check, by, version)
    if now.received_on is None:
        raise DomainError("The policy has not come yet; note its receipt first.")
    if now.finished_on:
        return now
    left = list(now.items.filter(answer="").values_list("label", flat=True))
    if left:
        raise DomainError(f"Not answered yet: {listed(left)}.")
    now.finished_on, now.finished_by = timezone.localdate(), by
    now.save_version(now.version, ["finished_on", "finished_by"])
    wrong = now.items.discrepancies().count()
    log_event(
        client=now.client, term=now.term, by=by, link=now.get_absolute_url(),
        subject=f"Policy {now.term.number} checked: "
        f"{f'{wrong} to be corrected' if wrong else 'as expected'}",
    )  # fmt: skip
    return now


@transaction.atomic
def reopen_check(*, check: PolicyCheck, by: User, version: int) -> PolicyCheck:
    """Take back that the checklist was finished, before delivery."""
    now = locked(check, by, version)
    if now.delivered_on:
        raise DomainError("The policy is delivered; its check stays as it was.")
    now.finished_on = now.finished_by = now.second_on = now.second_by = None
    now.save_version(now.version, ["finished_on", "finished_by", "second_on", "second_by"])
    return now


@transaction.atomic
def read_second(*, check: PolicyCheck, by: User, version: int) -> PolicyCheck:
    """Agree with a finished check as its second reader.

    Raises DomainError for who checked it, and while it is not finished.
    """
    now = locked(check, by, version)
    if now.finished_on is None:
        raise DomainError("It is not checked yet.")
    if now.finished_by_id == by.pk:
        raise DomainError("You checked it; somebody else reads it after you.")
    now.second_on, now.second_by = timezone.localdate(), by
    now.save_version(now.version, ["second_on", "second_by"])
    return now


@transaction.atomic
def override(*, check: PolicyCheck, by: User, version: int, why: str) -> PolicyCheck:
    """Let the policy be delivered though its check is not done, or has open discrepancies.

    Raises DomainError for a role that may not decide this, and without a reason.
    """
    now = locked(check, by, version)
    if not by.may("renewals.override"):
        raise DomainError("An account executive or a manager decides this.")
    if now.received_on is None:
        raise DomainError("The policy has not come yet.")
    if not why.strip():
        raise DomainError("Say why it may go out all the same; the reason stays.", "why")
    now.override_why, now.overridden_by = why.strip()[:300], by
    now.overridden_on = timezone.localdate()
    now.save_version(now.version, ["override_why", "overridden_by", "overridden_on"])
    log_event(
        client=now.client, term=now.term, by=by, text=now.override_why,
        link=now.get_absolute_url(),
        subject=f"Policy {now.term.number} may be delivered though its check is open",
    )  # fmt: skip
    return now


def listed(labels: Iterable[str], most: int = 6) -> str:
    """A few labels and how many more there are."""
    rows = list(labels)
    more = f" and {len(rows) - most} more" if len(rows) > most else ""
    return "; ".join(rows[:most]) + more
