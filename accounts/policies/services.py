"""Booking what happens to policies; each change appends a transaction (DOMAIN §10)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.carriers.models import WritingCompany
from accounts.clients.models import Client
from accounts.policies.drafts import (
    Draft,
    draft_audit,
    draft_beginning,
    draft_cancellation,
    draft_endorsement,
    draft_non_renewal,
    draft_reinstatement,
    history,
    is_cancelled,
)
from accounts.policies.models import (
    ChangeReason,
    Coverage,
    LineOfBusiness,
    Policy,
    PolicyTerm,
    PolicyTransaction,
)
from accounts.policies.rules import is_placeholder
from config.lib.dates import month_start
from config.lib.errors import DomainError
from config.lib.money import split
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


@dataclass(frozen=True)
class TermFacts:
    """A new term as it is entered; premium in dollars, rate in percent."""

    number: str
    effective_on: date
    expires_on: date | None
    premium: Decimal
    commission_rate: Decimal
    minimum_earned: Decimal | None = None


@transaction.atomic
def cancel(
    *, term: PolicyTerm, by: User, version: int, facts: Facts, effective_on: date, method: str,
    stated_premium: Decimal | None = None, commission: Decimal | None = None,
) -> PolicyTransaction:  # fmt: skip
    """End the cover of `term`, opened by `by` at `version`; return premium is negative."""
    term, done = _opened(term, by, version, facts)
    if done:
        return done
    draft = draft_cancellation(
        term, on=effective_on, method=method, stated=stated_premium, commission=commission
    )
    return _append(term, draft, by, facts)


@transaction.atomic
def endorse(
    *, term: PolicyTerm, by: User, version: int, facts: Facts, effective_on: date,
    yearly: Decimal | None = None, flat: Decimal | None = None,
    stated_premium: Decimal | None = None, commission: Decimal | None = None,
) -> PolicyTransaction:  # fmt: skip
    """Change the cover of `term` by `yearly` dollars a full term, or for a `flat` amount."""
    term, done = _opened(term, by, version, facts)
    if done:
        return done
    draft = draft_endorsement(
        term, on=effective_on, yearly=yearly, flat=flat, stated=stated_premium,
        commission=commission,
    )  # fmt: skip
    return _append(term, draft, by, facts)


@transaction.atomic
def reinstate(
    *, term: PolicyTerm, by: User, version: int, facts: Facts, effective_on: date,
    stated_premium: Decimal | None = None, commission: Decimal | None = None,
) -> PolicyTransaction:  # fmt: skip
    """Put a cancelled term in force again from `effective_on`."""
    term, done = _opened(term, by, version, facts)
    if done:
        return done
    draft = draft_reinstatement(term, on=effective_on, stated=stated_premium, commission=commission)
    return _append(term, draft, by, facts)


@transaction.atomic
def audit(
    *, term: PolicyTerm, by: User, version: int, facts: Facts, final: Decimal,
    stated_premium: Decimal | None = None, commission: Decimal | None = None,
) -> PolicyTransaction:  # fmt: skip
    """Book the audit of `term` whose final premium is `final` dollars."""
    term, done = _opened(term, by, version, facts)
    if done:
        return done
    draft = draft_audit(term, final=final, stated=stated_premium, commission=commission)
    return _append(term, draft, by, facts)


@transaction.atomic
def non_renew(*, term: PolicyTerm, by: User, version: int, facts: Facts) -> PolicyTransaction:
    """Note that `term` will not be renewed when it expires."""
    term, done = _opened(term, by, version, facts)
    return done or _append(term, draft_non_renewal(term), by, facts)


@transaction.atomic
def add_policy(
    *, client: Client, by: User, facts: Facts, line: LineOfBusiness,
    writing_company: WritingCompany, bill_mode: str, first: TermFacts,
    billing_company: WritingCompany | None = None,
    shares: list[tuple[LineOfBusiness, Decimal]] | None = None,
) -> PolicyTransaction:  # fmt: skip
    """A policy of `client` with its first term.

    `shares` are the premiums of a package's coverages; they sum to the term's premium.
    """
    _may_keep(client, by)
    if done := _booked(facts, client, by):
        return done
    policy = Policy(
        client=client, line=line, writing_company=writing_company,
        billing_company=billing_company, bill_mode=bill_mode,
    )  # fmt: skip
    check_shares(first.premium, shares or [])
    return _begin(policy, first, "NEW", by, facts, shares or [(line, first.premium)])


@transaction.atomic
def renew(
    *, term: PolicyTerm, by: User, version: int, facts: Facts, next_term: TermFacts,
    writing_company: WritingCompany | None = None,
) -> PolicyTransaction:  # fmt: skip
    """The next term. With another company it is a policy of its own that replaces this one."""
    term, done = _opened(term, by, version, facts)
    if done:
        return done
    if term.expires_on is None:
        raise DomainError("A continuous policy runs on; endorse it at its anniversary.")
    if is_cancelled(history(term)):
        raise DomainError("This term is cancelled; reinstate or rewrite it.")
    if next_term.effective_on < term.expires_on:
        raise DomainError(
            f"The renewal cannot begin before {term.expires_on:%m/%d/%Y}, when this term ends.",
            "effective_on",
        )
    moved = writing_company is not None and writing_company != term.policy.writing_company
    policy = successor(term, writing_company) if moved else term.policy
    made = _begin(
        policy, next_term, "REW" if moved else "REN", by, facts, _shares(term, next_term.premium)
    )
    term.save_version(term.version, [])
    return made


@transaction.atomic
def rewrite(
    *, term: PolicyTerm, by: User, version: int, facts: Facts, cancel_facts: Facts,
    new_term: TermFacts, method: str, writing_company: WritingCompany | None = None,
    stated_premium: Decimal | None = None,
) -> PolicyTransaction:  # fmt: skip
    """Cancel `term` on the day `new_term` begins and write it anew as a policy linked to it.

    `stated_premium` is the carrier's return premium, negative.
    """
    term, done = _opened(term, by, version, facts)
    if done:
        return done
    cancel(
        term=term, by=by, version=version, facts=cancel_facts, method=method,
        effective_on=new_term.effective_on, stated_premium=stated_premium,
    )  # fmt: skip
    shares = _shares(term, new_term.premium)
    return _begin(successor(term, writing_company), new_term, "REW", by, facts, shares)


def check_term(client: Client, policy: Policy, facts: TermFacts) -> PolicyTerm:
    """The term that `facts` describe, unsaved. Raises DomainError at the field that is wrong."""
    number = " ".join(facts.number.split())
    if not number:
        raise DomainError("Enter the number, or TBA until the carrier gives it.", "number")
    if facts.expires_on is not None and facts.expires_on <= facts.effective_on:
        raise DomainError("The expiration comes after the effective date.", "expires_on")
    if facts.premium < 0:
        raise DomainError("The premium of a term cannot be negative.", "premium")
    if not 0 <= facts.commission_rate <= 100:
        raise DomainError("Commission cannot be more than the premium.", "commission_rate")
    same = PolicyTerm.objects.filter(client=client, effective_on=facts.effective_on)
    if not is_placeholder(number) and same.filter(number__iexact=number).exists():
        raise DomainError(
            f"This client has policy {number} from {facts.effective_on:%m/%d/%Y} already.", "number"
        )
    if policy.pk:
        _refuse_overlap(policy, facts)
    return PolicyTerm(
        policy=policy, client=client, number=number, effective_on=facts.effective_on,
        expires_on=facts.expires_on, annual_premium=facts.premium,
        commission_rate=facts.commission_rate, minimum_earned=facts.minimum_earned,
    )  # fmt: skip


def check_shares(premium: Decimal, shares: list[tuple[LineOfBusiness, Decimal]]) -> None:
    """Raises DomainError unless the premiums of the coverages sum to the term's premium."""
    if not shares:
        return
    total = sum((share for _, share in shares), Decimal(0))
    if total != premium:
        raise DomainError(
            f"The coverages have {total:,.2f} of premium together, the term {premium:,.2f}.",
            "premium",
        )
    if len({line.pk for line, _ in shares}) < len(shares):
        raise DomainError("Each line stands once among the coverages.", "premium")


