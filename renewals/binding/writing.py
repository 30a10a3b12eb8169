"""Writing what was bound to the policies: renewed, moved, or new, each under its binder."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from accounts.certificates.models import Binder
from accounts.certificates.rules import LONGEST_BINDER, long_binder
from accounts.coverages.models import CoverageDetail, CoverageField
from accounts.policies.booking import Facts
from accounts.policies.models import LineOfBusiness, Policy, PolicyTerm, PolicyTransaction
from accounts.policies.services import add_policy, renew
from accounts.policies.terms import TermFacts
from config.lib.errors import DomainError
from config.lib.money import ZERO
from renewals.marketing.expiring import expiring_of
from renewals.quotes.models import QuoteLine
from teams.people.models import User

PACKAGE = "CPKGE"
TO_COME = "TBA"


@dataclass(frozen=True)
class Bound:
    """One policy that a bind order writes: its lines, and the term it follows if any."""

    rows: list[QuoteLine]
    follows: PolicyTerm | None
    line: LineOfBusiness

    @property
    def name(self) -> str:
        """The key of its number among what is typed."""
        return f"number_{self.rows[0].pk}"


def policies_of(quote: Any, *, package: bool) -> list[Bound]:
    """The policies that `quote` is written as: lines of one expiring term stay together.

    New lines are policies of their own, or one package.
    """
    rows = list(quote.lines.select_related("line").prefetch_related("details__field"))
    expiring = expiring_of(quote.submission.placement)
    following: dict[int, list[QuoteLine]] = {}
    new: list[QuoteLine] = []
    for row in rows:
        before = expiring.get(row.line_id)
        if before is None:
            new.append(row)
        else:
            following.setdefault(before.term.pk, []).append(row)
    terms = {e.term.pk: e.term for e in expiring.values()}
    found = [Bound(lines, terms[key], terms[key].policy.line) for key, lines in following.items()]
    if package and len(new) > 1:
        return [*found, Bound(new, None, LineOfBusiness.objects.get(code=PACKAGE))]
    return found + [Bound([row], None, row.line) for row in new]


def write(
    bound: Bound, quote: Any, *, by: User, form_key: UUID, number: str, effective_on: date,
    expires_on: date, terrorism: bool,
) -> PolicyTransaction:  # fmt: skip
    """Write one policy: the renewal term, the same line at another company, or a new policy.

    Raises DomainError as the policies' own services do.
    """
    shares = [(r.line, r.premium + (r.terrorism if terrorism else ZERO)) for r in bound.rows]
    facts = Facts(uuid5(form_key, f"policy:{bound.rows[0].pk}"), description=f"Bound: {quote}")
    first = TermFacts(
        number.strip() or TO_COME, effective_on, expires_on,
        sum((share for _, share in shares), ZERO), quote.commission_rate, quote.minimum_earned,
    )  # fmt: skip
    through = quote.submission.through
    if bound.follows is None:
        made = add_policy(
            client=quote.submission.placement.client, by=by, facts=facts, line=bound.line,
            writing_company=quote.company, bill_mode=quote.bill_mode, first=first,
            billing_company=through, shares=shares,
        )  # fmt: skip
    else:
        made = renew(
            term=bound.follows, by=by, version=bound.follows.version, facts=facts, next_term=first,
            writing_company=quote.company, shares=shares,
        )  # fmt: skip
        _bill_as(made.term.policy, quote.bill_mode, through)
    _say(made.term, bound.rows)
    return made


def _bill_as(policy: Policy, bill_mode: str, through: Any) -> None:
    if (policy.bill_mode, policy.billing_company) != (bill_mode, through):
        policy.bill_mode, policy.billing_company = bill_mode, through
        policy.save_version(policy.version, ["bill_mode", "billing_company"])


def _say(term: PolicyTerm, rows: list[QuoteLine]) -> None:
    """The coverages say what was quoted."""
    covers = {c.line_id: c for c in term.coverages.all()}
    CoverageDetail.objects.bulk_create(
        [
            CoverageDetail(
                coverage=covers[row.line_id], field=d.field, amount=d.amount, day=d.day, text=d.text
            )
            for row in rows
            for d in row.details.all()
        ]
    )


def bind_over(
    term: PolicyTerm, bound: Bound, quote: Any, *, by: User, executed_on: date,
    until: date | None, reason: str, authorized_by: str,
) -> Binder:  # fmt: skip
    """The binder that proves the cover until the policy issues (CIC 382.5).

    At most 90 days from execution, 90 when `until` is empty; refused above them for an admitted
    company's below $1,000,000 in California, else only with a reason. Raises DomainError.
    """
    amount = insured_amount(bound.rows)
    expires = until or executed_on + LONGEST_BINDER
    if expires <= term.effective_on:
        expires = max(expires, term.effective_on + timedelta(days=1)) if until is None else expires
    if expires <= term.effective_on:
        raise DomainError("A binder must end after the cover begins.", "binder_until")
    field, sentence = long_binder(
        executed_on=executed_on, expires_on=expires, amount=amount,
        admitted=quote.company.admitted, state=term.client.state,
    )  # fmt: skip
    if field == "expires_on":
        raise DomainError(sentence, "binder_until")
    if field == "reason" and not reason.strip():
        raise DomainError(sentence, "binder_reason")
    return Binder.objects.create(
        client=term.client, term=term, line=bound.line, company=quote.company,
        number="" if term.number_is_to_come else term.number, executed_on=executed_on,
        effective_on=term.effective_on, expires_on=expires, insured_amount=amount,
        coverage="\n".join(coverage_words(bound.rows))[:2000],
        exclusions=quote.key_exclusions[:1000], reason=reason.strip() if field else "",
        authorized_by=authorized_by, executed_by=by,
    )  # fmt: skip


def insured_amount(rows: list[QuoteLine]) -> Decimal:
    """The largest limit among what is bound, dollars."""
    limits = [
        d.amount
        for row in rows
        for d in row.details.all()
        if d.field.kind == CoverageField.Kind.LIMIT and d.amount is not None
    ]
    return max(limits, default=ZERO)


def coverage_words(rows: list[QuoteLine]) -> list[str]:
    """What is bound, one limit or deductible a line."""
    several = len(rows) > 1
    found = []
    for row in rows:
        head = f"{row.line}: " if several else ""
        for d in row.details.all():
            found.append(f"{head}{d.field.label} {d.shown}")
    return found
