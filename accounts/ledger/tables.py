"""The postings of an account as a list."""

import django_filters as filters
import django_tables2 as tables
from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest

from accounts.ledger.models import JournalEntry, Posting
from config.lib.forms import DayInput
from config.lib.lists import ListSpec
from config.lib.money import ZERO
from config.lib.tables import DateColumn, MoneyColumn


class PostingTable(tables.Table):
    day = DateColumn(accessor="posted_on", verbose_name="Date")
    entry = tables.Column(accessor="entry__name", linkify=("ledger-entry", [tables.A("entry_id")]))
    memo = tables.Column(accessor="entry__memo", default="")
    client = tables.Column(
        accessor="client__name", default="", linkify=lambda record: _client(record)
    )
    invoice = tables.Column(
        accessor="invoice__number", default="", linkify=lambda record: _invoice(record)
    )
    amount = MoneyColumn()


def _client(posting: Posting) -> str | None:
    return posting.client.get_absolute_url() if posting.client else None


def _invoice(posting: Posting) -> str | None:
    return posting.invoice.get_absolute_url() if posting.invoice else None


class PostingFilter(filters.FilterSet):
    q = filters.CharFilter(method="find", label="Client, invoice or memo")
    kind = filters.ChoiceFilter(
        field_name="entry__kind", choices=JournalEntry.Kind, empty_label="Any kind", label="Kind"
    )
    since = filters.DateFilter("posted_on", "gte", label="From", widget=DayInput())
    until = filters.DateFilter("posted_on", "lte", label="To", widget=DayInput())

    class Meta:
        model = Posting
        fields: list[str] = []

    def find(self, postings: QuerySet, name: str, words: str) -> QuerySet:
        return postings.filter(
            Q(client__name__icontains=words)
            | Q(invoice__number__icontains=words)
            | Q(entry__memo__icontains=words)
        )


def posting_totals(postings: QuerySet, request: HttpRequest) -> dict[str, str]:
    """How many postings match, their debits, credits and what is left."""
    found = postings.order_by().aggregate(
        n=Count("pk"),
        debit=Sum("amount", filter=Q(amount__gt=0)),
        credit=Sum("amount", filter=Q(amount__lt=0)),
    )
    debit, credit = found["debit"] or ZERO, found["credit"] or ZERO
    return {
        "Postings": f"{found['n']:,}",
        "Debits": f"${debit:,.2f}",
        "Credits": f"${-credit:,.2f}",
        "Balance": f"${debit + credit:,.2f}",
    }


POSTINGS = ListSpec(
    name="postings",
    title="Postings",
    table=PostingTable,
    filterset=PostingFilter,
    sorts={"day": "posted_on", "amount": "amount"},
    default_sort="-day",
    empty="Nothing was posted here.",
    totals=posting_totals,
    about="Debits positive, credits in parentheses.",
)
