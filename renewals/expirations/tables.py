"""The expiration list's columns, its groups, and what it leaves out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import TruncMonth
from django.http import HttpRequest

from accounts.clients.models import ServiceAssignment
from accounts.clients.tables import ClientColumn
from accounts.policies.querysets import PolicyTermQuerySet
from config.lib.asof import as_of
from config.lib.money import ZERO
from config.lib.tables import BadgeColumn, DateColumn, MoneyColumn, NumberColumn, badge
from teams.access.roles import Role


class DaysLeftColumn(NumberColumn):
    """Days to expiration, louder as they run out."""

    def render(self, value: int) -> Any:
        return badge(value, "bad" if value <= 30 else "warn" if value <= 60 else "quiet")


class ExpirationTable(tables.Table):
    expires = DateColumn(accessor="expires_on")
    days = DaysLeftColumn(accessor="days_left", verbose_name="Days left")
    client = ClientColumn()
    tier = tables.Column(accessor="client__tier__name", default="")
    policy = tables.Column(accessor="number", linkify=("term-page", [tables.A("pk")]))
    line = tables.Column(accessor="policy__line__name")
    company = tables.Column(accessor="policy__writing_company__name")
    executive = tables.Column(accessor="executive_name", default="Nobody")
    billing = tables.Column(accessor="policy__get_bill_mode_display")
    renewal = BadgeColumn(
        {"True": "Renewed", "False": "Open"},
        {"True": "good", "False": "info"},
        accessor="renewal_word",
    )
    premium = MoneyColumn(accessor="annual_premium", verbose_name="Expiring premium")


def attach_people(terms: Sequence[Any], request: HttpRequest) -> None:
    """Give each term `days_left`, `renewal_word` and the client's current `executive_name`."""
    on = as_of(request)
    names = dict(
        ServiceAssignment.objects.current()
        .filter(client__in=[t.client_id for t in terms], role=Role.ACCOUNT_EXECUTIVE)
        .order_by()
        .values_list("client", "user__name")
    )
    for term in terms:
        term.days_left = (term.expires_on - on).days
        term.executive_name = names.get(term.client_id)
        term.renewal_word = str(term.is_renewed)


def expiration_totals(queryset, request: HttpRequest) -> dict[str, str]:
    """How many policies expire and their premium."""
    found = queryset.order_by().aggregate(n=Count("pk"), premium=Sum("annual_premium"))
    return {"Expiring": f"{found['n']:,}", "Premium": f"${found['premium'] or ZERO:,.2f}"}


@dataclass(frozen=True)
class Group:
    """One line of the summary: what expires in a month, for a person, carrier or line."""

    label: str
    parameter: str
    value: str
    count: int
    premium: Decimal


def groups(terms: PolicyTermQuerySet, by: str) -> list[Group]:
    """The expiring policies summed by month, executive, carrier or line, in one statement."""
    serving = ServiceAssignment.objects.filter(
        client=OuterRef("client"), role=Role.ACCOUNT_EXECUTIVE, until_on=None
    )
    key, label = {
        "month": (TruncMonth("expires_on"), TruncMonth("expires_on")),
        "executive": (
            Subquery(serving.values("user")[:1]),
            Subquery(serving.values("user__name")[:1]),
        ),
        "carrier": (
            F("policy__writing_company__carrier"),
            F("policy__writing_company__carrier__name"),
        ),
        "line": (F("policy__line"), F("policy__line__name")),
    }[by]
    rows = (
        terms.order_by()
        .annotate(group_key=key, group_label=label)
        .values("group_key", "group_label")
        .annotate(n=Count("pk"), premium=Sum("annual_premium"))
        .order_by("group_key" if by == "month" else "-premium")
    )
    return [
        Group(
            label=_label(row["group_label"]),
            parameter=by,
            value=_value(row["group_key"]),
            count=row["n"],
            premium=row["premium"],
        )
        for row in rows
    ]


def _label(value: Any) -> str:
    return value.strftime("%B %Y") if isinstance(value, date) else value or "Nobody"


def _value(value: Any) -> str:
    return value.strftime("%Y-%m") if isinstance(value, date) else str(value or "")


def left_out(terms: PolicyTermQuerySet, on: date, days: int) -> list[tuple[str, int]]:
    """What the list leaves out, with the reason and how many (DOMAIN §7 pitfalls)."""
    last = on + timedelta(days=days)
    found = terms.with_status(on).aggregate(
        cancelled=Count("pk", filter=_in(on, last, "cancelled")),
        future=Count("pk", filter=_in(on, last, "future")),
    )
    continuous = terms.in_force(on).filter(expires_on=None).count()
    return [
        ("cancelled before they expire", found["cancelled"]),
        ("not yet in effect", found["future"]),
        ("continuous, so they never expire", continuous),
    ]


def _in(on: date, last: date, status: str):
    return Q(expires_on__gte=on, expires_on__lte=last, status=status)
