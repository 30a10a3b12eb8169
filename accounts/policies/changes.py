"""The changes a person may make on a term: the form, the preview and the booking of each."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from accounts.clients.models import Client
from accounts.policies import drafts, forms, services, terms
from accounts.policies.booking import Facts
from accounts.policies.models import Policy, PolicyTerm, PolicyTransaction
from teams.people.models import User

Preview = Callable[[PolicyTerm, Any], list[drafts.Draft]]


@dataclass(frozen=True)
class Change:
    """One button of the policy's page. `states` are the statuses in which it is offered."""

    name: str
    label: str
    form: type[forms.ChangeForm]
    preview: Preview
    book: Callable[..., PolicyTransaction]
    states: tuple[str, ...]


def _figured(draft: Callable[..., drafts.Draft]) -> Preview:
    def preview(term: PolicyTerm, form: forms.ChangeForm) -> list[drafts.Draft]:
        names = {"effective_on": "on", "stated_premium": "stated"}
        return [draft(term, **{names.get(n, n): v for n, v in form.figures().items()})]

    return preview


def _booked(service: Callable[..., PolicyTransaction]) -> Callable[..., PolicyTransaction]:
    def book(term: PolicyTerm, form: forms.ChangeForm, by: User) -> PolicyTransaction:
        version = form.cleaned_data["version"]
        return service(term=term, by=by, version=version, facts=form.facts(), **form.figures())

    return book


def _beginning(kind: str, policy: Policy, form: Any) -> drafts.Draft:
    """The beginning of a term, beside it what the commission schedule says."""
    planned = terms.check_term(policy.client, policy, form.term_facts(), kind)
    draft = drafts.draft_beginning(kind, planned)
    rate = terms.scheduled_rate(policy, kind, planned.effective_on)
    told = "says nothing" if rate is None else f"{rate.normalize():f} %"
    used = f"{planned.commission_rate.normalize():f} %"
    steps = [*draft.steps, ("Commission schedule", told), ("Commission rate", used)]
    return replace(draft, steps=steps)


def _preview_next(term: PolicyTerm, form: Any) -> list[drafts.Draft]:
    company = form.cleaned_data["writing_company"]
    moved = company != term.policy.writing_company
    policy = terms.successor(term, company) if moved else term.policy
    return [_beginning("REW" if moved else "REN", policy, form)]


def _renew(term: PolicyTerm, form: Any, by: User) -> PolicyTransaction:
    return services.renew(
        term=term, by=by, version=form.cleaned_data["version"], facts=form.facts(),
        next_term=form.term_facts(), writing_company=form.cleaned_data["writing_company"],
    )  # fmt: skip


def _preview_rewrite(term: PolicyTerm, form: Any) -> list[drafts.Draft]:
    values = form.cleaned_data
    end = drafts.draft_cancellation(
        term, on=values["effective_on"], method=values["method"], stated=values["stated_premium"]
    )
    return [end, _beginning("REW", terms.successor(term, values["writing_company"]), form)]


def _rewrite(term: PolicyTerm, form: Any, by: User) -> PolicyTransaction:
    values, facts = form.cleaned_data, form.facts()
    return services.rewrite(
        term=term, by=by, version=values["version"], facts=facts,
        cancel_facts=Facts(
            uuid4(), facts.description, facts.asked_by, facts.reason, facts.carrier_reference
        ),
        new_term=form.term_facts(), method=values["method"],
        writing_company=values["writing_company"], stated_premium=values["stated_premium"],
    )  # fmt: skip


def _preview_non_renewal(term: PolicyTerm, form: Any) -> list[drafts.Draft]:
    return [drafts.draft_non_renewal(term)]


def new_policy_drafts(client: Client, form: forms.PolicyForm) -> list[drafts.Draft]:
    """What adding the policy would book. Raises DomainError at the field that is wrong."""
    values = form.cleaned_data
    policy = Policy(
        client=client, line=values["line"], writing_company=values["writing_company"],
        billing_company=values["billing_company"], bill_mode=values["bill_mode"],
    )  # fmt: skip
    terms.check_shares(form.term_facts().premium, form.shares())
    return [_beginning("NEW", policy, form)]


def add_from(client: Client, form: forms.PolicyForm, by: User) -> PolicyTransaction:
    """Add the policy that the form describes."""
    names = ("line", "writing_company", "billing_company", "bill_mode")
    return services.add_policy(
        client=client, by=by, facts=form.facts(), first=form.term_facts(), shares=form.shares(),
        **{name: form.cleaned_data[name] for name in names},
    )  # fmt: skip


_LIVE = ("in_force", "future")
CHANGES = {
    change.name: change
    for change in (
        Change("endorse", "Endorse", forms.EndorseForm, _figured(drafts.draft_endorsement),
               _booked(services.endorse), ("in_force", "future", "cancelled", "expired")),
        Change("renew", "Renew", forms.RenewForm, _preview_next, _renew, ("in_force", "expired")),
        Change("cancel", "Cancel", forms.CancelForm, _figured(drafts.draft_cancellation),
               _booked(services.cancel), ("in_force", "future", "expired")),
        Change("reinstate", "Reinstate", forms.ReinstateForm,
               _figured(drafts.draft_reinstatement), _booked(services.reinstate), ("cancelled",)),
        Change("rewrite", "Rewrite", forms.RewriteForm, _preview_rewrite, _rewrite, _LIVE),
        Change("non-renew", "Non-renew", forms.NonRenewForm, _preview_non_renewal,
               _booked(services.non_renew), _LIVE),
        Change("audit", "Audit", forms.AuditForm, _figured(drafts.draft_audit),
               _booked(services.audit), ("in_force", "cancelled", "expired")),
    )
}  # fmt: skip


def open_to(term: PolicyTerm, status: str, waits_to_end: bool) -> list[Change]:
    """The changes that make sense for `term`; `waits_to_end` when a cancellation lies ahead."""
    found = [c for c in CHANGES.values() if status in c.states]
    if waits_to_end and status != "cancelled":
        found = [c for c in found if c.name in ("endorse", "audit")] + [CHANGES["reinstate"]]
    if term.expires_on is None:
        found = [c for c in found if c.name not in ("renew", "non-renew", "audit")]
    return found