def same_number_elsewhere(term: PolicyTerm, by: User) -> str:
    """A warning when another client has the number at this company; named only if `by` sees it."""
    if is_placeholder(term.number):
        return f"“{term.number}” holds the place of a number the carrier has yet to give."
    others = PolicyTerm.objects.filter(
        number__iexact=term.number, policy__writing_company=term.policy.writing_company
    ).exclude(client=term.client)
    if not others.exists():
        return ""
    seen = others.visible_to(by).select_related("client").first()
    whose = seen.client.name if seen else "another client"
    return f"The number {term.number} of this company stands at {whose} as well."


def _refuse_overlap(policy: Policy, facts: TermFacts) -> None:
    for other in policy.terms.all():
        begins_before_end = other.expires_on is None or facts.effective_on < other.expires_on
        ends_after_start = facts.expires_on is None or other.effective_on < facts.expires_on
        if begins_before_end and ends_after_start:
            ends = f"{other.expires_on:%m/%d/%Y}" if other.expires_on else "further notice"
            raise DomainError(
                f"Term {other.number} of this policy runs from {other.effective_on:%m/%d/%Y} "
                f"to {ends}; terms of one policy do not overlap.",
                "effective_on",
            )


def _may_keep(client: Client, by: User) -> None:
    if not by.may("policies.write"):
        raise DomainError("Your role may not keep policies.")
    if not Client.objects.visible_to(by).filter(pk=client.pk).exists():
        raise DomainError("There is no such client among yours.")


