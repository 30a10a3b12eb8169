"""The expiration list summed: in groups, by disposition, and what it leaves out."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, OuterRef, Subquery, Sum
from django.db.models.functions import TruncMonth

from accounts.clients.models import ServiceAssignment
from accounts.policies.querysets import PolicyTermQuerySet
from config.lib.money import ZERO
from renewals.dispositions.outcomes import LABELS, OPEN, Outcome
from teams.access.roles import Role

NOBODY = {"executive": "Nobody", "tier": "No tier", "department": "No department"}


@dataclass(frozen=True)
class Group:
    """One line of the summary: what expires in a month, for a person, carrier, line and so on."""

    label: str
    parameter: str
    value: str
    count: int
    premium: Decimal


def groups(terms: PolicyTermQuerySet, by: str) -> list[Group]:
    """The expiring policies summed by one of GROUPS, in one statement."""
    serving = ServiceAssignment.objects.filter(
        client=OuterRef("client"), role=Role.ACCOUNT_EXECUTIVE, until_on=None
    )
    keys: dict[str, tuple[Any, Any]] = {
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
        "tier": (F("client__tier"), F("client__tier__name")),
        "department": (F("client__team__department"), F("client__team__department")),
    }
    key, label = keys[by]
    rows = (
        terms.order_by()
        .annotate(group_key=key, group_label=label)
        .values("group_key", "group_label")
        .annotate(n=Count("pk"), premium=Sum("annual"))
        .order_by("group_key" if by == "month" else "-premium")
    )
    return [
        Group(
            label=_label(row["group_label"]) or NOBODY.get(by, "None"),
            parameter=by,
            value=_value(row["group_key"]),
            count=row["n"],
            premium=row["premium"],
        )
        for row in rows
    ]


def _label(value: Any) -> str:
    return value.strftime("%B %Y") if isinstance(value, date) else value or ""


def _value(value: Any) -> str:
    return value.strftime("%Y-%m") if isinstance(value, date) else str(value or "")


@dataclass(frozen=True)
class Part:
    """How many of the expiring policies ended in one way, and their premium."""

    outcome: str
    label: str
    count: int
    premium: Decimal


@dataclass(frozen=True)
class Reconciliation:
    """Expiring = dispositions + open, in policies and in premium."""

    count: int
    premium: Decimal
    parts: list[Part]

    @property
    def gap(self) -> int:
        """What the parts do not account for; anything but zero is a defect."""
        return self.count - sum(part.count for part in self.parts)


def reconcile(terms: PolicyTermQuerySet) -> Reconciliation:
    """Every expiring policy under exactly one disposition, or open; two statements."""
    total = terms.order_by().aggregate(n=Count("pk"), premium=Sum("annual"))
    rows = {
        row["outcome"] or OPEN: row
        for row in terms.order_by().values("outcome").annotate(n=Count("pk"), premium=Sum("annual"))
    }
    nothing = {"n": 0, "premium": ZERO}
    parts = [
        Part(code, LABELS[code], *(rows.get(code, nothing)[k] for k in ("n", "premium")))
        for code in (*Outcome.values, OPEN)
    ]
    return Reconciliation(total["n"], total["premium"] or ZERO, parts)


def left_out(terms: PolicyTermQuerySet, on: date) -> list[tuple[str, int, str]]:
    """What the list leaves out: the reason, how many, and the address name of the rows."""
    continuous = terms.in_force(on).filter(expires_on=None).count()
    return [("continuous, so they never expire", continuous, "continuous-list")]
