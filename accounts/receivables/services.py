"""Posting invoices, receipts and allocations to the ledger."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts.ledger.models import JournalEntry
from accounts.ledger.services import (
    Event,
    Leg,
    money_lock,
    next_numbers,
    post,
    require_open,
    row_lock,
)
from accounts.receipts.models import Allocation, Receipt
from accounts.receivables.models import AgingBucket, AgingDefault, Invoice, InvoiceLine
from accounts.receivables.rules import InvoiceDraft, buckets_from, invoice_postings
from config.lib.errors import DomainError

if TYPE_CHECKING:
    from accounts.imports.models import ImportBatch
    from teams.people.models import User

CHUNK = 2000


@transaction.atomic
def post_invoices(
    drafts: Sequence[InvoiceDraft],
    *,
    by: "User | None",
    batch: "ImportBatch | None" = None,
) -> list[Invoice]:
    """Make and post invoices, with the receipts of what was already paid on them.

    Works in bulk: a few statements for any number of drafts. Raises IntegrityError when a
    number exists already under the same source.
    """
    invoices = Invoice.objects.bulk_create(
        [
            Invoice(
                source=d.source,
                number=d.number,
                client_id=d.client_id,
                term_id=d.term_id,
                transaction_id=d.transaction_id,
                installment=d.installment,
                plan_id=d.plan_id,
                reissues_id=d.reissues_id,
                form_key=d.form_key,
                invoice_on=d.invoice_on,
                effective_on=d.effective_on,
                due_on=d.due_on,
                total=d.total,
                batch=batch,
            )
            for d in drafts
        ],
        batch_size=CHUNK,
    )
    InvoiceLine.objects.bulk_create(
        [
            InvoiceLine(invoice=invoice, kind=kind, amount=amount, rate=d.rates.get(kind))
            for invoice, d in zip(invoices, drafts, strict=True)
            for kind, amount in d.lines.items()
            if amount
        ],
        batch_size=CHUNK,
    )
    post(
        [
            Event(
                JournalEntry.Kind.INVOICE,
                d.invoice_on,
                [
                    Leg(account, amount, d.client_id, invoice.pk)
                    for account, amount in invoice_postings(d.lines, d.commission).items()
                ],
                invoice_id=invoice.pk,
            )
            for invoice, d in zip(invoices, drafts, strict=True)
        ],
        by=by,
        numbered=batch is None,
    )
    _receive(
        [(i, d) for i, d in zip(invoices, drafts, strict=True) if d.paid > 0], by=by, batch=batch
    )
    return invoices


@transaction.atomic
def receive_on_invoices(
    paid: Sequence[tuple[Invoice, InvoiceDraft]],
    *,
    by: "User | None",
    batch: "ImportBatch | None" = None,
) -> None:
    """Receive money for invoices that are posted already and allocate it to them.

    The draft beside each invoice says how much (`paid`, dollars), when and under what
    reference. The caller sees to it that no more is received than is open.
    """
    _receive(list(paid), by=by, batch=batch)


def _receive(
    paid: list[tuple[Invoice, InvoiceDraft]], *, by: "User | None", batch: "ImportBatch | None"
) -> None:
    # Receipts that another system took keep that system's numbers on paper and get none here.
    numbers = next_numbers("receipt", len(paid)) if paid and batch is None else [None] * len(paid)
    receipts = Receipt.objects.bulk_create(
        [
            Receipt(
                number=number,
                client_id=d.client_id,
                received_on=d.paid_on or d.invoice_on,
                amount=d.paid,
                reference=d.receipt_reference,
                method=d.receipt_method,
                batch=batch,
            )
            for number, (_, d) in zip(numbers, paid, strict=True)
        ],
        batch_size=CHUNK,
    )
    Allocation.objects.bulk_create(
        [
            Allocation(
                receipt=receipt, invoice=invoice, amount=d.paid, allocated_on=receipt.received_on
            )
            for receipt, (invoice, d) in zip(receipts, paid, strict=True)
        ],
        batch_size=CHUNK,
    )
    rows = [(i, r, d.client_id, d.paid) for r, (i, d) in zip(receipts, paid, strict=True)]
    post(
        [
            Event(
                JournalEntry.Kind.RECEIPT,
                receipt.received_on,
                [
                    Leg("trust_cash", amount, client),
                    Leg("unapplied_cash", -amount, client, invoice.pk),
                ],
                invoice_id=invoice.pk,
                receipt_id=receipt.pk,
            )
            for invoice, receipt, client, amount in rows
        ],
        by=by,
        numbered=batch is None,
    )
    post(
        [
            Event(
                JournalEntry.Kind.ALLOCATION,
                receipt.received_on,
                [
                    Leg("unapplied_cash", amount, client, invoice.pk),
                    Leg("receivable", -amount, client, invoice.pk),
                ],
                invoice_id=invoice.pk,
                receipt_id=receipt.pk,
            )
            for invoice, receipt, client, amount in rows
        ],
        by=by,
        numbered=batch is None,
    )


def void_invoice(*, invoice: Invoice, reason: str, on: date, by: "User") -> JournalEntry:
    """Reverse an invoice that nothing was paid on; the reversal names the entry and the reason.

    Raises DomainError without a reason, when it is void, when something was paid or written off,
    or for a day in a closed month.
    """
    if not reason.strip():
        raise DomainError("Say why the invoice is void.", "reason")
    with money_lock():
        require_open(on, "on")
        row_lock(Invoice.objects.all()).get(pk=invoice.pk)
        entry = invoice.entries.get(kind=JournalEntry.Kind.INVOICE)
        if JournalEntry.objects.filter(reverses=entry).exists():
            raise DomainError("This invoice is void already.")
        if Invoice.objects.with_balance().get(pk=invoice.pk).balance != invoice.total:
            raise DomainError("Something was paid or written off on it; take that back first.")
        legs = [Leg(p.account, -p.amount, p.client_id, p.invoice_id) for p in entry.postings.all()]
        (reversal,) = post(
            [
                Event(
                    JournalEntry.Kind.REVERSAL,
                    max(on, entry.posted_on),
                    legs,
                    invoice_id=invoice.pk,
                    memo=reason.strip()[:200],
                    reverses_id=entry.pk,
                )
            ],
            by=by,
        )
    return reversal


@transaction.atomic
def set_aging(
    *, basis: str, starts: Sequence[int], opened: Sequence[int], note: str, by: "User"
) -> None:
    """Set from which date items age from today on, and the days at which columns begin.

    `opened` are the days that the form was opened with. Raises DomainError when somebody else
    changed them since, or when the days do not rise.
    """
    columns = buckets_from(starts)
    kept = AgingBucket.objects.select_for_update().filter(from_days__isnull=False)
    before = [bucket.from_days for bucket in kept]
    if before != list(opened):
        days = ", ".join(map(str, before))
        raise DomainError(f"Somebody else changed the columns since; they begin at {days}.")
    if before != list(starts):
        AgingBucket.objects.all().delete()
        for column in columns:
            AgingBucket.objects.create(label=column.label, from_days=column.from_days)
    today = timezone.localdate()
    if AgingDefault.objects.basis(today) != basis:
        AgingDefault.objects.update_or_create(
            from_on=today, defaults={"basis": basis, "note": note.strip()}
        )
