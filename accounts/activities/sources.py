"""What the timeline is made of: entries people wrote, orders, policies and money."""

from typing import Any

from django.db import models
from django.db.models import Case, DateTimeField, F, Func, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Least
from django.utils import timezone

from accounts.activities.feed import Entry, Source, add_source
from accounts.activities.models import Activity, ActivityKind
from accounts.clients.models import Client
from accounts.ledger.models import JournalEntry, Posting
from accounts.orders.models import OrderEvent
from accounts.policies.models import PolicyTransaction
from accounts.receipts.models import Receipt
from accounts.receivables.models import Invoice
from config.lib.templatetags.steward import money_plain, us_date

ALL = Q()


def _moment(day: str) -> Any:
    """The office's midnight of a date column."""
    zone = Value(timezone.get_default_timezone_name())
    # timezone('zone', date::timestamp) reads the clock of that place.
    naive = Func(F(day), template="%(expressions)s::timestamp", output_field=DateTimeField())
    return Func(zone, naive, function="timezone", output_field=DateTimeField())


def _written(client: Client) -> models.QuerySet:
    return (
        Activity.objects.filter(client=client, answers=None)
        .with_names()
        .annotate(at=F("happened_at"))
    )


def _written_entry(row: Activity) -> Entry:
    return Entry(
        row.happened_at, "entry", row.pk, row.get_kind_display(), row.subject, row.text, row.link,
        str(row.by or "Steward"), row,
    )  # fmt: skip


add_source(
    Source(
        name="entry",
        rule="clients.view",
        kinds={kind.value: (kind.label, Q(kind=kind.value)) for kind in ActivityKind},
        rows=_written,
        entry=_written_entry,
        person="by",
        term="term",
        words=("subject", "text"),
        pinned="pin",
    )
)


def _order_events(client: Client) -> models.QuerySet:
    """The moves of all orders on the client. `at` is the row's own moment."""
    return OrderEvent.objects.filter(order__client=client).select_related("order__type", "by")


def _order_entry(row: OrderEvent) -> Entry:
    return Entry(
        row.at, "order", row.pk, "Order", f"{row.label}: {row.order.type}", row.text,
        row.order.get_absolute_url(), str(row.by),
    )  # fmt: skip


add_source(
    Source(
        name="order",
        rule="orders.view",
        kinds={"order": ("Orders", ALL)},
        rows=_order_events,
        entry=_order_entry,
        person="by",
        term="order__term",
        words=("text", "order__type__name"),
    )
)


def _transactions(client: Client) -> models.QuerySet:
    """Imported ones stand where they took effect, or the import's day would bury all others."""
    booked = Case(
        When(batch=None, then=F("entered_at")),
        default=Least(_moment("effective_on"), F("entered_at")),
    )
    return (
        PolicyTransaction.objects.filter(term__client=client)
        .select_related("term", "entered_by")
        .annotate(at=booked)
    )


def _transaction_entry(row: Any) -> Entry:
    words = f"{row.get_kind_display()} on {row.term.number}, {money_plain(row.premium)}"
    who = str(row.entered_by or ("Import" if row.batch_id else "Steward"))
    return Entry(
        row.at, "policy", row.pk, "Policy", words,
        f"Effective {us_date(row.effective_on)}\n{row.description}".strip(),
        row.term.get_absolute_url(), who,
    )  # fmt: skip


add_source(
    Source(
        name="policy",
        rule="policies.view",
        kinds={"policy": ("Policy transactions", ALL)},
        rows=_transactions,
        entry=_transaction_entry,
        person="entered_by",
        term="term",
        words=("term__number", "description"),
    )
)


def _invoices(client: Client) -> models.QuerySet:
    at = Least(_moment("invoice_on"), F("created_at"))
    return Invoice.objects.filter(client=client).annotate(at=at)


def _invoice_entry(row: Any) -> Entry:
    return Entry(
        row.at, "invoice", row.pk, "Invoice",
        f"Invoice {row.number} posted, {money_plain(row.total)}",
        f"Due {us_date(row.due_on)}", row.get_absolute_url(),
    )  # fmt: skip


