"""Binding a quote: guards, policies, binders and the orders to the administrator, all at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from accounts.activities.services import log_event
from accounts.attachments.models import Attachment
from accounts.orders.giving import give_bundle
from accounts.orders.models import OrderBundle, ServiceOrder
from accounts.policies.models import Policy
from config.lib.errors import DomainError
from renewals.binding.models import BindOrder, BoundLine
from renewals.binding.obstacles import decided_on, is_proposed, obstacles
from renewals.binding.reissuing import Reissue, to_reissue
from renewals.binding.writing import Bound, bind_over, coverage_words, policies_of, write
from renewals.marketing.services import check_may
from renewals.placements.guards import Missing
from renewals.placements.models import Placement
from renewals.placements.orders import ref_of
from renewals.policy_checks.services import expect_policy
from renewals.quotes.clearing import follow_up_owed
from renewals.quotes.models import Quote
from teams.people.licensing import check_licensed
from teams.people.models import User

BUNDLE = "renewal-bind"


class NotBindable(DomainError):
    """A quote that cannot be bound; `missing` says all that stands in the way."""

    def __init__(self, missing: list[Missing]):
        self.missing = missing
        super().__init__(f"Before binding: {'; '.join(m.says for m in missing)}.")


@dataclass(frozen=True)
class BindFacts:
    """What is said with an order to bind. `numbers`: policy key → its number, if given."""

    effective_on: date
    expires_on: date
    applications: str
    authorized_by: str
    terrorism: bool = False
    decided_by: str = ""
    decided_on: date | None = None
    evidence: str = ""
    applications_file: Attachment | None = None
    binder_until: date | None = None
    binder_reason: str = ""
    package: bool = False
    instructions: str = ""
    numbers: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def bind(*, quote: Quote, by: User, version: int, facts: BindFacts, form_key: UUID) -> BindOrder:
    """Bind `quote`, opened by `by` at `version`: one press, all of it or nothing.

    The policies are written (renewed, moved to the new company, or new), a binder stands over
    each, their issued policies are expected, what the quote asks for afterwards is followed up,
    and one bundle of orders goes to the administrator. One form binds once. Raises NotBindable
    with everything in the way, and DomainError at the field that is wrong.
    """
    if done := BindOrder.objects.filter(form_key=form_key).first():
        return done
    placement = _locked(quote, by)
    now = Quote.objects.select_for_update(of=("self",)).select_related(
        "company", "submission__company", "submission__intermediary"
    ).get(pk=quote.pk)  # fmt: skip
    now.submission.placement = placement
    if now.version != version:
        raise DomainError("Somebody changed this quote meanwhile. Look at it and decide again.")
    today = timezone.localdate()
    if missing := obstacles(now, today):
        raise NotBindable(missing)
    check_licensed(user=by, what="Order to bind", on=today)
    decided = _decided(now, facts, today)
    _check(facts)
    order = BindOrder.objects.create(
        placement=placement, quote=now, bound_on=today, effective_on=facts.effective_on,
        expires_on=facts.expires_on, terrorism=facts.terrorism,
        applications=facts.applications.strip(), applications_file=facts.applications_file,
        authorized_by=facts.authorized_by.strip(), group=form_key, form_key=form_key, by=by,
        **decided,
    )  # fmt: skip
    bound = policies_of(now, package=facts.package)
    made = [_write(order, item, now, facts, form_key) for item in bound]
    follow_up_owed(now, by)
    _give_orders(order, bound, made, now, facts)
    names = ", ".join(str(row.line) for item in bound for row in item.rows)
    log_event(
        client=placement.client, by=by, link=f"{placement.get_absolute_url()}binding/",
        subject=f"Bound with {now.company}: {names}",
        text=f"Effective {facts.effective_on:%m/%d/%Y}. Decided by {order.decided_by}, "
        f"{order.evidence}.",
    )  # fmt: skip
    return order


def _locked(quote: Quote, by: User) -> Placement:
    rows = Placement.objects.select_for_update(of=("self",)).select_related("client")
    placement = rows.get(submissions__quotes=quote.pk)
    check_may(placement, by)
    if not by.may("orders.write") or not by.may("policies.write"):
        raise DomainError("An executive orders to bind.")
    return placement


def _decided(quote: Quote, facts: BindFacts, today: date) -> dict[str, Any]:
    """Who decided, from the proposal; without one as it is said with the order."""
    if is_proposed(quote) and (found := decided_on(quote)):
        return {"decided_by": found.by, "decided_on": found.on, "evidence": found.evidence}
    if not facts.decided_by.strip():
        raise DomainError("Say who at the client decided to bind.", "decided_by")
    if facts.decided_on is None or facts.decided_on > today:
        raise DomainError("On which day did the client decide?", "decided_on")
    if not facts.evidence.strip():
        raise DomainError("Say where the decision is written down.", "evidence")
    return {
        "decided_by": facts.decided_by.strip(), "decided_on": facts.decided_on,
        "evidence": facts.evidence.strip(),
    }  # fmt: skip


def _check(facts: BindFacts) -> None:
    if facts.expires_on <= facts.effective_on:
        raise DomainError("The expiration comes after the effective date.", "expires_on")
    if not facts.applications.strip():
        raise DomainError(
            "Say which signed applications are on file, or why none is needed.", "applications"
        )
    if not facts.authorized_by.strip():
        raise DomainError("Say who at the company bound it, when and how.", "authorized_by")


def _write(
    order: BindOrder, item: Bound, quote: Any, facts: BindFacts, form_key: UUID
) -> BoundLine:
    made = write(
        item, quote, by=order.by, form_key=form_key, number=facts.numbers.get(item.name, ""),
        effective_on=facts.effective_on, expires_on=facts.expires_on, terrorism=facts.terrorism,
    )  # fmt: skip
    binder = bind_over(
        made.term, item, quote, by=order.by, executed_on=order.bound_on, until=facts.binder_until,
        reason=facts.binder_reason, authorized_by=order.authorized_by,
    )  # fmt: skip
    rows = BoundLine.objects.bulk_create(
        [
            BoundLine(order=order, placement=order.placement, line=row.line, term=made.term,
                      transaction=made, binder=binder)
            for row in item.rows
        ]
    )  # fmt: skip
    expect_policy(term=made.term, by=None, placement=order.placement, on=order.bound_on)
    return rows[0]


def _give_orders(
    order: BindOrder, bound: list[Bound], made: list[BoundLine], quote: Any, facts: BindFacts
) -> list[ServiceOrder]:
    """One bundle to the administrator, without what nobody needs."""
    client, lines = order.placement.client, {r.line.code for b in bound for r in b.rows}
    reissue = to_reissue(client, lines, order.bound_on)
    left_out = set()
    if not reissue.holders:
        left_out.add("certificate-batch")
    if not reissue.vehicles:
        left_out.add("auto-id")
    if all(row.term.policy.bill_mode == Policy.BillMode.DIRECT for row in made):
        left_out.add("invoice")
    return give_bundle(
        client=client, bundle=OrderBundle.objects.get(code=BUNDLE), by=order.by,
        form_key=uuid5(order.form_key, "orders"), term=made[0].term,
        instructions=facts.instructions, facts=_order_facts(order, bound, made, quote, reissue),
        without=left_out, part_of=ref_of(order.placement),
    )  # fmt: skip


def _order_facts(
    order: BindOrder, bound: list[Bound], made: list[BoundLine], quote: Any, reissue: Reissue
) -> dict[str, dict[str, object]]:
    day = order.effective_on.isoformat()
    premium = sum(row.transaction.premium for row in made)
    names = ", ".join(str(r.line) for b in bound for r in b.rows)
    terms = [f"{quote.company}: {names}, premium ${premium:,.2f}"]
    terms += [words for b in bound for words in coverage_words(b.rows)]
    vehicles = "; ".join(f"{v.year} {v.make} {v.vin}" for v in reissue.vehicles)
    return {
        "binder": {"terms": "\n".join(terms)[:1000], "effective_on": day},
        "invoice": {
            "transaction": f"{made[0].transaction.get_kind_display()} of {names}, {day}"[:200],
            "amount": str(premium),
        },
        "certificate-batch": {
            "holders": "; ".join(h.name for h in reissue.holders)[:1000], "effective_on": day,
        },
        "auto-id": {"vehicles": vehicles[:1000]},
    }  # fmt: skip
