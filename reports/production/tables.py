"""The lists behind the production figures."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest

from accounts.policies.models import PolicyTransaction
from config.lib.lists import ListSpec
from config.lib.money import ZERO
from config.lib.tables import DateColumn, MoneyColumn
from reports.production.filters import MoveFilter, RenewalFilter, TransactionFilter
from reports.production.rules import retention


class TransactionTable(tables.Table):
    client = tables.Column(
        accessor="term__client__name", linkify=("client-page", [tables.A("term__client_id")])
    )
    policy = tables.Column(accessor="term__number", linkify=("term-page", [tables.A("term_id")]))
    line = tables.Column(accessor="term__policy__line__name")
    carrier = tables.Column(accessor="term__policy__writing_company__carrier__name")
    kind = tables.Column(accessor="get_kind_display")
    effective = DateColumn(accessor="effective_on")
    counted_in = DateColumn(verbose_name="Counted in")
    executive = tables.Column(accessor="executive__name", default="none")
    sales_executive = tables.Column(accessor="sales_executive__name", default="none")
    premium = MoneyColumn()
    commission = MoneyColumn()

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
        accessor="client__name", linkify=("client-page", [tables.A("client_id")])
    )
    number = tables.Column(verbose_name="Policy", linkify=("term-page", [tables.A("pk")]))
    line = tables.Column(accessor="policy__line__name")
    carrier = tables.Column(accessor="policy__writing_company__carrier__name")
    effective = DateColumn(accessor="effective_on")
    expires = DateColumn(accessor="expires_on", default="continuous")
    premium = MoneyColumn(accessor="counted_premium", verbose_name="Premium counted")


def attach_premium(rows: Sequence[Any], request: HttpRequest) -> None:
    """The premium with which each term counts in the figure one came from."""
    for term in rows:
        term.counted_premium = request.production[term.pk]["premium"]  # type: ignore[attr-defined]


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


def transactions(rows: QuerySet) -> QuerySet[PolicyTransaction]:
    """The rows with all that the list shows, in one statement."""
    return rows.select_related(
        "executive", "sales_executive", "term__client", "term__policy__line",
        "term__policy__writing_company__carrier",
    )  # fmt: skip
