"""Booking what happens to policies; each change appends a transaction (DOMAIN §10)."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from accounts.carriers.models import WritingCompany
from accounts.clients.models import Client
from accounts.policies.booking import Facts, append, booked, may_keep, opened
from accounts.policies.drafts import (
    draft_audit,
    draft_beginning,
    draft_cancellation,
    draft_endorsement,
    draft_non_renewal,
    draft_reinstatement,
    history,
    is_cancelled,
)
from accounts.policies.models import Coverage, LineOfBusiness, Policy, PolicyTerm, PolicyTransaction
from accounts.policies.terms import TermFacts, check_shares, check_term, next_shares, successor
from config.lib.errors import DomainError
from teams.people.models import User


@transaction.atomic
def cancel(
    *, term: PolicyTerm, by: User, version: int, facts: Facts, effective_on: date, method: str,
    stated_premium: Decimal | None = None, commission: Decimal | None = None,
) -> PolicyTransaction:  # fmt: skip
    """End the cover of `term`, opened by `by` at `version`; return premium is negative."""
    term, done = opened(term, by, version, facts)
    if done:
        return done
    draft = draft_cancellation(
        term, on=effective_on, method=method, stated=stated_premium, commission=commission
    )
    return append(term, draft, by, facts)


@transaction.atomic
def endorse(
    *, term: PolicyTerm, by: User, version: int, facts: Facts, effective_on: date,
    yearly: Decimal | None = None, flat: Decimal | None = None,
    stated_premium: Decimal | None = None, commission: Decimal | None = None,
) -> PolicyTransaction:  # fmt: skip
    """Change the cover of `term` by `yearly` dollars a full term, or for a `flat` amount."""
    term, done = opened(term, by, version, facts)
    if done:
        return done
    draft = draft_endorsement(
        term, on=effective_on, yearly=yearly, flat=flat, stated=stated_premium,
        commission=commission,
    )  # fmt: skip
    return append(term, draft, by, facts)


@transaction.atomic
def reinstate(
    *, term: PolicyTerm, by: User, version: int, facts: Facts, effective_on: date,
    stated_premium: Decimal | None = None, commission: Decimal | None = None,
) -> PolicyTransaction:  # fmt: skip
    """Put a cancelled term in force again from `effective_on`."""
    term, done = opened(term, by, version, facts)
    if done:
        return done
    draft = draft_reinstatement(term, on=effective_on, stated=stated_premium, commission=commission)
    return append(term, draft, by, facts)


@transaction.atomic
def audit(
    *, term: PolicyTerm, by: User, version: int, facts: Facts, final: Decimal,
    stated_premium: Decimal | None = None, commission: Decimal | None = None,
) -> PolicyTransaction:  # fmt: skip
    """Book the audit of `term` whose final premium is `final` dollars."""
    term, done = opened(term, by, version, facts)
    if done:
        return done
    draft = draft_audit(term, final=final, stated=stated_premium, commission=commission)
    return append(term, draft, by, facts)


@transaction.atomic
def non_renew(*, term: PolicyTerm, by: User, version: int, facts: Facts) -> PolicyTransaction:
    """Note that `term` will not be renewed when it expires."""
    term, done = opened(term, by, version, facts)
    return done or append(term, draft_non_renewal(term), by, facts)


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
    may_keep(client, by)
    if done := booked(facts, client, by):
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
    shares: list[tuple[LineOfBusiness, Decimal]] | None = None,
) -> PolicyTransaction:  # fmt: skip
    """The next term. With another company it is a policy of its own that replaces this one.

    Its coverages are `shares` (line and dollars, summing to the premium), else those of `term`.
    """
    term, done = opened(term, by, version, facts)
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
    check_shares(next_term.premium, shares or [])
    moved = writing_company is not None and writing_company != term.policy.writing_company
    policy = successor(term, writing_company) if moved else term.policy
    made = _begin(
        policy,
        next_term,
        "REW" if moved else "REN",
        by,
        facts,
        shares or next_shares(term, next_term.premium),
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
    term, done = opened(term, by, version, facts)
    if done:
        return done
    cancel(
        term=term, by=by, version=version, facts=cancel_facts, method=method,
        effective_on=new_term.effective_on, stated_premium=stated_premium,
    )  # fmt: skip
    shares = next_shares(term, new_term.premium)
    return _begin(successor(term, writing_company), new_term, "REW", by, facts, shares)


def _begin(
    policy: Policy, term_facts: TermFacts, kind: str, by: User, facts: Facts,
    shares: list[tuple[LineOfBusiness, Decimal]],
) -> PolicyTransaction:  # fmt: skip
    term = check_term(policy.client, policy, term_facts, kind)
    if policy.pk is None:
        policy.save()
        term.policy = policy
    term.save()
    Coverage.objects.bulk_create(
        [Coverage(term=term, line=line, premium=premium) for line, premium in shares]
    )
    return append(term, draft_beginning(kind, term), by, facts)
