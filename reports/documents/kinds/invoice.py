"""The invoice as the client gets it (DOMAIN §4.4): never the commission, every kind apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Max, Sum

from accounts.clients.models import Client
from accounts.ledger.models import JournalEntry, Posting
from accounts.receivables.models import Invoice, LineKind
from config.lib.exports import Sheet
from config.lib.money import ZERO
from config.lib.templatetags.steward import us_date
from reports.documents.registry import Ask, Kind, register
from reports.documents.subjects import INVOICE
from teams.people.models import User

CREDITS = {
    JournalEntry.Kind.ALLOCATION: "Payment applied",
    JournalEntry.Kind.WRITE_OFF: "Adjustment",
    JournalEntry.Kind.REVERSAL: "Void",
}


@dataclass(frozen=True)
class InvoicePaper:
    """An invoice on a day: what was billed, what was applied to it, what is due (dollars)."""

    invoice: Invoice
    client: Client
    as_of: date
    lines: list[tuple[str, Decimal]]
    applied: list[tuple[date, str, Decimal]]
    other_balance: Decimal
    transaction: str

    @property
    def title(self) -> str:
        word = "Credit memo" if self.invoice.total < 0 else "Invoice"
        return f"{word} {self.invoice.number}"

    @property
    def premium(self) -> Decimal:
        return self._sum(premium=True)

    @property
    def taxes_and_fees(self) -> Decimal:
        return self._sum(premium=False)

    def _sum(self, *, premium: bool) -> Decimal:
        label = LineKind.PREMIUM.label
        return sum((a for name, a in self.lines if (name == label) is premium), ZERO)

    @property
    def due(self) -> Decimal:
        """What is open on the invoice on the day."""
        return self.invoice.total + sum((amount for _, _, amount in self.applied), ZERO)

    @property
    def built_from(self) -> dict[str, Any]:
        return {
            "invoice": self.invoice.number,
            "total": str(self.invoice.total),
            "open": str(self.due),
            "lines": len(self.lines),
            "payments_and_credits": len(self.applied),
        }


def build(ask: Ask) -> InvoicePaper:
    """The invoice asked about, with what was posted on it up to the as-of date."""
    invoice: Invoice = ask.about
    postings = Posting.objects.balance("receivable", ask.as_of).filter(client=invoice.client)
    entries = (
        postings.filter(invoice=invoice)
        .exclude(entry__kind=JournalEntry.Kind.INVOICE)
        .select_related("entry__receipt")
        .order_by("posted_on", "pk")
    )
    others = postings.exclude(invoice=invoice).aggregate(total=Sum("amount"))["total"]
    return InvoicePaper(
        invoice=invoice,
        client=invoice.client,
        as_of=ask.as_of,
        lines=[
            (line.get_kind_display(), line.amount)
            for line in invoice.lines.order_by("pk")
            if line.amount
        ],
        applied=[(row.posted_on, _words(row.entry), row.amount) for row in entries],
        other_balance=others or ZERO,
        transaction=_transaction(invoice),
    )


def _words(entry: JournalEntry) -> str:
    found = CREDITS.get(JournalEntry.Kind(entry.kind), entry.get_kind_display())
    reference = entry.receipt.reference if entry.receipt else ""
    return f"{found} ({reference})" if reference else found


def _transaction(invoice: Invoice) -> str:
    """What is billed and from when it takes effect; of a plan also which of its parts."""
    cause = invoice.transaction
    if cause is None:
        return f"Billing, effective {us_date(invoice.effective_on)}"
    words = f"{cause.get_kind_display()}, effective {us_date(cause.effective_on)}"
    if invoice.plan_id is None:
        return words
    last = Invoice.objects.filter(plan=invoice.plan_id).aggregate(n=Max("installment"))["n"]
    return f"{words}; installment {invoice.installment} of {last}"


def sheets(paper: InvoicePaper, user: User) -> Iterator[Sheet]:
    """The lines and what was applied, and where it comes from."""
    rows: list[tuple[Any, ...]] = [(paper.invoice.invoice_on, name, a) for name, a in paper.lines]
    yield Sheet("Invoice", ["Date", "What", "Amount"], rows + paper.applied, ["", "Due", paper.due])
    yield Sheet(
        "About",
        ["What", "Value"],
        [
            ("Invoice", paper.invoice.number),
            ("Client", paper.client.name),
            ("As of", paper.as_of),
            ("Made for", user.name),
        ],
    )


register(
    Kind(
        name="invoice",
        label="Invoice",
        rule="receivables.view",
        template="documents/invoice.html",
        about=INVOICE,
        description="What was billed, what was paid on it, and what is due.",
        build=build,
        sheets=sheets,
    )
)
