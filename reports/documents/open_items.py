"""What a client owes on a day, by policy: read by statements and collection letters (DOMAIN §8)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q, Sum

from accounts.clients.models import Client
from accounts.ledger.models import JournalEntry, Posting
from accounts.receivables.aging import buckets
from accounts.receivables.models import AgingDefault, Invoice
from accounts.receivables.querysets import basis_date
from accounts.receivables.rules import Bucket, bucket_of
from config.lib.money import ZERO

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class OpenItem:
    """An invoice with what is open on it; `days` past the date it ages from (negative: before)."""

    invoice: Invoice
    balance: Decimal
    days: int
    bucket: str

    @property
    def policy(self) -> str:
        term = self.invoice.term
        return f"{term.policy.line} {term.number}" if term else "Not for one policy"


@dataclass(frozen=True)
class Account:
    """A client's account on a day. Dollars; payments and credits are negative."""

    items: list[OpenItem]
    columns: list[Bucket]
    unapplied: Decimal

    @property
    def open(self) -> Decimal:
        """All open items together, credits counted."""
        return sum((item.balance for item in self.items), ZERO)

    @property
    def credits(self) -> Decimal:
        return sum((i.balance for i in self.items if i.balance < 0), ZERO)

    @property
    def due(self) -> Decimal:
        """What is to be paid once the cash on account is used."""
        return self.open - self.unapplied

    @property
    def aged(self) -> list[tuple[str, Decimal]]:
        """Column → what is owed in it; credits stand apart."""
        sums = {column.label: ZERO for column in self.columns}
        for item in self.items:
            if item.balance > 0:
                sums[item.bucket] += item.balance
        return list(sums.items())

    def by_policy(self) -> "list[tuple[str, list[OpenItem], Decimal]]":
        """(policy, its items, their sum), in the order of the policies' words."""
        groups: dict[str, list[OpenItem]] = {}
        for item in self.items:
            groups.setdefault(item.policy, []).append(item)
        return [(name, found, _sum(found)) for name, found in sorted(groups.items())]

    def past_due(self, on: date) -> list[OpenItem]:
        """What is owed and was due before `on`, the longest due first."""
        late = [i for i in self.items if i.balance > 0 and i.invoice.due_on < on]
        return sorted(late, key=lambda i: (i.invoice.due_on, i.invoice.pk))


def _sum(items: "Iterable[OpenItem]") -> Decimal:
    return sum((item.balance for item in items), ZERO)


def account_of(client: Client, on: date) -> Account:
    """The client's account as of the end of `on`."""
    basis, columns = AgingDefault.objects.basis(on), buckets()
    rows = (
        Invoice.objects.filter(client=client)
        .open(on)
        .annotate(aged_on=basis_date(basis))
        .select_related("term__policy__line", "term__policy__writing_company")
        .order_by("due_on", "pk")
    )
    items = []
    for row in rows:
        days = (on - row.aged_on).days
        items.append(OpenItem(row, row.balance, days, bucket_of(days, columns)))
    held = Posting.objects.balance("unapplied_cash", on).filter(client=client)
    return Account(items, columns, -(held.aggregate(total=Sum("amount"))["total"] or ZERO))


@dataclass(frozen=True)
class Movement:
    """What was owed before a day, what came since, and what is owed after it (dollars)."""

    opening: Decimal
    charges: Decimal
    payments: Decimal

    @property
    def closing(self) -> Decimal:
        return self.opening + self.charges + self.payments


def movement_of(client: Client, since: date, on: date) -> Movement:
    """How the client's receivables moved from the start of `since` to the end of `on`."""
    rows = Posting.objects.balance("receivable", on).filter(client=client)
    billed = Q(entry__kind=JournalEntry.Kind.INVOICE)
    sums = rows.aggregate(
        opening=Sum("amount", filter=Q(posted_on__lt=since)),
        charges=Sum("amount", filter=billed & Q(posted_on__gte=since)),
        payments=Sum("amount", filter=~billed & Q(posted_on__gte=since)),
    )
    return Movement(*(sums[name] or ZERO for name in ("opening", "charges", "payments")))


def activity_of(client: Client, since: date, on: date) -> list[tuple[date, str, Decimal]]:
    """(day, words, dollars) of every movement of the client's receivables in the period."""
    rows = (
        Posting.objects.balance("receivable", on)
        .filter(client=client, posted_on__gte=since)
        .select_related("entry__receipt", "invoice")
        .order_by("posted_on", "pk")
    )
    return [(row.posted_on, _words(row), row.amount) for row in rows]


def _words(row: Posting) -> str:
    entry, number = row.entry, row.invoice.number if row.invoice else ""
    if entry.kind == JournalEntry.Kind.INVOICE:
        return f"Invoice {number}"
    words = {"allocation": "Payment", "write_off": "Adjustment", "reversal": "Void"}
    reference = f" {entry.receipt.reference}" if entry.receipt and entry.receipt.reference else ""
    return f"{words.get(entry.kind, entry.get_kind_display())}{reference} on invoice {number}"


def ten_days_after(day: date) -> date:
    """The last day to pay that a ten-day notice names."""
    return day + timedelta(days=10)
