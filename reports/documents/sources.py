"""What documents tell: that they were made and to whom they went, and which promises that meets."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q

from accounts.activities.feed import Entry, Source, add_source
from accounts.clients.models import Client
from accounts.service_plans.gathering import Found, evidence_source
from accounts.service_plans.states import Deliverable
from config.lib.templatetags.steward import us_date
from reports.documents.models import Delivery, Document

KINDS = {"document": ("Documents", Q())}


def _made(client: Client) -> models.QuerySet:
    rows = Document.objects.filter(client=client).select_related("made_by")
    return rows.annotate(at=F("made_at"))


def _made_entry(row: Any) -> Entry:
    version = f", version {row.version}" if row.version > 1 else ""
    return Entry(
        row.at, "document", row.pk, "Document", f"{row.title} made{version}",
        f"As of {us_date(row.as_of)}", row.get_absolute_url(), str(row.made_by),
    )  # fmt: skip


def _delivered(client: Client) -> models.QuerySet:
    """`at` is the row's own moment."""
    rows = Delivery.objects.filter(document__client=client)
    return rows.select_related("document", "by", "email__bounce")


def _delivery_entry(row: Any) -> Entry:
    words, _ = row.outcome
    how = row.get_channel_display().lower()
    return Entry(
        row.at, "delivery", row.pk, "Document", f"{row.document.title} {how} to {row.recipient}",
        f"{words}. {row.note}".strip(), row.document.get_absolute_url(), str(row.by),
    )  # fmt: skip


add_source(
    Source(
        name="document",
        rule="documents.view",
        kinds=KINDS,
        rows=_made,
        entry=_made_entry,
        person="made_by",
        words=("title",),
    )
)
add_source(
    Source(
        name="delivery",
        rule="documents.view",
        kinds=KINDS,
        rows=_delivered,
        entry=_delivery_entry,
        person="by",
        words=("document__title", "recipient", "note"),
    )
)

# Delivering these is what a client was promised.
PROMISED = {
    "summary": Deliverable.SUMMARY,
    "stewardship": Deliverable.STEWARDSHIP,
    "plan_letter": Deliverable.TEAM_LETTER,
    "delivery_letter": Deliverable.POLICY_DELIVERY,
    "certificate": Deliverable.CERTIFICATE,
}


@evidence_source
def _delivered_papers(since: date) -> Iterable[Found]:
    """Documents that reached the client since a day."""
    rows = Delivery.objects.arrived().filter(
        document__kind__in=PROMISED, document__client__isnull=False, delivered_on__gte=since
    )
    for row in rows.select_related("document").iterator():
        document = row.document
        term = int(document.subject) if document.kind == "delivery_letter" else None
        yield Found(
            document.client_id, PROMISED[document.kind], row.delivered_on, document.title[:200],
            f"delivery:{row.pk}", document.get_absolute_url(), term, row.by_id,
        )  # fmt: skip
