"""The lists behind the production figures."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest
from django.urls import reverse

from accounts.clients.models import Client
from config.lib.lists import ListSpec
from config.lib.money import ZERO
from config.lib.tables import DateColumn, MoneyColumn
from reports.production.filters import MoveFilter, RenewalFilter, TransactionFilter
from reports.production.rules import retention


class TransactionTable(tables.Table):
    client = tables.Column(
        accessor="shown_client", linkify=lambda record: _to("client-page", record.term)
    )
    policy = tables.Column(
        accessor="shown_number", linkify=lambda record: _to("term-page", record.term)
    )
    line = tables.Column(accessor="shown_line")
    carrier = tables.Column(accessor="shown_carrier")
    kind = tables.Column(accessor="get_kind_display")
    effective = DateColumn(accessor="effective_on")
    counted_in = DateColumn(verbose_name="Counted in")
    premium = MoneyColumn()
    commission = MoneyColumn()
    executive = tables.Column(accessor="executive__name", default="none")
    sales_executive = tables.Column(accessor="sales_executive__name", default="none")

    def render_counted_in(self, value: Any) -> str:
        return value.strftime("%b %Y")


def _dollars(amount: Decimal | None) -> str:
    amount = amount or ZERO
    return f"−${-amount:,.2f}" if amount < 0 else f"${amount:,.2f}"


def transaction_totals(rows: QuerySet, request: HttpRequest) -> Mapping[str, Any]:
    """Count, premium and commission of all matching transactions."""
    found = rows.aggregate(n=Count("pk"), premium=Sum("premium"), commission=Sum("commission"))
    return {
        "Transactions": f"{found['n']:,}",
        "Premium": _dollars(found["premium"]),
        "Commission": _dollars(found["commission"]),
    }


class TermTable(tables.Table):
    client = tables.Column(
        accessor="shown_client", linkify=lambda record: _to("client-page", record)
    )
    number = tables.Column(
        accessor="shown_number", verbose_name="Policy",
        linkify=lambda record: _to("term-page", record),
    )  # fmt: skip
    line = tables.Column(accessor="shown_line")
    carrier = tables.Column(accessor="shown_carrier")
    effective = DateColumn(accessor="effective_on")
    expires = DateColumn(accessor="expires_on", default="continuous")
    premium = MoneyColumn(accessor="counted_premium", verbose_name="Premium counted")


def attach_links(rows: Sequence[Any], request: HttpRequest) -> None:
    """Whether each row's client may be opened: a closed month also shows who has gone over."""
    _open_those_seen([row.term for row in rows], request)


def attach_premium(rows: Sequence[Any], request: HttpRequest) -> None:
    """The premium with which each term counts in the figure one came from, in the words of then."""
    _open_those_seen(rows, request)
    for term in rows:
        found = request.production[term.pk]  # type: ignore[attr-defined]
        policy = term.policy
        term.counted_premium = found["premium"]
        term.shown_client = found.get("client_name", term.client.name)
        term.shown_number = found.get("number", term.number)
        term.shown_line = found.get("line_name", policy.line.name)
        term.shown_carrier = found.get("carrier_name", policy.writing_company.carrier.name)


def _open_those_seen(terms: Sequence[Any], request: HttpRequest) -> None:
    ids = {term.client_id for term in terms}
    if request.GET.get("close"):
        ids = set(
            Client.objects.visible_to(request.user).filter(pk__in=ids).values_list("pk", flat=True)
        )
    for term in terms:
        term.opens = term.client_id in ids


def _to(page: str, term: Any) -> str | None:
    """The address of a term's page or its client's; None where it does not open any more."""
    if not term.opens:
        return None
    return reverse(page, args=[term.client_id if page == "client-page" else term.pk])


def term_totals(rows: QuerySet, request: HttpRequest) -> Mapping[str, Any]:
    """Count and counted premium of all matching terms."""
    counted = getattr(request, "production", {})
    premium = sum((row["premium"] for row in counted.values()), ZERO)
    return {"Policies": f"{len(counted):,}", "Premium counted": _dollars(premium)}


def renewal_totals(rows: QuerySet, request: HttpRequest) -> Mapping[str, Any]:
    """Beside the totals what of them was lost, and the retention of premium."""
    counted = getattr(request, "production", {}).values()
    up = sum((row["premium"] for row in counted), ZERO)
    lost = sum((row["premium"] for row in counted if row["lost"]), ZERO)
    rate = retention(up, lost)
    return {
        **term_totals(rows, request),
        "Lost": _dollars(lost),
        "Retention of premium": "–" if rate is None else f"{rate} %",
    }


ROWS = ListSpec(
    name="production-transactions",
    title="Transactions behind the figures",
    table=TransactionTable,
    filterset=TransactionFilter,
    sorts={"client": "term__client__sort_key", "effective": "effective_on", "premium": "premium",
           "commission": "commission", "kind": "kind"},
    default_sort="-premium",
    empty="No transactions count in this month. Import a book or choose another month.",
    attach=attach_links,
    totals=transaction_totals,
    about="Each transaction in the month it counts in; a closed month is frozen.",
)  # fmt: skip
_TERMS: dict[str, Any] = {
    "table": TermTable,
    "sorts": {"client": "client__sort_key", "number": "number", "effective": "effective_on",
              "expires": "expires_on"},
    "default_sort": "client",
    "attach": attach_premium,
    "totals": term_totals,
}  # fmt: skip
RENEWALS = ListSpec(
    name="production-renewals",
    title="Policies that came up for renewal",
    filterset=RenewalFilter,
    empty="No policy came up for renewal in this month.",
    about="Terms in the book at the beginning of the month that expire in it, not cancelled.",
    **(_TERMS | {"totals": renewal_totals}),
)
MOVES = ListSpec(
    name="production-book",
    title="Policies that entered or left the book",
    filterset=MoveFilter,
    empty="Nothing moved the book in this month.",
    about="Terms behind a line of the identity, with the premium they add or take away.",
    **_TERMS,
)
