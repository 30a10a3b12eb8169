"""Taking money in, using it, and giving it back."""

import uuid
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Sum

from accounts.clients.models import Client
from accounts.ledger.models import JournalEntry, Posting
from accounts.ledger.services import (
    Event,
    Leg,
    money_lock,
    next_numbers,
    post,
    require_open,
    row_lock,
    seen_before,
)
from accounts.receipts.models import Allocation, Receipt
from accounts.receipts.rules import OpenItem, check_allocations
from accounts.receivables.models import Invoice
from config.lib.errors import DomainError
from config.lib.money import ZERO

if TYPE_CHECKING:
    from accounts.trust.models import BankAccount
    from teams.people.models import User

Parts = Mapping[int, Decimal]


def take_receipt(
    *,
    client: Client,
    amount: Decimal,
    received_on: date,
    method: str,
    reference: str,
    payer: str,
    parts: Parts,
    form_key: uuid.UUID,
    by: "User",
    bank_account: "BankAccount | None" = None,
    deposited_on: date | None = None,
) -> Receipt:
    """Post `amount` dollars for the client's account and use `parts` (invoice id → dollars).

    `bank_account` and `deposited_on` say where and when it was deposited, where that is known.
    What is not used stays on the account as unapplied cash. The same form sent twice gives the
    same receipt. Raises DomainError for an amount that is not positive, a day in a closed month,
    parts above the receipt or above what is open, and a check that was entered before.
    """
    with money_lock():
        row_lock(Client.objects.all()).get(pk=client.pk)
        said = {"client": client.pk, "amount": amount, "on": received_on, "payer": payer,
                "reference": reference, "method": method, "parts": _words(parts)}  # fmt: skip
        if seen_before(form_key, **said):
            return Receipt.objects.get(form_key=form_key)
        if amount <= 0:
            raise DomainError("A receipt is above zero; money that goes out is a refund.", "amount")
        require_open(received_on, "received_on")
        _refuse_second_check(client, method, reference, payer)
        owners, items = _lock_open_items(parts, by)
        check_allocations(parts, items, amount)
        receipt = Receipt.objects.create(
            number=next_numbers("receipt")[0],
            client=client,
            payer=payer,
            method=method,
            reference=reference,
            amount=amount,
            received_on=received_on,
            form_key=form_key,
            entered_by=by,
            bank_account=bank_account,
            deposited_on=deposited_on,
        )
        cash = [Leg("trust_cash", amount, client.pk), Leg("unapplied_cash", -amount, client.pk)]
        taken = Event(
            JournalEntry.Kind.RECEIPT, received_on, cash, receipt_id=receipt.pk, memo=payer
        )
        post([taken, *_use(receipt, parts, received_on, owners)], by=by)
    return receipt


def allocate(
    *, receipt: Receipt, parts: Parts, on: date, by: "User", form_key: uuid.UUID | None = None
) -> None:
    """Use what is left of `receipt` for invoices: `parts` is invoice id → dollars.

    The same form sent twice uses it once. Raises DomainError for parts above what is
    left or open, and for a day in a closed month.
    """
    with money_lock():
        if form_key and seen_before(form_key, receipt=receipt.pk, parts=_words(parts)):
            return
        require_open(on, "on")
        owners, items = _lock_open_items(parts, by)
        receipt = row_lock(Receipt.objects.all()).get(pk=receipt.pk)
        check_allocations(parts, items, unapplied(receipt))
        post(_use(receipt, parts, on, owners), by=by)


def take_back(*, allocation: Allocation, on: date, by: "User") -> None:
    """Undo one use of a receipt: the money is unapplied again, the invoice open again.

    Raises DomainError when nothing of it is left to take back.
    """
    with money_lock():
        require_open(on, "on")
        owners = _lock_invoices([allocation.invoice_id])
        receipt = row_lock(Receipt.objects.all()).get(pk=allocation.receipt_id)
        left = _used_for(receipt, allocation.invoice_id)
        if left < allocation.amount or allocation.amount <= 0:
            raise DomainError("This was taken back before.")
        post(_use(receipt, {allocation.invoice_id: -allocation.amount}, on, owners), by=by)


