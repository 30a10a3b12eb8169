"""What is missing before a placement may stand in a stage, in sentences (DOMAIN §9.1)."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.certificates.models import Binder
from accounts.policies.models import Policy, PolicyTerm
from accounts.receivables.models import Invoice
from renewals.dispositions.outcomes import KEPT, LABELS, Outcome
from renewals.dispositions.querysets import with_disposition
from renewals.placements.models import Placement
from renewals.placements.states import COURSE, EXITS, RANK, Kind, Stage
from renewals.policy_checks.models import PolicyCheck
from renewals.policy_checks.states import Standing
from renewals.proposals.settled import offered_in, short_accepted, unsettled_words
from renewals.quotes.models import Subjectivity
from renewals.underwriting.guarding import lacking

GONE = (Outcome.LOST, Outcome.BOR_LOST, Outcome.CANCELLED, Outcome.NON_RENEWED)
MAY_EXIT = {
    Stage.LOST: GONE,
    Stage.NON_RENEWED: GONE,
    Stage.EXTENDED: (*GONE, *KEPT),
}


@dataclass(frozen=True)
class Missing:
    """One thing that is missing; `url` is where it is done."""

    says: str
    url: str = ""


@dataclass(frozen=True)
class Facts:
    """What the guards look at: steps, expiring terms with their outcome, and what follows.

    `checks`: term id → the way of its issued policy.
    """

    placement: Placement
    steps: list[Any]
    terms: list[Any]
    following: list[PolicyTerm]
    bound_lines: set[int]
    invoiced: set[int]
    options: list[Any]
    checks: dict[int, PolicyCheck]


def facts_of(placement: Placement) -> Facts:
    """The facts of a placement in a fixed number of queries."""
    placed = PolicyTerm.objects.filter(placed__placement=placement)
    terms = list(
        with_disposition(placed.with_annual())
        .select_related("policy__line", "disposition")
        .order_by("expires_on")
    )
    following = list(
        PolicyTerm.objects.filter(client=placement.client_id, effective_on__gte=placement.opened_on)
        .exclude(pk__in=[t.pk for t in terms])
        .select_related("policy__line")
    )
    binders = Binder.objects.filter(
        client=placement.client_id, executed_on__gte=placement.opened_on
    )
    invoices = Invoice.objects.filter(term__in=[t.pk for t in following])
    checks = PolicyCheck.objects.filter(term__in=[t.pk for t in following])
    return Facts(
        placement=placement,
        steps=list(placement.steps.select_related("owner", "done_by")),
        terms=terms,
        following=following,
        bound_lines=set(binders.order_by().values_list("line", flat=True)),
        invoiced=set(invoices.order_by().values_list("term", flat=True)),
        options=offered_in(placement),
        checks={check.term_id: check for check in checks.with_standing(timezone.localdate())},
    )


def missing_for(facts: Facts, target: str) -> list[Missing]:
    """Everything that stands between the placement and stage `target`; empty when it may go."""
    if target in EXITS:
        return _for_exit(facts, Stage(target))
    found = [
        Missing(f"{step.name} ({Stage(step.stage).label})", f"#step-{step.pk}")
        for step in facts.steps
        if step.required and not step.done_on and not step.waived_why
        and RANK[step.stage] <= RANK[target]
    ]  # fmt: skip
    for stage in COURSE[: RANK[target] + 1]:
        found += _CHECKS.get(stage, _nothing)(facts)
    return found


def _nothing(facts: Facts) -> list[Missing]:
    return []


def _submitted(facts: Facts) -> list[Missing]:
    """Information and loss runs, on tracks on which somebody submits."""
    stages = {step.stage for step in facts.steps if not step.waived_why}
    return [Missing(says, url) for says, url in lacking(facts.placement, stages)]


def _decided(facts: Facts) -> list[Missing]:
    """Every option the client was shown has its decision, and its signature where one is due."""
    return [
        Missing(says, f"{option.proposal.get_absolute_url()}#option-{option.pk}")
        for option in facts.options
        if (says := unsettled_words(option))
    ]


def _carried(facts: Facts) -> list[Missing]:
    """What lies beneath an accepted umbrella reaches its attachment points."""
    accepted = {o.quote_id: o for o in facts.options if o.decision == "accepted" and o.quote_id}
    short = short_accepted(accepted, facts.placement)
    return [
        Missing(
            f"{option} is not carried: {'; '.join(short[key])}", option.proposal.get_absolute_url()
        )
        for key, option in accepted.items()
        if key in short
    ]


def _bound(facts: Facts) -> list[Missing]:
    return _carried(facts) + _bound_lines(facts)


def _bound_lines(facts: Facts) -> list[Missing]:
    placement = facts.placement
    if placement.kind != Kind.RENEWAL:
        lines = {t.policy.line_id for t in facts.following} | facts.bound_lines
        if placement.line_id in lines or (placement.line_id is None and lines):
            return []
        what = placement.line or "the new business"
        return [
            Missing(
                f"No policy or binder for {what}", f"/clients/{placement.client_id}/policies/new/"
            )
        ]
    if facts.terms and all(term.outcome in GONE for term in facts.terms):
        return [Missing("Every policy of it is gone; move it to Lost or Non-renewed")]
    return [
        Missing(
            f"{term.number} has neither a renewal nor a binder", f"{term.get_absolute_url()}renew/"
        )
        for term in facts.terms
        if not term.outcome and term.policy.line_id not in facts.bound_lines
    ]


def successors_of(facts: Facts) -> list[PolicyTerm]:
    """What follows the expiring terms, or was newly written."""
    if facts.placement.kind != Kind.RENEWAL:
        line = facts.placement.line_id
        return [t for t in facts.following if line in (None, t.policy.line_id)]
    policies = {t.policy_id for t in facts.terms}
    named = {t.disposition.successor_id for t in facts.terms if getattr(t, "disposition", None)}
    return [
        t for t in facts.following
        if t.policy_id in policies or t.policy.replaces_id in policies or t.pk in named
    ]  # fmt: skip


def _invoiced(facts: Facts) -> list[Missing]:
    return [
        Missing(f"{term.number} is agency bill and has no invoice", term.get_absolute_url())
        for term in successors_of(facts)
        if term.policy.bill_mode == Policy.BillMode.AGENCY
        and term.annual_premium
        and term.pk not in facts.invoiced
    ]


def _received(facts: Facts) -> list[Missing]:
    return [
        Missing(f"{_name(term)}: the policy is not in", _where(facts, term))
        for term in successors_of(facts)
        if not (check := facts.checks.get(term.pk)) or not check.received_on
    ]


def _checked(facts: Facts) -> list[Missing]:
    return [
        Missing(f"{_name(term)}: the policy is not checked", _where(facts, term))
        for term in successors_of(facts)
        if (check := facts.checks.get(term.pk))
        and check.received_on
        and not (check.finished_on or check.overridden_on)
    ]


def _delivered(facts: Facts) -> list[Missing]:
    return [
        Missing(f"{_name(term)}: {_WAITS.get(check.standing, 'not delivered')}",  # type: ignore[attr-defined]
                _where(facts, term))
        for term in successors_of(facts)
        if (check := facts.checks.get(term.pk))
        and (check.finished_on or check.overridden_on)
        and not check.delivered_on
    ]  # fmt: skip


_WAITS = {
    Standing.CORRECTIONS.value: "corrections are open",
    Standing.REVIEW.value: "a second person reads the check first",
}


def _name(term: PolicyTerm) -> str:
    return str(term.policy.line) if term.number_is_to_come else term.number


def _where(facts: Facts, term: PolicyTerm) -> str:
    check = facts.checks.get(term.pk)
    return check.get_absolute_url() if check else f"{term.get_absolute_url()}issued/"


def _closed(facts: Facts) -> list[Missing]:
    found = _undisposed(facts) + _owed(facts)
    if not facts.placement.lessons:
        where = f"{facts.placement.get_absolute_url()}lessons/"
        found.append(Missing("What it taught is not written", where))
    return found


def _owed(facts: Facts) -> list[Missing]:
    """What the companies of the bound quotes still wait for."""
    rows: Any = Subjectivity.objects.filter(quote__bind_order__placement=facts.placement)
    return [
        Missing(f"Still owed to {row.quote.company}: {row.text}", row.quote.get_absolute_url())
        for row in rows.uncleared().select_related("quote__company")
    ]


def _undisposed(facts: Facts) -> list[Missing]:
    return [
        Missing(f"{term.number} has no disposition", f"{term.get_absolute_url()}disposition/")
        for term in facts.terms
        if not term.outcome
    ]


_CHECKS = {
    Stage.SUBMITTED: _submitted,
    Stage.DECISION: _decided,
    Stage.BOUND: _bound,
    Stage.INVOICED: _invoiced,
    Stage.POLICY_RECEIVED: _received,
    Stage.CHECKED: _checked,
    Stage.DELIVERED: _delivered,
    Stage.CLOSED: _closed,
}


def _for_exit(facts: Facts, target: Stage) -> list[Missing]:
    found = _undisposed(facts) + _decided(facts)
    found += [
        Missing(
            f"{term.number} is {LABELS[term.outcome].lower()}, so this is not "
            f"{target.label.lower()}",
            term.get_absolute_url(),
        )
        for term in facts.terms
        if term.outcome and term.outcome not in MAY_EXIT[target]
    ]
    wanted = {Stage.NON_RENEWED: Outcome.NON_RENEWED, Stage.EXTENDED: Outcome.EXTENDED}.get(target)
    if wanted and not found and not any(t.outcome == wanted for t in facts.terms):
        found.append(Missing(f"No policy of it is {LABELS[wanted].lower()}"))
    return found
