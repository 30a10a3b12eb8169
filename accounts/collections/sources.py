"""What the timeline tells of collecting: contacts, promises and disputes."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from accounts.activities.feed import Entry, Source, add_source
from accounts.clients.models import Client
from accounts.collections.models import CollectionContact, Dispute, PaymentPromise
from config.lib.templatetags.steward import money_plain, us_date

KINDS = {"collection": ("Collections", Q())}


def _page(client_id: int) -> str:
    return f"/clients/{client_id}/collections/"


def _contacts(client: Client) -> models.QuerySet:
    rows = CollectionContact.objects.filter(client=client).select_related("step", "by")
    return rows.prefetch_related("items__invoice")


def _contact_entry(row: Any) -> Entry:
    numbers = ", ".join(item.invoice.number for item in row.items.all())
    return Entry(
        row.at, "collection", row.pk, "Collections", f"{row}: {numbers}" if numbers else str(row),
        row.note or row.reached, _page(row.client_id), str(row.by or "Steward"),
    )  # fmt: skip


def _promises(client: Client) -> models.QuerySet:
    return PaymentPromise.objects.filter(client=client).select_related("by", "invoice")


def _promise_entry(row: Any) -> Entry:
    words = f"Promised {money_plain(row.amount)} by {us_date(row.due_on)}"
    return Entry(
        row.at, "promise", row.pk, "Promise", words, row.note, _page(row.client_id), str(row.by)
    )


def _disputes(client: Client) -> models.QuerySet:
    rows = Dispute.objects.filter(invoice__client=client).select_related("invoice", "opened_by")
    return rows.annotate(at=F("opened_at"))


def _dispute_entry(row: Any) -> Entry:
    ended = f"Settled {us_date(row.closed_on)}: {row.outcome}" if row.closed_on else row.text
    return Entry(
        row.opened_at, "dispute", row.pk, "Dispute",
        f"Invoice {row.invoice.number} disputed: {row.get_reason_display()}", ended,
        _page(row.invoice.client_id), str(row.opened_by),
    )  # fmt: skip


add_source(
    Source(
        name="collection", rule="receivables.view", kinds=KINDS, rows=_contacts,
        entry=_contact_entry, person="by", words=("note", "step__name"),
    )
)  # fmt: skip
add_source(
    Source(
        name="promise", rule="receivables.view", kinds=KINDS, rows=_promises,
        entry=_promise_entry, person="by", words=("note",),
    )
)  # fmt: skip
add_source(
    Source(
        name="dispute", rule="receivables.view", kinds=KINDS, rows=_disputes,
        entry=_dispute_entry, person="opened_by", term="invoice__term", words=("text",),
    )
)  # fmt: skip
