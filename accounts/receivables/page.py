"""What the page of one invoice or credit memo shows."""

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.shortcuts import get_object_or_404

from accounts.ledger.models import JournalEntry, Posting
from accounts.receivables.credits import propose_uses
from accounts.receivables.models import Invoice
from accounts.receivables.querysets import reversals
from teams.people.models import User


def visible_invoice(user: User, invoice_id: int) -> Invoice:
    """The invoice of the address with its balance, if the user sees it, else 404."""
    invoices = (
        Invoice.objects.visible_to(user)
        .with_balance()
        .select_related(
            "client", "plan__scheme", "transaction", "term__policy__line",
            "term__policy__writing_company",
        )
    )  # fmt: skip
    return get_object_or_404(invoices, pk=invoice_id)


def page_of(invoice: Invoice) -> dict[str, Any]:
    """The context of the invoice's page; a fixed number of queries."""
    family = _family(invoice)
    credit = invoice.balance < 0  # type: ignore[attr-defined]
    credit_memo = invoice.total < 0
    open_ones = _open_beside(invoice) if credit else []
    return {
        "invoice": invoice,
        "void": reversals().filter(reverses__invoice=invoice).first(),
        "chain": [i for i in family if i.installment == invoice.installment],
        "parts": [i for i in family if not i.is_void],  # type: ignore[attr-defined]
        "open_ones": open_ones,
        "proposal": propose_uses(invoice, open_ones) if credit else {},
        "uses": invoice.uses.select_related("invoice", "entry"),
        "credits": invoice.credits.select_related("credit", "entry"),
        "refunds": invoice.refunds.select_related("paid_entry__reversed_by") if credit_memo else [],
        "write_offs": invoice.write_offs.select_related("asked_by", "decided_by"),
        "lines": invoice.lines.order_by("pk"),
        "allocations": invoice.allocations.select_related("receipt").order_by("pk"),
        "entries": _entries(invoice),
    }


def _family(invoice: Invoice) -> list[Invoice]:
    """All invoices of its transaction, void ones too, in the order they were made."""
    if invoice.transaction_id is None:
        return []
    undone = reversals().filter(reverses__invoice=OuterRef("pk"))
    family = Invoice.objects.filter(transaction=invoice.transaction_id).with_balance()
    return list(family.annotate(is_void=Exists(undone)).order_by("installment", "pk"))


def _open_beside(credit: Invoice) -> list[Invoice]:
    """The client's open invoices that a credit memo may be used for."""
    rows = Invoice.objects.filter(client=credit.client_id).open()
    rows = rows.select_related("term__policy__line").order_by("due_on", "pk")
    return [i for i in rows if i.balance > 0]  # type: ignore[attr-defined]


def _entries(invoice: Invoice) -> Any:
    mine = Q(invoice=invoice) | Q(entry__invoice=invoice)
    return (
        JournalEntry.objects.filter(
            Exists(Posting.objects.filter(entry=OuterRef("pk"), invoice=invoice))
        )
        .prefetch_related(Prefetch("postings", Posting.objects.filter(mine)))
        .select_related("by")
        .order_by("pk")
    )
