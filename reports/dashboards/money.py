"""Tiles of production and of money owed."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from accounts.receivables.aging import aging
from accounts.receivables.models import AgingDefault
from config.lib.money import ZERO
from reports.budgets.models import Budget, BudgetAmount, Measure
from reports.dashboards.registry import once, tile
from reports.dashboards.rules import Figure, Period
from reports.production.book import due_by_month
from reports.production.frozen import Kept, kept
from reports.production.page import address, rows_address
from reports.production.querysets import Sight, made_by_month, nested
from reports.production.rules import GROUP_OF, NOTHING, Sums, retention, total
from teams.access.roles import Role, Scope
from teams.people.models import User

OLD_DAYS = 60
NEW = [kind for kind, group in GROUP_OF.items() if group == "new"]


@once
def _kept(user: User, period: Period) -> Kept | None:
    """What the month shown was closed with; None while it is open."""
    return kept(user, period.month)


@once
def _sight(user: User, period: Period) -> Sight:
    return Sight(user)


@once
def _by_month(user: User, period: Period) -> dict[date, dict[str, Sums]]:
    """Month → the sums of each kind of transaction."""
    if held := _kept(user, period):
        return nested(held.tally, "made").by_month
    first = min(period.months[0], period.against)
    return made_by_month(_sight(user, period), first, period.month)


def _sums(user: User, period: Period, kinds: Collection[str]) -> dict[date, Sums]:
    """Month → the sums of the transactions of these kinds."""
    return {
        month: total(sums for kind, sums in made.items() if kind in kinds)
        for month, made in _by_month(user, period).items()
    }


def _when(user: User, period: Period) -> dict[str, date | None]:
    """The month, and that it is closed, for the address of its rows."""
    closed = _kept(user, period) is not None
    return {"month": period.month, "close": period.month if closed else None}


def _rows(user: User, period: Period, kind: str = "") -> str:
    return rows_address(**_when(user, period), kind=kind)


def _course(amount: dict[date, Decimal], period: Period) -> dict[str, Any]:
    return {
        "value": amount.get(period.month, ZERO),
        "before": amount.get(period.against, ZERO),
        "course": [amount.get(month, ZERO) for month in period.months],
    }


@once
def planned(user: User, period: Period) -> dict[str, Decimal]:
    """Measure → what is planned for the month, or was when it was closed: of the house for those
    who see all of it, else of `user`."""
    part = {
        Role.ACCOUNT_EXECUTIVE: Q(part="executive", person=user),
        Role.SALES_EXECUTIVE: Q(part="sales_executive", person=user),
    }.get(Role(user.role), Q(part="house") if user.scope == Scope.ALL else None)
    if part is None:
        return {}
    budget = Budget.objects.filter(part, year=period.month.year).values_list("pk", flat=True)
    if held := _kept(user, period):
        return {
            measure: amount
            for pk in budget
            for (month, measure), amount in held.plans.get(pk, {}).items()
            if month == period.month
        }
    amounts = BudgetAmount.objects.filter(budget__in=budget, month=period.month)
    return dict(amounts.values_list("measure", "amount"))


@tile(
    "premium",
    "Premium booked",
    "Written premium of all transactions counted in the month.",
    "production.view",
    is_kept=True,
)
def premium(user: User, period: Period) -> Figure:
    amount = {month: sums.premium for month, sums in _sums(user, period, GROUP_OF).items()}
    return Figure(
        **_course(amount, period), unit="dollars", more_is="good",
        target=planned(user, period).get(Measure.PREMIUM), url=_rows(user, period),
    )  # fmt: skip


@tile(
    "commission",
    "Commission booked",
    "Commission of all transactions counted in the month.",
    "production.view",
    is_kept=True,
)
def commission(user: User, period: Period) -> Figure:
    amount = {month: sums.commission for month, sums in _sums(user, period, GROUP_OF).items()}
    return Figure(
        **_course(amount, period), unit="dollars", more_is="good",
        target=planned(user, period).get(Measure.COMMISSION), url=_rows(user, period),
    )  # fmt: skip


@tile(
    "new_business",
    "New business",
    "Premium of new policies counted in the month.",
    "production.view",
    is_kept=True,
)
def new_business(user: User, period: Period) -> Figure:
    amount = {month: sums.premium for month, sums in _sums(user, period, NEW).items()}
    return Figure(
        **_course(amount, period), unit="dollars", more_is="good",
        target=planned(user, period).get(Measure.NEW_PREMIUM),
        url=_rows(user, period, kind="new"),
    )  # fmt: skip


def _due(user: User, period: Period) -> dict[date, dict[str, Sums]]:
    """Month → what came up for renewal in it: `renewed`, and `lost`."""
    if held := _kept(user, period):
        return nested(held.tally, "due").by_month
    return due_by_month(_sight(user, period), period.month)


@tile(
    "retention",
    "Retention of premium",
    "(Up for renewal − lost) ÷ up for renewal, by expiring premium.",
    "production.view",
    is_kept=True,
)
def premium_retention(user: User, period: Period) -> Figure:
    rates = {}
    for month, due in _due(user, period).items():
        gone = due.get("lost", NOTHING)
        up = due.get("renewed", NOTHING) + gone
        rates[month] = retention(up.premium, gone.premium)
    return Figure(
        value=rates.get(period.month), before=rates.get(period.against),
        course=[rates.get(month) for month in period.months], unit="percent", more_is="good",
        url=address("production-renewals", **_when(user, period)),
    )  # fmt: skip


@tile(
    "old_receivables",
    "Receivables over 60 days",
    "Open items more than 60 days past the later of invoice and effective date.",
    "receivables.view",
)
def old_receivables(user: User, period: Period) -> Figure:
    now, then = (_over(user, day) for day in (period.on, period.against_on))
    return Figure(
        value=now[0], before=then[0], unit="dollars", more_is="bad",
        note=f"of ${now[1]:,.0f} open",
        url=address("open-items", as_of=period.on.isoformat(), over=now[2]),
    )  # fmt: skip


def _over(user: User, on: Any) -> tuple[Decimal, Decimal, int | None]:
    """What is over sixty days, all that is open, and the days that the items are over."""
    report = aging(user, on, AgingDefault.objects.basis(on), "team", most=1)
    old = [b for b in report.buckets if b.from_days is not None and b.from_days > OLD_DAYS]
    owed = sum((report.total.buckets.get(b.label, ZERO) for b in old), ZERO)
    days = min((b.from_days - 1 for b in old if b.from_days is not None), default=None)
    return owed, report.total.total, days
