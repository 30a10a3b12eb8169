"""What a new term of a policy must be, and what follows from the term before it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.carriers.models import WritingCompany
from accounts.carriers.querysets import rate_for
from accounts.clients.models import Client
from accounts.policies.models import LineOfBusiness, Policy, PolicyTerm
from accounts.policies.rules import is_placeholder
from config.lib.errors import DomainError
from config.lib.money import split
from teams.people.models import User


@dataclass(frozen=True)
class TermFacts:
    """A new term as it is entered; premium in dollars, rate in percent (None: the schedule’s)."""

    number: str
    effective_on: date
    expires_on: date | None
    premium: Decimal
    commission_rate: Decimal | None
    minimum_earned: Decimal | None = None


def scheduled_rate(policy: Policy, kind: str, on: date) -> Decimal | None:
    """Percent that the commission schedule of who bills the policy says for `on`, if any."""
    return rate_for(policy.billing_company or policy.writing_company, policy.line, kind, on)


def check_term(client: Client, policy: Policy, facts: TermFacts, kind: str) -> PolicyTerm:
    """The term that `facts` describe, unsaved; `kind` is the transaction that begins it.

    Raises DomainError at the field that is wrong.
    """
    number = " ".join(facts.number.split())
    if not number:
        raise DomainError("Enter the number, or TBA until the carrier gives it.", "number")
    if facts.expires_on is not None and facts.expires_on <= facts.effective_on:
        raise DomainError("The expiration comes after the effective date.", "expires_on")
    if facts.premium < 0:
        raise DomainError("The premium of a term cannot be negative.", "premium")
    rate = facts.commission_rate
    if rate is None:
        rate = scheduled_rate(policy, kind, facts.effective_on)
    if rate is None:
        company = policy.billing_company or policy.writing_company
        raise DomainError(
            f"No commission schedule of {company} has a rate for {policy.line} on "
            f"{facts.effective_on:%m/%d/%Y}; enter the rate.",
            "commission_rate",
        )
    if not 0 <= rate <= 100:
        raise DomainError("Commission cannot be more than the premium.", "commission_rate")
    refuse_number_twice(client, number, facts.effective_on)
    if policy.pk:
        _refuse_overlap(policy, facts)
    return PolicyTerm(
        policy=policy, client=client, number=number, effective_on=facts.effective_on,
        expires_on=facts.expires_on, annual_premium=facts.premium,
        commission_rate=rate, minimum_earned=facts.minimum_earned,
    )  # fmt: skip


def refuse_number_twice(
    client: Client, number: str, effective_on: date, *, but: int | None = None
) -> None:
    """Raises DomainError when another term (than the one with the id `but`) has the number."""
    same = PolicyTerm.objects.filter(client=client, effective_on=effective_on)
    if but is not None:
        same = same.exclude(pk=but)
    if not is_placeholder(number) and same.filter(number__iexact=number).exists():
        raise DomainError(
            f"This client has policy {number} from {effective_on:%m/%d/%Y} already.", "number"
        )


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


def successor(term: PolicyTerm, company: WritingCompany | None) -> Policy:
    """The policy, unsaved, that replaces the one of `term`."""
    old = term.policy
    company = company or old.writing_company
    return Policy(
        client=term.client, line=old.line, writing_company=company, bill_mode=old.bill_mode,
        billing_company=old.billing_company if company == old.writing_company else None,
        replaces=old,
    )  # fmt: skip


def next_shares(term: PolicyTerm, premium: Decimal) -> list[tuple[LineOfBusiness, Decimal]]:
    """The coverages of `term` with their shares of a new premium."""
    covers = list(term.coverages.select_related("line"))
    if not covers:
        return [(term.policy.line, premium)]
    weights = [max(c.premium, Decimal(0)) for c in covers]
    parts = split(premium, weights if any(weights) else [1] * len(covers))
    return [(c.line, part) for c, part in zip(covers, parts, strict=True)]
