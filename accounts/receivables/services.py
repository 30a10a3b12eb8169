"""Posting invoices, receipts and allocations to the ledger."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from accounts.receivables.models import (
    Allocation,
    Invoice,
    InvoiceLine,
    JournalEntry,
    LedgerAccount,
    Posting,
    Receipt,
)
from accounts.receivables.rules import InvoiceDraft, invoice_postings

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
            InvoiceLine(invoice=invoice, kind=kind, amount=amount)
            for invoice, d in zip(invoices, drafts, strict=True)
            for kind, amount in d.lines.items()
            if amount
        ],
        batch_size=CHUNK,
    )
    _post(
        JournalEntry.Kind.INVOICE,
        [
            (invoice, None, d.invoice_on, invoice_postings(d.lines, d.commission))
            for invoice, d in zip(invoices, drafts, strict=True)
        ],
        by,
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
    receipts = Receipt.objects.bulk_create(
        [
            Receipt(
                client_id=d.client_id,
                received_on=d.paid_on or d.invoice_on,
                amount=d.paid,
                reference=d.receipt_reference,
                batch=batch,
            )
            for _, d in paid
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
    rows = [(i, r, r.received_on, d.paid) for r, (i, d) in zip(receipts, paid, strict=True)]
    _post(
        JournalEntry.Kind.RECEIPT,
        [(i, r, on, {"trust_cash": paid, "unapplied_cash": -paid}) for i, r, on, paid in rows],
        by,
    )
    _post(
        JournalEntry.Kind.ALLOCATION,
        [(i, r, on, {"unapplied_cash": paid, "receivable": -paid}) for i, r, on, paid in rows],
        by,
    )


def _post(
    kind: JournalEntry.Kind,
    events: list[tuple[Invoice, Receipt | None, date, dict]],
    by: "User | None",
) -> None:
    entries = JournalEntry.objects.bulk_create(
        [
            JournalEntry(kind=kind, posted_on=on, invoice=invoice, receipt=receipt, by=by)
            for invoice, receipt, on, _ in events
        ],
        batch_size=CHUNK,
    )
    Posting.objects.bulk_create(
        [
            Posting(
                entry=entry,
                account=LedgerAccount(account),
                amount=amount,
                posted_on=on,
                client_id=invoice.client_id,
                invoice=None if account == "trust_cash" else invoice,
            )
            for entry, (invoice, _, on, postings) in zip(entries, events, strict=True)
            for account, amount in postings.items()
        ],
        batch_size=CHUNK,
    )
