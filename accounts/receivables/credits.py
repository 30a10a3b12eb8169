"""Using credit memos for open invoices, and taking that back."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Sum

from accounts.financing.services import refuse_if_financed
from accounts.ledger.models import JournalEntry
from accounts.ledger.services import (
    Event,
    Leg,
    money_lock,
    post,
    require_open,
    row_lock,
    seen_before,
)
from accounts.receivables.models import CreditUse, Invoice
from config.lib.errors import DomainError
from config.lib.money import ZERO

if TYPE_CHECKING:
    from teams.people.models import User


def use_credit(
    *,
    credit: Invoice,
    parts: Mapping[int, Decimal],
    on: date,
    by: "User",
    form_key: UUID | None = None,
) -> None:
    """Use what a credit memo has left for open invoices: `parts` is invoice id → dollars.

    The same form sent twice uses it once. Raises DomainError for more than is left or
    open, another client's invoice, a policy whose lender has the first claim, and a day in a
    closed month.
    """
    with money_lock():
        said = {str(pk): f"{part:.2f}" for pk, part in parts.items()}
        if form_key and seen_before(form_key, credit=credit.pk, parts=said):
            return
        require_open(on, "on")
        refuse_if_financed(credit)
        rows = _locked([credit.pk, *parts], by)
        left = -rows[credit.pk].balance  # type: ignore[attr-defined]
        if left <= 0:
            raise DomainError("Nothing is left of this credit.")
        for pk, part in parts.items():
            invoice = rows.get(pk)
            if invoice is None or pk == credit.pk or invoice.client_id != credit.client_id:
                raise DomainError("One of the invoices is not this client’s; look again.")
            if not 0 < part <= invoice.balance:  # type: ignore[attr-defined]
                raise DomainError(
                    f"Invoice {invoice.number} has {invoice.balance:,.2f} open; "  # type: ignore[attr-defined]
                    f"{part:,.2f} cannot be used for it."
                )
        total = sum(parts.values(), ZERO)
        if not parts:
            raise DomainError("Say how much goes to which invoice.")
        if total > left:
            raise DomainError(f"{total:,.2f} is spread, but only {left:,.2f} is left of it.")
        _post(credit, parts, on, by)


def take_credit_back(*, use: CreditUse, on: date, by: "User") -> None:
    """Undo one use of a credit memo: the credit is there again, the invoice open again.

    Raises DomainError when nothing of it is left to take back.
    """
    with money_lock():
        require_open(on, "on")
        rows = _locked([use.credit_id, use.invoice_id], by)
        used = CreditUse.objects.filter(credit=use.credit_id, invoice=use.invoice_id)
        left = used.aggregate(total=Sum("amount"))["total"] or ZERO
        if use.amount <= 0 or left < use.amount:
            raise DomainError("This was taken back before.")
        _post(rows[use.credit_id], {use.invoice_id: -use.amount}, on, by)


def propose_uses(credit: Invoice, invoices: "list[Invoice]") -> dict[int, Decimal]:
    """Invoice id → dollars: first the invoices of the credit's own policy, then the oldest due."""
    left, proposal = -credit.balance, {}  # type: ignore[attr-defined]
    for invoice in sorted(invoices, key=lambda i: (i.term_id != credit.term_id, i.due_on, i.pk)):
        part = min(left, invoice.balance)  # type: ignore[attr-defined]
        if part > 0:
            proposal[invoice.pk] = part
            left -= part
    return proposal


def _locked(ids: list[int], by: "User") -> dict[int, Invoice]:
    list(row_lock(Invoice.objects.filter(pk__in=ids).order_by("pk")))
    return {i.pk: i for i in Invoice.objects.visible_to(by).filter(pk__in=ids).with_balance()}


def _post(credit: Invoice, parts: Mapping[int, Decimal], on: date, by: "User") -> None:
    legs = []
    for invoice, part in parts.items():
        legs.append(Leg("receivable", part, credit.client_id, credit.pk))
        legs.append(Leg("receivable", -part, credit.client_id, invoice))
    event = Event(
        JournalEntry.Kind.CREDIT, on, legs, invoice_id=credit.pk,
        memo=f"Credit memo {credit.number} used",
    )  # fmt: skip
    (entry,) = post([event], by=by)
    CreditUse.objects.bulk_create(
        CreditUse(credit=credit, invoice_id=invoice, amount=part, entry=entry)
        for invoice, part in parts.items()
    )
