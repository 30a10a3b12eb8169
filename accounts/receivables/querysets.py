"""Questions about what is owed. Every balance is a sum of postings."""

from datetime import date
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Greatest, Least

from accounts.clients.querysets import OfClientQuerySet

_MONEY: models.DecimalField = models.DecimalField(max_digits=14, decimal_places=2)


class AgingBasis(models.TextChoices):
    """From which date an open item ages (DOMAIN §8.1)."""

    LATER = "later", "Later of invoice and effective date"
    DUE = "due", "Due date"
    INVOICE = "invoice", "Invoice date"
    EFFECTIVE = "effective", "Effective date"
    EARLIER = "earlier", "Earlier of invoice and effective date"


def basis_date(basis: str) -> Any:
    """The date an invoice ages from, as a database expression."""
    return {
        AgingBasis.DUE: F("due_on"),
        AgingBasis.INVOICE: F("invoice_on"),
        AgingBasis.EFFECTIVE: F("effective_on"),
        AgingBasis.LATER: Greatest("invoice_on", "effective_on"),
        AgingBasis.EARLIER: Least("invoice_on", "effective_on"),
    }[AgingBasis(basis)]


class InvoiceQuerySet(OfClientQuerySet):
    def with_balance(self, on: date | None = None) -> "InvoiceQuerySet":
        """Annotate `balance`: what is open on each invoice, as of the end of `on`."""
        postings = apps.get_model("accounts", "Posting").objects
        owed = postings.filter(invoice=OuterRef("pk"), account="receivable")
        if on is not None:
            owed = owed.filter(posted_on__lte=on)
        total = owed.order_by().values("invoice").annotate(total=Sum("amount")).values("total")
        return self.annotate(balance=Coalesce(Subquery(total), Value(0), output_field=_MONEY))

    def open(self, on: date | None = None) -> "InvoiceQuerySet":
        """Invoices with a balance that is not zero as of the end of `on`, annotated with it."""
        postings = apps.get_model("accounts", "Posting").objects
        owed = postings.filter(account="receivable", invoice__isnull=False)
        if on is not None:
            owed = owed.filter(posted_on__lte=on)
        ids = (
            owed.order_by()
            .values("invoice")
            .annotate(total=Sum("amount"))
            .exclude(total=0)
            .values("invoice")
        )
        return self.filter(pk__in=ids).with_balance(on)

    def live(self) -> "InvoiceQuerySet":
        """Invoices that are not void."""
        return self.filter(~Exists(reversals().filter(reverses__invoice=OuterRef("pk"))))

    def void(self) -> "InvoiceQuerySet":
        """Invoices that were reversed."""
        return self.filter(Exists(reversals().filter(reverses__invoice=OuterRef("pk"))))


class CreditUseQuerySet(OfClientQuerySet):
    """Uses of the credit memos the user sees."""

    client_path = "credit__client"


def reversals() -> models.QuerySet:
    """The entries that make invoices void."""
    entries = apps.get_model("accounts", "JournalEntry").objects
    # Reversals are few: saying so lets the database begin with them.
    return entries.filter(reverses__isnull=False, reverses__kind="invoice")


class AgingDefaultQuerySet(models.QuerySet):
    def basis(self, on: date) -> str:
        """The basis in force on a day: later of invoice and effective unless a row says else."""
        row = self.filter(from_on__lte=on).order_by("-from_on").first()
        return row.basis if row else AgingBasis.LATER
