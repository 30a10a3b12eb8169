"""Making invoices and credit memos from policy transactions, and making them anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction as database

from accounts.billing.drafts import Bill, Tables, Wanted, draft_bill, standing_of
from accounts.billing.models import BillingRun, BillingRunRow, InstallmentPlan
from accounts.ledger.services import (
    money_lock,
    next_numbers,
    require_open,
    row_lock,
    seen_before,
)
from accounts.policies.models import Policy, PolicyTransaction
from accounts.receivables.models import Invoice
from accounts.receivables.rules import InvoiceDraft, invoice_number
from accounts.receivables.services import post_invoices, void_invoice
from config.lib.errors import DomainError

if TYPE_CHECKING:
    from teams.people.models import User

MOST_AT_ONCE = 200
UNPAID_ONLY = "Something was paid or written off on each of its invoices; take that back first."


def bill(
    *, transaction: PolicyTransaction, wanted: Wanted, form_key: UUID | None, by: "User",
    tables: Tables | None = None,
) -> list[Invoice]:  # fmt: skip
    """Invoice a transaction, in parts if a plan is wanted; return premium makes a credit memo.

    The same form sent twice gives the same invoices. Raises DomainError for a transaction that
    is invoiced already or that the carrier bills, a day in a closed month, and whatever
    `draft_bill` refuses.
    """
    with money_lock():
        transaction = _locked(transaction, by)
        said = {"transaction": transaction.pk, "wanted": repr(wanted)}
        if form_key and seen_before(form_key, **said):
            live = Invoice.objects.live().filter(transaction=transaction)
            return list(live.order_by("installment"))
        check_billable(transaction)
        require_open(wanted.invoice_on, "invoice_on")
        draft = draft_bill(transaction, wanted, tables=tables)
        return _post(draft, by=by, form_key=form_key)


def rebill(
    *, transaction: PolicyTransaction, wanted: Wanted, reason: str, by: "User"
) -> list[Invoice]:
    """Void what is unpaid of a transaction's invoices and make new ones in their place.

    What something was paid on stays. Each new invoice is linked to the void one of its place.
    Raises DomainError without a reason, when nothing is left to make anew, and as `bill` does.
    """
    if not reason.strip():
        raise DomainError("Say why it is made anew.", "reason")
    with money_lock():
        transaction = _locked(transaction, by)
        _refuse_direct_bill(transaction)
        require_open(wanted.invoice_on, "invoice_on")
        stay, go = untouched(transaction)
        if not go:
            raise DomainError(UNPAID_ONLY if stay else "Nothing is invoiced yet.")
        for invoice in go:
            void_invoice(invoice=invoice, reason=reason, on=wanted.invoice_on, by=by)
        draft = draft_bill(transaction, wanted, standing=standing_of(stay))
        return _post(draft, by=by, kept={i.installment for i in stay}, reason=reason.strip())


def untouched(transaction: PolicyTransaction) -> tuple[list[Invoice], list[Invoice]]:
    """The standing invoices of a transaction: those something was paid on, and the others."""
    live = list(Invoice.objects.live().filter(transaction=transaction).with_balance())
    stay = [i for i in live if i.balance != i.total]  # type: ignore[attr-defined]
    return stay, sorted((i for i in live if i not in stay), key=lambda i: i.installment)


def draft_rebill(transaction: PolicyTransaction, wanted: Wanted) -> Bill:
    """What `rebill` would post, for the preview."""
    stay, go = untouched(transaction)
    if not go:
        raise DomainError(UNPAID_ONLY)
    return draft_bill(transaction, wanted, standing=standing_of(stay))


def check_billable(transaction: PolicyTransaction) -> None:
    """Raise DomainError when the carrier bills it, or a standing invoice is for it."""
    _refuse_direct_bill(transaction)
    if live := Invoice.objects.live().filter(transaction=transaction).first():
        raise DomainError(
            f"This transaction is invoiced already: {live.kind.lower()} {live.number}."
        )


@dataclass(frozen=True)
class Outcome:
    """What became of one transaction of a run."""

    transaction: PolicyTransaction
    invoice: Invoice | None = None
    refusal: str = ""


def bill_many(
    *, transactions: Sequence[PolicyTransaction], invoice_on: date, form_key: UUID, by: "User"
) -> BillingRun:
    """Invoice several transactions in full, each by itself: one refusal stops no other.

    Taxes follow each client's state. The same form sent twice gives the same run. Raises
    DomainError for none, for too many, and for a day in a closed month.
    """
    if before := BillingRun.objects.filter(form_key=form_key, by=by).first():
        return before
    if not 0 < len(transactions) <= MOST_AT_ONCE:
        raise DomainError(f"Tick between 1 and {MOST_AT_ONCE} transactions.")
    require_open(invoice_on, "invoice_on")
    tables = Tables(invoice_on)
    with database.atomic():
        run = BillingRun.objects.create(invoice_on=invoice_on, form_key=form_key, by=by)
        outcomes = [_one_of_many(each, invoice_on, tables, by) for each in transactions]
        BillingRunRow.objects.bulk_create(
            BillingRunRow(run=run, transaction=o.transaction, invoice=o.invoice, refusal=o.refusal)
            for o in outcomes
        )
    return run


def _one_of_many(
    transaction: PolicyTransaction, invoice_on: date, tables: Tables, by: "User"
) -> Outcome:
    wanted = Wanted(invoice_on, home_state=transaction.term.client.state)
    try:
        made = bill(transaction=transaction, wanted=wanted, form_key=None, by=by, tables=tables)
    except DomainError as error:
        return Outcome(transaction, refusal=error.message[:300])
    return Outcome(transaction, made[0])


def _locked(transaction: PolicyTransaction, by: "User") -> PolicyTransaction:
    # The lock on the row keeps two people from billing it at once; the unique index is behind it.
    rows = PolicyTransaction.objects.visible_to(by).select_related(
        "term__client", "term__policy__writing_company"
    )
    return row_lock(rows).get(pk=transaction.pk)


def _refuse_direct_bill(transaction: PolicyTransaction) -> None:
    if transaction.term.policy.bill_mode != Policy.BillMode.AGENCY:
        raise DomainError(
            "The carrier bills this policy; its commission is expected from the carrier instead."
        )


def _post(
    draft: Bill,
    *,
    by: "User",
    kept: "set[int] | None" = None,
    form_key: UUID | None = None,
    reason: str = "",
) -> list[Invoice]:
    term = draft.transaction.term
    voided = {
        i.installment: i
        for i in Invoice.objects.void().filter(transaction=draft.transaction, reissued_as=None)
    }
    places = _places(len(draft.parts), kept or set())
    plan = _plan(draft, by, reason) if len(draft.parts) > 1 else None
    numbers = next_numbers("invoice", len(draft.parts))
    drafts = [
        InvoiceDraft(
            number=invoice_number(number),
            client_id=term.client_id,
            term_id=term.pk,
            transaction_id=draft.transaction.pk,
            invoice_on=draft.invoice_on,
            effective_on=dated.effective_on,
            due_on=dated.due_on,
            lines=dated.part.lines,
            rates=draft.rates,
            commission=dated.part.commission,
            installment=place,
            plan_id=plan.pk if plan else None,
            reissues_id=voided[place].pk if place in voided else None,
            form_key=form_key if n == 0 else None,
        )
        for n, (number, place, dated) in enumerate(zip(numbers, places, draft.parts, strict=True))
    ]
    return post_invoices(drafts, by=by)


def _places(count: int, kept: set[int]) -> list[int]:
    """The first `count` installment numbers that no standing invoice has."""
    free = (n for n in range(1, count + len(kept) + 1) if n not in kept)
    return [next(free) for _ in range(count)]


def _plan(draft: Bill, by: "User", reason: str) -> InstallmentPlan:
    return InstallmentPlan.objects.create(
        transaction=draft.transaction,
        scheme=draft.scheme,
        replaces=draft.transaction.payment_plans.order_by("pk").last(),
        reason=reason,
        made_by=by,
    )
