"""Invoices with what was already paid on them, posted to the ledger."""

from collections import defaultdict
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from accounts.imports.cells import LINES
from accounts.imports.findings import Row
from accounts.imports.loader import Loader
from accounts.imports.terms import Term, TermFinder
from accounts.ledger.models import Posting
from accounts.receivables.models import Invoice, InvoiceLine
from accounts.receivables.rules import InvoiceDraft
from accounts.receivables.services import post_invoices, receive_on_invoices
from config.lib.money import ZERO, percent_of

REFERENCE = "Paid before the import"


class InvoiceLoader(Loader):
    key = ("invoice",)

    def apply(self, rows: list[Row]) -> None:
        """Post what the book does not have. A posted invoice only ever gets another payment."""
        rows, ids = self.known_clients(rows)
        finder = TermFinder(ids.values(), {r.values["number"] for r in rows})
        there = self._there(rows)
        lines = self._lines(there)
        new: list[tuple[Row, InvoiceDraft]] = []
        more: list[tuple[Row, Invoice, InvoiceDraft]] = []
        taken = []
        for row in rows:
            client = ids[row.values["client_code"]]
            invoice = there.get(row.values["invoice"])
            if invoice is None:
                draft = self._draft(row, client, finder)
                if draft:
                    new.append((row, draft))
            elif difference := self._difference(row, client, invoice, lines[invoice.pk]):
                self.refuse(row, difference, "The book has it otherwise; correct it by reversal.")
            else:
                paid = invoice.total - invoice.balance
                if row.values["paid"] < paid:
                    self.refuse(
                        row, "paid", f"The book has {paid:,} paid on it; take that back there."
                    )
                    continue
                taken.append(invoice.pk)
                if row.values["paid"] > paid:
                    more.append((row, invoice, self._payment(row, invoice, paid)))
                else:
                    self.findings.take(row, "unchanged")
        taken += self._store(new, more)
        self._tie_out(taken)

    def _there(self, rows: list[Row]) -> dict[str, Invoice]:
        numbers = [row.values["invoice"] for row in rows]
        invoices = Invoice.objects.filter(source=self.run.batch.source, number__in=numbers)
        return {invoice.number: invoice for invoice in invoices.with_balance()}

    def _lines(self, invoices: dict[str, Invoice]) -> dict[int, dict[str, Decimal]]:
        lines: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
        ids = [invoice.pk for invoice in invoices.values()]
        for pk, kind, amount in InvoiceLine.objects.filter(invoice__in=ids).values_list(
            "invoice_id", "kind", "amount"
        ):
            lines[pk][kind] += amount
        return lines

    def _difference(
        self, row: Row, client: int, invoice: Invoice, lines: dict[str, Decimal]
    ) -> str | None:
        """The first field in which the row contradicts the posted invoice."""
        values = row.values
        if invoice.client_id != client:
            return "client_code"
        for name in ("invoice_on", "due_on"):
            if getattr(invoice, name) != values[name]:
                return name
        return next((name for name in LINES if lines[name] != values[name]), None)

    def _draft(self, row: Row, client: int, finder: TermFinder) -> InvoiceDraft | None:
        values = row.values
        term: Term | None = None
        if number := values["number"]:
            term = finder.nearest(client, number, values["invoice_on"])
            if term is None:
                sentence = f"Client {values['client_code']} has no policy {number}."
                self.refuse(row, "number", sentence)
                return None
        rate = term.commission_rate if term else ZERO
        return InvoiceDraft(
            number=values["invoice"],
            source=self.run.batch.source,
            client_id=client,
            term_id=term.pk if term else None,
            invoice_on=values["invoice_on"],
            effective_on=term.effective_on if term else values["invoice_on"],
            due_on=values["due_on"],
            lines={name: values[name] for name in LINES if values[name]},
            commission=percent_of(values["premium"], rate),
            paid=values["paid"],
            # The export does not say when it was paid: at the earliest on the invoice's day.
            paid_on=values["invoice_on"],
            receipt_reference=REFERENCE,
        )

    def _payment(self, row: Row, invoice: Invoice, paid: Decimal) -> InvoiceDraft:
        """What came in since the last import, received today so that past reports stay true."""
        self.findings.changed(row, "paid", paid, row.values["paid"])
        return InvoiceDraft(
            number=invoice.number,
            client_id=invoice.client_id,
            invoice_on=invoice.invoice_on,
            effective_on=invoice.effective_on,
            due_on=invoice.due_on,
            lines={},
            paid=row.values["paid"] - paid,
            paid_on=max(invoice.invoice_on, timezone.localdate()),
            receipt_reference=f"Import {self.run.batch.pk}",
        )

    def _store(
        self,
        new: list[tuple[Row, InvoiceDraft]],
        more: list[tuple[Row, Invoice, InvoiceDraft]],
    ) -> list[int]:
        batch, by = self.run.batch, self.run.by
        made = post_invoices([draft for _, draft in new], by=by, batch=batch)
        receive_on_invoices([(invoice, draft) for _, invoice, draft in more], by=by, batch=batch)
        for row, _ in new:
            self.findings.take(row, "new")
        for row, _, _ in more:
            self.findings.take(row, "changed")
        return [invoice.pk for invoice in made]

    def _tie_out(self, ids: list[int]) -> None:
        sums = dict(
            InvoiceLine.objects.filter(invoice__in=ids)
            .values_list("kind")
            .annotate(total=Sum("amount"))
        )
        billed = Invoice.objects.filter(pk__in=ids).order_by().aggregate(sum=Sum("total"))
        owed = Posting.objects.balance("receivable").filter(invoice__in=ids)
        total, balance = billed["sum"] or ZERO, owed.aggregate(sum=Sum("amount"))["sum"] or ZERO
        self.in_book({**sums, "total": total, "paid": total - balance, "balance": balance})
