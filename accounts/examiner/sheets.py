"""The fields that 10 CCR 2190.2 asks for, from the records that hold them.

Each row names the paper it comes from and the journal entries that booked it, so that a figure
can be followed back to its source and forward to its final entry (10 CCR 2190.1).
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from accounts.ledger.models import JournalEntry, Posting
from accounts.payables.models import RemittanceLine
from accounts.policies.models import PolicyTerm, PolicyTransaction
from accounts.receipts.models import Allocation
from accounts.receivables.models import Invoice
from accounts.refunds.models import ClientRefund
from config.lib.errors import DomainError
from config.lib.exports import Sheet

CHUNK = 2000


@dataclass(frozen=True)
class Scope:
    """What is asked for: a policy number, a client, or days in which something happened."""

    policy: str = ""
    client_id: int | None = None
    from_on: date | None = None
    until_on: date | None = None

    def terms(self) -> QuerySet:
        """The policies asked for. Raises DomainError when nothing narrows them."""
        terms = PolicyTerm.objects.all()
        if self.policy:
            terms = terms.filter(number__iexact=self.policy)
        if self.client_id:
            terms = terms.filter(client=self.client_id)
        if self.from_on and self.until_on:
            days = (self.from_on, self.until_on)
            happened = PolicyTransaction.objects.filter(effective_on__range=days).values("term")
            booked = Posting.objects.filter(posted_on__range=days, invoice__term__isnull=False)
            terms = terms.filter(Q(pk__in=happened) | Q(pk__in=booked.values("invoice__term")))
        elif not self.policy and not self.client_id:
            raise DomainError("Name a policy, a client, or a first and a last day.")
        return terms.order_by("client__name", "number", "effective_on")


def sheets(scope: Scope, about: list[tuple[str, Any]]) -> Iterator[Sheet]:
    """The workbook: policies' transactions, invoices, money in, money on, and the ledger."""
    terms = scope.terms()
    ids = terms.order_by().values("pk")
    invoices = Invoice.objects.filter(term__in=ids)
    entries = _entries_of(invoices)
    yield Sheet("Transactions", TRANSACTIONS, _transactions(ids))
    yield Sheet("Invoices", INVOICES, _invoices(invoices, entries))
    yield Sheet("Premium received", RECEIVED, _received(invoices, entries))
    yield Sheet("Paid on", PAID_ON, _paid_on(invoices))
    yield Sheet("Return premium", RETURNED, _returned(invoices))
    yield Sheet("Ledger", LEDGER, _ledger(invoices))
    yield Sheet("About", ["What", "Value"], [*about, *FIELDS])


TRANSACTIONS = [
    "Insured", "Named insureds", "Insurer", "NAIC", "Paid through", "Policy number",
    "Policy effective", "Policy expiration", "Mid-term cancellation", "Transaction",
    "Transaction effective", "Booked", "Gross premium", "Commission", "Commission basis, %",
    "Net premium", "Commission promised to", "Billing", "Invoices", "Record",
]  # fmt: skip


def _transactions(ids: QuerySet) -> Iterator[tuple]:
    rows = (
        PolicyTransaction.objects.filter(term__in=ids)
        .select_related(
            "term__client", "term__policy__writing_company", "term__policy__billing_company",
            "executive", "sales_executive",
        )
        .prefetch_related("invoices", "term__client__named_insureds", "term__transactions")
        .order_by("term__client__name", "term__number", "effective_on", "pk")
    )  # fmt: skip
    for row in rows.iterator(chunk_size=CHUNK):
        term, policy = row.term, row.term.policy
        ends = [t.effective_on for t in term.transactions.all() if t.kind == "CAN"]
        people = [p.name for p in (row.sales_executive, row.executive) if p]
        basis = row.commission * 100 / row.premium if row.premium else term.commission_rate
        yield (
            term.client.name,
            "; ".join(n.name for n in term.client.named_insureds.all()),
            policy.writing_company.name,
            policy.writing_company.naic,
            policy.billing_company.name if policy.billing_company else "",
            term.number,
            term.effective_on,
            term.expires_on,
            max(ends) if ends else None,
            row.get_kind_display(),
            row.effective_on,
            row.entered_at,
            row.premium,
            row.commission,
            f"{basis:.4f}",
            row.premium - row.commission,
            ", ".join(people),
            policy.get_bill_mode_display(),
            ", ".join(i.number for i in row.invoices.all()),
            f"Transaction {row.pk}",
        )


