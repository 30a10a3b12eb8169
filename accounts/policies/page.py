"""What the page of one term shows."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.commissions.models import ExpectedCommission
from accounts.financing.models import FinanceAgreement
from accounts.policies.changes import open_to
from accounts.policies.drafts import is_cancelled
from accounts.policies.drawing import draw
from accounts.policies.models import PolicyTerm, PolicyTransaction
from accounts.policies.rules import period_at
from accounts.policies.standing import earned_today, following_terms, reason
from accounts.receivables.models import Invoice
from accounts.receivables.querysets import reversals
from teams.people.models import User


def visible_term(user: User, term_id: int) -> PolicyTerm:
    """The term of the address with its status today, if the user sees it, else 404."""
    terms = (
        PolicyTerm.objects.visible_to(user)
        .with_status(timezone.localdate())
        .with_written_premium()
        .with_annual()
        .select_related(
            "client", "policy__line", "policy__writing_company__carrier",
            "policy__billing_company", "policy__replaces",
        )
    )  # fmt: skip
    return get_object_or_404(terms, pk=term_id)


def page_of(term: PolicyTerm) -> dict[str, Any]:
    """The context of the term's page; a fixed number of queries."""
    today = timezone.localdate()
    siblings = list(term.policy.terms.with_status(today).order_by("-effective_on"))
    booked = list(
        PolicyTransaction.objects.filter(term__policy=term.policy_id)
        .select_related("term", "reason", "executive", "sales_executive", "entered_by")
        .order_by("effective_on", "pk")
    )
    past = [t for t in booked if t.term_id == term.pk]
    invoices = list(_invoices(term))
    for item in past:
        item.billed = [i for i in invoices if i.transaction_id == item.pk and not i.is_void]
    return {
        "term": term,
        "today": today,
        "siblings": siblings,
        "reason": reason(term, past, following_terms(term), today),
        "drawing": draw(siblings, booked, today),
        "earned": earned_today(term, past, today),
        "anniversary": next_anniversary(term, today),
        "changes": open_to(term, term.status, is_cancelled(past)),  # type: ignore[attr-defined]
        "coverages": term.coverages.select_related("line"),
        "transactions": past,
        "annual_changes": [t for t in past if t.yearly_change is not None],
        "invoices": invoices,
        "agreements": FinanceAgreement.objects.filter(financed__term=term),
        "expected": ExpectedCommission.objects.filter(term=term)
        .with_open()
        .select_related("transaction", "carrier"),
    }


def _invoices(term: PolicyTerm) -> QuerySet:
    undone = reversals().filter(reverses__invoice=OuterRef("pk"))
    rows = Invoice.objects.filter(term=term).with_balance().annotate(is_void=Exists(undone))
    return rows.select_related("term__policy__line")


def next_anniversary(term: PolicyTerm, today: date) -> date | None:
    """Of a continuous policy: the next day on which a year of it begins."""
    if term.expires_on is not None:
        return None
    if today < term.effective_on:
        return term.effective_on
    return period_at(term.effective_on, None, today).expires_on
