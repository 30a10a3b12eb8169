"""From an entry back to the paper it came from, and forward to where it leads (10 CCR 2190.1)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.ledger.models import JournalEntry, Posting

if TYPE_CHECKING:
    from django.db import models

    from teams.people.models import User

SHOWN = 50
# What a row that owns an entry is called, by the name under which the entry knows it.
OWNERS = ("remittance", "trust_transfer", "refund_owed", "refund_paid")


@dataclass(frozen=True)
class Source:
    """A paper: what it is called and where it stands."""

    label: str
    url: str
    note: str = ""


def sources(entry: JournalEntry) -> list[Source]:
    """The papers behind an entry; a reversal has those of the entry it undoes."""
    found = []
    if entry.invoice:
        invoice = entry.invoice
        found.append(Source(f"Invoice {invoice.number}", invoice.get_absolute_url()))
        if invoice.term_id:
            words = "Policy " + invoice.term.number if invoice.term else ""
            found.append(Source(words, invoice.term.get_absolute_url()))
    if entry.receipt:
        found.append(Source(str(entry.receipt), entry.receipt.get_absolute_url()))
    for name in OWNERS:
        owner = getattr(entry, name, None)
        if owner is not None and name != "trust_transfer":
            found.append(Source(f"{owner} to {owner.payee}", owner.get_absolute_url()))
        elif owner is not None:
            found.append(Source(str(owner), "", owner.note))
    write_off = getattr(entry, "write_off", None)
    if write_off is not None:
        found.append(Source(str(write_off), write_off.invoice.get_absolute_url(), write_off.note))
    if not found and entry.reverses:
        return sources(entry.reverses)
    return found


def then_and_before(entry: JournalEntry, user: "User") -> "models.QuerySet[JournalEntry]":
    """Other entries on the same invoices or receipt, in the order they were posted.

    At most `SHOWN` of each, the oldest: a sweep of the trust account touches thousands.
    """
    invoices = entry.postings.exclude(invoice=None).order_by().values("invoice")
    seen = Posting.objects.visible_to(user).filter(invoice__in=invoices).exclude(entry=entry)
    days = seen.order_by("posted_on", "entry").values_list("posted_on", "entry").distinct()
    keys = [key for _, key in days[:SHOWN]]
    mine = JournalEntry.objects.visible_to(user).exclude(pk=entry.pk)
    if entry.receipt_id:
        keys += mine.filter(receipt=entry.receipt_id).values_list("pk", flat=True)[:SHOWN]
    return mine.filter(pk__in=keys).order_by("posted_on", "pk")