INVOICES = ["Policy number", "Invoice", "Date", "Effective", "Due", "Kind", "Amount", "Entries"]


def _entries_of(invoices: QuerySet) -> dict[int, str]:
    """Invoice id → the names of the entries that touch it, in order."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = Posting.objects.filter(invoice__in=invoices.values("pk")).order_by("entry")
    for invoice, entry, number in rows.values_list("invoice", "entry", "entry__number").distinct():
        found[invoice].append(_entry(entry, number))
    return {invoice: ", ".join(names) for invoice, names in found.items()}


def _entry(pk: int, number: int | None) -> str:
    return f"J{number}" if number else f"imported {pk}"


def _invoices(invoices: QuerySet, entries: dict[int, str]) -> Iterator[tuple]:
    rows = invoices.select_related("term").prefetch_related("lines").order_by("term", "pk")
    for invoice in rows.iterator(chunk_size=CHUNK):
        for line in invoice.lines.all():
            yield (
                invoice.term.number, invoice.number, invoice.invoice_on, invoice.effective_on,
                invoice.due_on, line.get_kind_display(), line.amount, entries.get(invoice.pk, ""),
            )  # fmt: skip


RECEIVED = [
    "Policy number", "Invoice", "Premium received", "Used on", "Receipt", "Payer", "Date received",
    "Date deposited", "Bank", "Account number", "Means", "Check or reference", "Whole payment",
    "Came back", "Entries",
]  # fmt: skip


def _received(invoices: QuerySet, entries: dict[int, str]) -> Iterator[tuple]:
    rows = (
        Allocation.objects.filter(invoice__in=invoices.values("pk"))
        .select_related("invoice__term", "receipt__client", "receipt__bank_account")
        .order_by("invoice__term", "invoice", "pk")
    )
    back = JournalEntry.objects.filter(kind=JournalEntry.Kind.RETURN, receipt__isnull=False)
    came_back = dict(back.values_list("receipt", "posted_on"))
    for row in rows.iterator(chunk_size=CHUNK):
        receipt, bank = row.receipt, row.receipt.bank_account
        yield (
            row.invoice.term.number, row.invoice.number, row.amount, row.allocated_on,
            receipt.label, receipt.payer or receipt.client.name, receipt.received_on,
            receipt.deposited_on, bank.bank if bank else "", bank.number if bank else "",
            receipt.get_method_display(), receipt.reference, receipt.amount,
            came_back.get(receipt.pk), entries.get(row.invoice_id, ""),
        )  # fmt: skip


PAID_ON = [
    "Policy number", "Invoice", "Account", "Amount", "Payee", "Remittance", "Standing",
    "Date paid", "Means", "Check or reference", "Bank", "Account number", "Entry",
]  # fmt: skip


def _lines(invoices: QuerySet) -> QuerySet:
    return (
        RemittanceLine.objects.filter(
            invoice__in=invoices.values("pk"), remittance__entry__isnull=False
        )
        .select_related(
            "invoice__term", "remittance__company", "remittance__bank_account",
            "remittance__entry__reversed_by",
        )
        .order_by("invoice__term", "pk")
    )  # fmt: skip


def _paid_on(invoices: QuerySet) -> Iterator[tuple]:
    for line in _lines(invoices).iterator(chunk_size=CHUNK):
        paid = line.remittance
        yield (
            line.invoice.term.number, line.invoice.number,
            line.account.replace("_", " ").capitalize(), line.amount, paid.payee, paid.number,
            paid.standing, paid.paid_on, paid.get_means_display(), paid.reference,
            paid.bank_account.bank, paid.bank_account.number,
            _entry(paid.entry_id, paid.entry.number),
        )  # fmt: skip


RETURNED = [
    "Policy number", "Invoice", "Gross return premium", "Net return premium",
    "Credited to the insured", "Received from the insurer", "Remitted or used", "Given back",
    "Paid out", "Means", "Check or reference", "Bank", "Account number",
]  # fmt: skip


def _returned(invoices: QuerySet) -> Iterator[tuple]:
    """Credits: when the insurer gave the money, and when the client had it."""
    credits = invoices.filter(total__lt=0).select_related("term").order_by("term", "pk")
    from_insurer = {
        line.invoice_id: line.remittance.paid_on
        for line in _lines(credits)
        if line.remittance.standing == "paid"
    }
    refunds = ClientRefund.objects.filter(credit__in=credits.values("pk"))
    refunds = refunds.filter(paid_entry__isnull=False, paid_entry__reversed_by=None)
    paid = {row.credit_id: row for row in refunds.select_related("bank_account")}
    given: dict[int, list[Posting]] = defaultdict(list)
    out = Posting.objects.filter(
        invoice__in=credits.values("pk"), account="receivable", amount__gt=0
    ).exclude(entry__kind=JournalEntry.Kind.REVERSAL)
    for posting in out.order_by("pk"):
        given[posting.invoice_id or 0].append(posting)
    for invoice in credits.prefetch_related("lines").iterator(chunk_size=CHUNK):
        premium = sum(line.amount for line in invoice.lines.all() if line.kind == "premium")
        owed = Posting.objects.filter(
            entry__invoice=invoice, entry__kind=JournalEntry.Kind.INVOICE, account="premium_payable"
        )
        net = -sum(posting.amount for posting in owed)
        parts = given.get(invoice.pk, [])
        out_of_trust = paid.get(invoice.pk)
        yield (
            invoice.term.number, invoice.number, premium, net, invoice.invoice_on,
            from_insurer.get(invoice.pk), parts[-1].posted_on if parts else None,
            sum(p.amount for p in parts), *_paid_out(out_of_trust),
        )  # fmt: skip


def _paid_out(refund: ClientRefund | None) -> tuple:
    """When, by what and from where a refund was paid."""
    if refund is None or refund.bank_account is None:
        return (None, "", "", "", "")
    bank = refund.bank_account
    return (
        refund.paid_on, refund.get_means_display(), refund.reference, bank.bank, bank.number
    )  # fmt: skip


LEDGER = [
    "Entry", "Kind", "Date", "Account", "Amount", "Client", "Invoice", "Receipt", "Memo",
    "Reverses", "By", "Entered",
]  # fmt: skip


def _ledger(invoices: QuerySet) -> Iterator[tuple]:
    rows = (
        Posting.objects.filter(invoice__in=invoices.values("pk"))
        .select_related("entry__by", "entry__receipt", "entry__reverses", "client", "invoice")
        .order_by("entry", "pk")
    )
    for row in rows.iterator(chunk_size=CHUNK):
        entry = row.entry
        yield (
            _entry(entry.pk, entry.number), entry.get_kind_display(), row.posted_on,
            row.get_account_display(), row.amount, row.client.name if row.client else "",
            row.invoice.number if row.invoice else "", entry.receipt.label if entry.receipt else "",
            entry.memo, _entry(entry.reverses.pk, entry.reverses.number) if entry.reverses else "",
            entry.by.name if entry.by else "", entry.created_at,
        )  # fmt: skip


FIELDS = [
    ("Insured, insurer, policy number, dates, cancellation", "sheet Transactions"),
    ("Gross premium, net premium, commission, its basis, to whom", "sheet Transactions"),
    ("Premium received, partial payments, dates received and deposited, bank, account",
     "sheet Premium received"),
    ("Date paid on to the insurer, by which means, from which account", "sheet Paid on"),
    ("Return premium, gross and net, received, credited, remitted", "sheet Return premium"),
    ("Every posting on the invoices of these policies", "sheet Ledger"),
    ("Rule", "10 CCR 2190.1, 2190.2"),
]  # fmt: skip