def _booked(facts: Facts, client: Client, by: User) -> PolicyTransaction | None:
    """What this form booked before, so that sending it twice books once."""
    made = PolicyTransaction.objects.filter(form_key=facts.form_key).select_related("term").first()
    if made and (made.entered_by_id != by.pk or made.term.client_id != client.pk):
        raise DomainError("This form was already used; open a new one.")
    return made


def _opened(
    term: PolicyTerm, by: User, version: int, facts: Facts
) -> tuple[PolicyTerm, PolicyTransaction | None]:
    """The term, locked and as it is now, and what the form booked on it before."""
    _may_keep(term.client, by)
    now = (
        PolicyTerm.objects.select_for_update(of=("self",))
        .select_related("client", "policy__writing_company", "policy__line")
        .get(pk=term.pk)
    )
    done = _booked(facts, now.client, by)
    if done is None and now.version != version:
        raise DomainError(CHANGED)
    return now, done


def _append(term: PolicyTerm, draft: Draft, by: User, facts: Facts) -> PolicyTransaction:
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
        stated_premium=draft.stated, off_tolerance=draft.off_tolerance,
        out_of_sequence=draft.out_of_sequence, method=draft.method, asked_by=facts.asked_by,
        reason=facts.reason, description=facts.description.strip(),
        carrier_reference=facts.carrier_reference.strip(), form_key=facts.form_key,
        executive_id=serving.get(Role.ACCOUNT_EXECUTIVE),
        sales_executive_id=serving.get(Role.SALES_EXECUTIVE), entered_by=by,
    )  # fmt: skip
    term.save_version(term.version, [])
    return made


def _begin(
    policy: Policy, term_facts: TermFacts, kind: str, by: User, facts: Facts,
    shares: list[tuple[LineOfBusiness, Decimal]],
) -> PolicyTransaction:  # fmt: skip
    term = check_term(policy.client, policy, term_facts)
    if policy.pk is None:
        policy.save()
        term.policy = policy
    term.save()
    Coverage.objects.bulk_create(
        [Coverage(term=term, line=line, premium=premium) for line, premium in shares]
    )
    return _append(term, draft_beginning(kind, term), by, facts)


def successor(term: PolicyTerm, company: WritingCompany | None) -> Policy:
    """The policy, unsaved, that replaces the one of `term`."""
    old = term.policy
    company = company or old.writing_company
    return Policy(
        client=term.client, line=old.line, writing_company=company, bill_mode=old.bill_mode,
        billing_company=old.billing_company if company == old.writing_company else None,
        replaces=old,
    )  # fmt: skip


def _shares(term: PolicyTerm, premium: Decimal) -> list[tuple[LineOfBusiness, Decimal]]:
    """The coverages of `term` with their shares of a new premium."""
    covers = list(term.coverages.select_related("line"))
    if not covers:
        return [(term.policy.line, premium)]
    weights = [max(c.premium, Decimal(0)) for c in covers]
    parts = split(premium, weights if any(weights) else [1] * len(covers))
    return [(c.line, part) for c, part in zip(covers, parts, strict=True)]
