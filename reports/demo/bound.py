"""The demo's bind orders: who decided, what was bound, the binder over it, what is still owed."""

import uuid
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import Binder, PolicyTerm
from renewals.lessons.services import carriers_of
from renewals.models import (
    BindOrder,
    BoundLine,
    CarrierNote,
    Lesson,
    Placement,
    PolicyCheck,
    Quote,
    Subjectivity,
)

BINDER_DAYS = 90
BECAUSE = ("price", "service", "coverage")
GRADES = (
    ("good", "Quoted within a week, policy without a mistake"),
    ("fair", "Quoted late, but kept its word"),
    ("good", ""),
    ("poor", "Did not answer twice; the policy came after 50 days"),
)
EVERY = 3  # of so many bound quotes one has something owed after binding


def successors_of(placement: Placement) -> dict[int, PolicyTerm]:
    """Expiring term id → the term that follows it, with its coverages and transactions."""
    terms = list(PolicyTerm.objects.filter(placed__placement=placement).select_related("policy"))
    days = {term.expires_on for term in terms}
    rows = PolicyTerm.objects.filter(client=placement.client_id, effective_on__in=days)
    rows = rows.exclude(pk__in=[t.pk for t in terms]).select_related("policy")
    following = list(rows.prefetch_related("coverages", "transactions"))
    return {
        old.pk: new
        for old in terms
        for new in following
        if new.effective_on == old.expires_on
        and old.policy_id in (new.policy_id, new.policy.replaces_id)
    }


def bind(quote: Quote, terms: dict[int, PolicyTerm], owner: Any, today: date) -> None:
    """Bind `quote`: `terms` are line id → the term it is written in."""
    placement = quote.submission.placement
    first = next(iter(terms.values()))
    if first.expires_on is None:
        return
    bound_on = min(max(quote.received_on, placement.target_on - timedelta(8)), today)
    at = timezone.make_aware(datetime.combine(bound_on, time(11)))
    key = uuid.uuid5(uuid.NAMESPACE_OID, f"bind {quote.pk}")
    order = BindOrder.objects.create(
        placement=placement, quote=quote, bound_on=bound_on, effective_on=first.effective_on,
        expires_on=first.expires_on, decided_by="The owner", decided_on=bound_on,
        evidence="E-mail: E-mail of the owner: please go ahead as discussed",
        applications="Signed applications received with the proposal",
        authorized_by=f"Underwriting desk of {quote.company}, by e-mail",
        group=key, form_key=key, by=owner.executive, at=at,
    )  # fmt: skip
    lines = {row.line_id: row.line for row in quote.lines.select_related("line")}
    received = dict(
        PolicyCheck.objects.filter(term__in=terms.values()).values_list("term", "received_on")
    )
    for line, term in terms.items():
        binder = Binder.objects.create(
            client=placement.client, term=term, line=lines[line], company=quote.company,
            number=f"B{quote.pk}-{line}", executed_on=bound_on, effective_on=term.effective_on,
            expires_on=bound_on + timedelta(BINDER_DAYS), insured_amount=Decimal(500_000),
            authorized_by=order.authorized_by, executed_by=owner.executive,
            policy_issued_on=received.get(term.pk),
        )  # fmt: skip
        BoundLine.objects.create(
            order=order, placement=placement, line=lines[line], term=term, binder=binder,
            transaction=term.transactions.all()[0],
        )  # fmt: skip
    quote.subjectivities.update(
        cleared_on=bound_on, cleared_by=owner.executive, evidence="With the bind order, in the file"
    )
    if quote.pk % EVERY == 0:
        Subjectivity.objects.create(
            quote=quote, text="Photographs of the premises", before=Subjectivity.Before.AFTER,
            due_on=max(bound_on + timedelta(30), today),
        )  # fmt: skip


def grade(placement: Placement, owner: Any, today: date) -> None:
    """What a finished placement taught, and how its carriers did."""
    on = min(today, placement.closed_on or today)
    Lesson.objects.create(
        placement=placement, because=BECAUSE[placement.pk % len(BECAUSE)], by=owner.executive,
        on=on,
    )  # fmt: skip
    for carrier in carriers_of(placement):
        given, words = GRADES[(placement.pk + carrier.pk) % len(GRADES)]
        CarrierNote.objects.create(
            placement=placement, carrier=carrier, grade=given, text=words, by=owner.executive, on=on
        )
