"""Which clients a statement's lines may be about, asked of the database in a few questions."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Sum

from accounts.bank_files.rules import name_key, words_of
from accounts.clients.models import Client
from accounts.ledger.models import Posting
from accounts.receipts.models import Receipt
from accounts.receivables.models import Invoice

if TYPE_CHECKING:
    from accounts.bank_files.models import BankLine

MOST_WORDS = 1500


def clients_told_of(lines: "Sequence[BankLine]") -> set[int]:
    """The clients of whom a line names an invoice, a name or a payer, or has an amount open."""
    coming = [line for line in lines if line.amount > 0]
    words = {w for line in coming for w in words_of(f"{line.text} {line.reference}")}
    return _owing({line.amount for line in coming}) | _named(sorted(words)[:MOST_WORDS])


def _owing(amounts: set[Decimal]) -> set[int]:
    """Clients that have exactly such an amount open, on an invoice or in all."""
    owed = Posting.objects.filter(account="receivable", invoice__isnull=False).order_by()
    by_invoice = owed.values("invoice").annotate(total=Sum("amount")).filter(total__in=amounts)
    invoices = Invoice.objects.filter(pk__in=by_invoice.values("invoice"))
    by_client = owed.values("client").annotate(total=Sum("amount")).filter(total__in=amounts)
    return {
        *invoices.values_list("client", flat=True), *by_client.values_list("client", flat=True)
    }  # fmt: skip


def _named(words: Sequence[str]) -> set[int]:
    """Clients of an invoice number, a name or a payer among the words."""
    if not words:
        return set()
    numbers = Invoice.objects.filter(number__in=[*words, *(w.lower() for w in words)])
    # The first telling word of a name; whether all of it fits is looked at afterwards.
    begins = r"\m(" + "|".join(re.escape(w) for w in words) + r")\M"
    found = set(numbers.values_list("client", flat=True))
    known = set(words)
    for pk, name in Client.objects.filter(name__iregex=begins).values_list("pk", "name"):
        found |= {pk} if set(name_key(name)[:1]) & known else set()
    payers = Receipt.objects.exclude(payer="").filter(payer__iregex=begins).order_by()
    for pk, name in payers.values_list("client", "payer").distinct():
        found |= {pk} if set(name_key(name)[:1]) & known else set()
    return found
