"""What moved trust cash and may not have reached the bank by a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from accounts.bank_reconciliations.models import BankReconciliation
from accounts.ledger.models import JournalEntry, Posting
from config.lib.money import ZERO

FIRST = timedelta(days=45)  # the first time, what is older counts as at the bank


@dataclass(frozen=True)
class Item:
    """An entry with its trust cash in dollars, in positive; `at_bank` is a guess for the form."""

    entry: JournalEntry
    amount: Decimal
    at_bank: bool
    words: str


def last_before(on: date) -> BankReconciliation | None:
    """The latest reconciliation of a day before `on`."""
    return BankReconciliation.objects.filter(statement_on__lt=on).first()


def ledger_balance(on: date) -> Decimal:
    """Trust cash at the end of `on`, in dollars."""
    rows = Posting.objects.filter(account="trust_cash", posted_on__lte=on)
    return rows.aggregate(total=Sum("amount"))["total"] or ZERO


def items(on: date) -> list[Item]:
    """Entries up to `on` that were outstanding last time or came since, the oldest first."""
    last = last_before(on)
    rows = Posting.objects.filter(account="trust_cash", posted_on__lte=on)
    if last is None:
        rows = rows.filter(posted_on__gt=on - FIRST)
    else:
        left = last.outstanding_items.values("entry")
        rows = rows.filter(
            Q(entry__in=left) | Q(entry__gt=last.through_entry) | Q(posted_on__gt=last.statement_on)
        )
    sums = rows.order_by().values_list("entry").annotate(total=Sum("amount"))
    found = {pk: total for pk, total in sums if total}
    return [_item(entry, found[entry.pk], on) for entry in _entries(found)]


def _entries(ids: Iterable[int]) -> QuerySet[JournalEntry]:
    return (
        JournalEntry.objects.filter(pk__in=list(ids))
        .select_related("receipt__client", "remittance__company", "refund_paid", "reverses")
        .prefetch_related("receipt__bank_lines")
        .order_by("posted_on", "pk")
    )


def _item(entry: JournalEntry, amount: Decimal, on: date) -> Item:
    paid = getattr(entry, "remittance", None) or getattr(entry, "refund_paid", None)
    words = entry.memo
    if entry.receipt and not words:
        words = f"{entry.receipt.payer or entry.receipt.client} {entry.receipt.reference}".strip()
    return Item(entry, amount, _at_bank(entry, paid, on), words)


def _at_bank(entry: JournalEntry, paid: object, on: date) -> bool:
    """Checks are out until the bank has them; a receipt is in once deposited or matched."""
    if paid is not None:
        return getattr(paid, "means", "") != "check"
    receipt = entry.receipt
    if receipt is None or entry.kind != JournalEntry.Kind.RECEIPT:
        return True
    if any(line.booked_on <= on for line in receipt.bank_lines.all()):
        return True
    return receipt.deposited_on is not None and receipt.deposited_on < on
