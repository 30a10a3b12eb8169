"""Appending a transaction to a term: who may, what was said with it, once for each form."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from accounts.clients.models import Client
from accounts.policies.drafts import Draft
from accounts.policies.models import ChangeReason, PolicyTerm, PolicyTransaction
from config.lib.dates import month_start
from config.lib.errors import DomainError
from teams.access.roles import Role
from teams.people.models import User

CHANGED = (
    "Somebody else changed this policy since you opened it. Nothing was booked; "
    "reload to see what happened, then decide again."
)


@dataclass(frozen=True)
class Facts:
    """What is said with a change besides its figures."""

    form_key: UUID
    description: str = ""
    asked_by: str = ""
    reason: ChangeReason | None = None
    carrier_reference: str = ""


def may_keep(client: Client, by: User) -> None:
    if not by.may("policies.write"):
        raise DomainError("Your role may not keep policies.")
    if not Client.objects.visible_to(by).filter(pk=client.pk).exists():
        raise DomainError("There is no such client among yours.")


def booked(facts: Facts, client: Client, by: User) -> PolicyTransaction | None:
    """What this form booked before, so that sending it twice books once."""
    made = PolicyTransaction.objects.filter(form_key=facts.form_key).select_related("term").first()
    if made and (made.entered_by_id != by.pk or made.term.client_id != client.pk):
        raise DomainError("This form was already used; open a new one.")
    return made


def opened(
    term: PolicyTerm, by: User, version: int, facts: Facts
) -> tuple[PolicyTerm, PolicyTransaction | None]:
    """The term, locked and as it is now, and what the form booked on it before."""
    may_keep(term.client, by)
    now = (
        PolicyTerm.objects.select_for_update(of=("self",))
        .select_related("client", "policy__writing_company", "policy__line")
        .get(pk=term.pk)
    )
    done = booked(facts, now.client, by)
    if done is None and now.version != version:
        raise DomainError(CHANGED)
    return now, done


def append(term: PolicyTerm, draft: Draft, by: User, facts: Facts) -> PolicyTransaction:
    """Book `draft` in the month of its effect, or in this one when that is past."""
    today = timezone.localdate()
    serving = {
        a.role: a.user_id
        for a in term.client.assignments.current().filter(
            role__in=[Role.ACCOUNT_EXECUTIVE, Role.SALES_EXECUTIVE]
        )
    }
    made = PolicyTransaction.objects.create(
        term=term, kind=draft.kind, effective_on=draft.effective_on,
        month=month_start(max(draft.effective_on, today)), premium=draft.premium,
        commission=draft.commission, computed_premium=draft.computed,
        stated_premium=draft.stated, yearly_change=draft.yearly, off_tolerance=draft.off_tolerance,
        out_of_sequence=draft.out_of_sequence, method=draft.method, asked_by=facts.asked_by,
        reason=facts.reason, description=facts.description.strip(),
        carrier_reference=facts.carrier_reference.strip(), form_key=facts.form_key,
        executive_id=serving.get(Role.ACCOUNT_EXECUTIVE),
        sales_executive_id=serving.get(Role.SALES_EXECUTIVE), entered_by=by,
    )  # fmt: skip
    term.save_version(term.version, [])
    return made