def return_receipt(*, receipt: Receipt, on: date, reason: str, by: "User") -> None:
    """The bank took the payment back (NSF): every use of it is undone and the cash leaves.

    Raises DomainError without a reason, when it was returned or partly refunded before, or for
    a day in a closed month or before the receipt.
    """
    if not reason.strip():
        raise DomainError("Say why the bank returned it.", "reason")
    with money_lock():
        require_open(on, "on")
        owners = _lock_invoices(sorted(receipt.allocations.values_list("invoice_id", flat=True)))
        receipt = row_lock(Receipt.objects.all()).get(pk=receipt.pk)
        if on < receipt.received_on:
            raise DomainError("It cannot come back before it came in.", "on")
        if receipt.entries.filter(kind=JournalEntry.Kind.RETURN).exists():
            raise DomainError("This receipt was returned before.")
        used = receipt.allocations.order_by().values("invoice").annotate(total=Sum("amount"))
        parts = {row["invoice"]: -row["total"] for row in used if row["total"]}
        if unapplied(receipt) - sum(parts.values()) != receipt.amount:
            raise DomainError("Part of this receipt was refunded; settle that with the payer.")
        back = _give_out(JournalEntry.Kind.RETURN, receipt, receipt.amount, on, reason)
        post([*_use(receipt, parts, on, owners), back], by=by)


def refund(
    *,
    receipt: Receipt,
    amount: Decimal,
    on: date,
    reason: str,
    by: "User",
    form_key: uuid.UUID | None = None,
) -> None:
    """Send `amount` dollars of what is left of a receipt back to who paid it.

    The same form sent twice refunds once. Raises DomainError for more than is left, without a
    reason, or on a day in a closed month.
    """
    if not reason.strip():
        raise DomainError("Say why it is refunded.", "reason")
    with money_lock():
        if form_key and seen_before(form_key, receipt=receipt.pk, amount=amount, on=on):
            return
        require_open(on, "on")
        receipt = row_lock(Receipt.objects.all()).get(pk=receipt.pk)
        left = unapplied(receipt)
        if not 0 < amount <= left:
            raise DomainError(f"Between 0.01 and {left:,.2f} can be refunded.", "amount")
        post([_give_out(JournalEntry.Kind.REFUND, receipt, amount, on, reason)], by=by)


def unapplied(receipt: Receipt) -> Decimal:
    """Dollars of the receipt that are neither used nor given back."""
    held = Posting.objects.filter(entry__receipt=receipt, account="unapplied_cash")
    return -(held.aggregate(total=Sum("amount"))["total"] or ZERO)


def open_items_of(invoices: "list[Invoice]") -> dict[int, OpenItem]:
    """Invoice id → what is open, of invoices annotated with their balance."""
    return {i.pk: OpenItem(i.pk, i.number, i.due_on, i.balance) for i in invoices}


def _words(parts: Parts) -> dict[str, str]:
    return {str(invoice): f"{part:.2f}" for invoice, part in parts.items()}


def _refuse_second_check(client: Client, method: str, reference: str, payer: str) -> None:
    if method != Receipt.Method.CHECK or not reference:
        return
    same = Receipt.objects.filter(
        client=client, payer=payer, method=method, reference=reference
    ).with_standing()
    if standing := same.filter(returned=False).first():
        raise DomainError(
            f"Check {reference} of this payer is receipt {standing.number or standing.pk} of "
            f"{standing.received_on:%m/%d/%Y}.",
            "reference",
        )


def _lock_invoices(ids: "list[int]") -> dict[int, int]:
    """Hold the invoices; invoice id → whose they are."""
    rows = row_lock(Invoice.objects.filter(pk__in=ids).order_by("pk"))
    return dict(rows.values_list("pk", "client"))


def _lock_open_items(parts: Parts, by: "User") -> tuple[dict[int, int], dict[int, OpenItem]]:
    """Hold the invoices; whose they are, and what is open on those that `by` sees."""
    owners = _lock_invoices(sorted(parts))
    rows = Invoice.objects.visible_to(by).filter(pk__in=parts).open()
    return owners, open_items_of(list(rows))


def _used_for(receipt: Receipt, invoice: int) -> Decimal:
    used = receipt.allocations.filter(invoice=invoice).aggregate(total=Sum("amount"))
    return used["total"] or ZERO


def _use(receipt: Receipt, parts: Parts, on: date, owners: Mapping[int, int]) -> list[Event]:
    """Allocate `parts` of a receipt, negative ones taking back; gives the entry to post.

    `owners` says whose each invoice is.
    """
    if not parts:
        return []
    Allocation.objects.bulk_create(
        Allocation(receipt=receipt, invoice_id=invoice, amount=part, allocated_on=on)
        for invoice, part in parts.items()
    )
    legs = []
    for invoice, part in parts.items():
        legs.append(Leg("unapplied_cash", part, receipt.client_id, invoice))
        legs.append(Leg("receivable", -part, owners[invoice], invoice))
    return [Event(JournalEntry.Kind.ALLOCATION, on, legs, receipt_id=receipt.pk)]


def _give_out(
    kind: JournalEntry.Kind, receipt: Receipt, amount: Decimal, on: date, why: str
) -> Event:
    legs = [
        Leg("unapplied_cash", amount, receipt.client_id),
        Leg("trust_cash", -amount, receipt.client_id),
    ]
    return Event(kind, on, legs, receipt_id=receipt.pk, memo=why.strip()[:200])