add_source(
    Source(
        name="invoice",
        rule="receivables.view",
        kinds={"money": ("Money", ALL)},
        rows=_invoices,
        entry=_invoice_entry,
        term="term",
        words=("number",),
    )
)


def _receipts(client: Client) -> models.QuerySet:
    at = Least(_moment("received_on"), F("created_at"))
    return Receipt.objects.filter(client=client).select_related("entered_by").annotate(at=at)


def _receipt_entry(row: Any) -> Entry:
    payer = f" from {row.payer}" if row.payer else ""
    reference = f" {row.reference}" if row.reference else ""
    return Entry(
        row.at, "receipt", row.pk, "Receipt", f"Received {money_plain(row.amount)}{payer}",
        f"{row.get_method_display()}{reference}", row.get_absolute_url(),
        str(row.entered_by or ("Import" if row.batch_id else "Steward")),
    )  # fmt: skip


add_source(
    Source(
        name="receipt",
        rule="receivables.view",
        kinds={"money": ("Money", ALL)},
        rows=_receipts,
        entry=_receipt_entry,
        person="entered_by",
        words=("reference", "payer"),
    )
)


TAKEN_BACK = {
    JournalEntry.Kind.REVERSAL: ("Void", "{thing} of {amount} is void"),
    JournalEntry.Kind.RETURN: ("Returned", "{thing}: the bank took {amount} back"),
    JournalEntry.Kind.REFUND: ("Refund", "{thing}: {amount} refunded"),
    JournalEntry.Kind.WRITE_OFF: ("Write-off", "{thing}: {amount} written off"),
}


def _taken_back(client: Client) -> models.QuerySet:
    """Invoices and receipts tell of themselves; only what took money back is an entry more."""
    amount = Posting.objects.filter(entry=OuterRef("pk"), amount__gt=0).order_by()
    return (
        JournalEntry.objects.filter(kind__in=TAKEN_BACK)
        .filter(Q(invoice__client=client) | Q(receipt__client=client))
        .select_related("invoice", "receipt", "by")
        .annotate(
            at=F("created_at"), amount=amount.values("entry").annotate(n=Sum("amount")).values("n")
        )
    )


def _taken_back_entry(row: Any) -> Entry:
    label, words = TAKEN_BACK[row.kind]
    thing = row.invoice or row.receipt
    named = f"Invoice {thing.number}" if row.invoice else f"Receipt {thing.label}"
    return Entry(
        row.created_at, "reversal", row.pk, label,
        words.format(thing=named, amount=money_plain(row.amount)), row.memo,
        thing.get_absolute_url(), str(row.by or "Steward"),
    )  # fmt: skip


add_source(
    Source(
        name="reversal",
        rule="receivables.view",
        kinds={"money": ("Money", ALL)},
        rows=_taken_back,
        entry=_taken_back_entry,
        person="by",
        term="invoice__term",
        words=("memo",),
    )
)


def _adder() -> Subquery:
    """The name of who added the client, from its history."""
    events = Client._meta.get_field("history_row").related_model._default_manager  # type: ignore[union-attr]
    first = events.filter(pgh_obj=OuterRef("pk"), pgh_label="insert").order_by("pgh_id")
    return Subquery(first.values("pgh_context__metadata__who")[:1])


def _arrivals(client: Client) -> models.QuerySet:
    return (
        Client.objects.filter(pk=client.pk)
        .select_related("batch__by")
        .annotate(at=F("created_at"), added_by=_adder())
        .order_by()
    )


def _arrival_entry(row: Any) -> Entry:
    if row.batch is None:
        return Entry(
            row.created_at, "client", row.pk, "Client", "Client added", who=row.added_by or ""
        )
    return Entry(
        row.created_at, "client", row.pk, "Client", f"Brought in from {row.batch.source}",
        f"Import {row.batch_id}", "", str(row.batch.by or "Import"),
    )  # fmt: skip


add_source(
    Source(
        name="client",
        rule="clients.view",
        kinds={"client": ("Client added", ALL)},
        rows=_arrivals,
        entry=_arrival_entry,
    )
)
