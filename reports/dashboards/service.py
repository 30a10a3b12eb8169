"""Tiles of orders, commitments, what is current, and what was escalated."""

from typing import Any

from django.db.models import Count, F, Q
from django.utils import timezone

from accounts.clients.models import Client
from accounts.escalations.models import Escalation
from accounts.follow_ups.models import FollowUp
from accounts.orders.models import ServiceOrder
from accounts.orders.turnaround import FINISHED
from accounts.overviews.currency import with_currency
from accounts.service_plans.models import Commitment
from config.lib.money import share
from reports.dashboards.registry import tile
from reports.dashboards.rules import Figure, Period
from reports.dashboards.series import by_month
from reports.production.page import address
from teams.people.models import User


def _finished(user: User) -> Any:
    return ServiceOrder.objects.visible_to(user).filter(state__in=FINISHED)


def _days(period: Period) -> dict[str, str]:
    return {"from": period.month.isoformat(), "to": period.on.isoformat()}


@tile(
    "orders_finished", "Orders finished", "Orders whose work was done in the month.", "orders.view"
)
def orders_finished(user: User, period: Period) -> Figure:
    rows = by_month(_finished(user), "done_at", period, n=Count("pk"))
    count = {month: row["n"] for month, row in rows.items()}
    return Figure(
        value=count.get(period.month, 0), before=count.get(period.against, 0),
        course=[count.get(month, 0) for month in period.months], more_is="good",
        url=address("order-turnaround", **_days(period)),
    )  # fmt: skip


@tile(
    "orders_on_time",
    "Orders on time",
    "Of the orders finished in the month, those done by their due time.",
    "orders.view",
)
def orders_on_time(user: User, period: Period) -> Figure:
    rows = by_month(
        _finished(user), "done_at", period, n=Count("pk"),
        kept=Count("pk", filter=Q(done_at__lte=F("due_at"))),
    )  # fmt: skip
    rate = {month: share(row["kept"], row["n"]) for month, row in rows.items()}
    this = rows.get(period.month, {"kept": 0, "n": 0})
    return Figure(
        value=rate.get(period.month), before=rate.get(period.against),
        course=[rate.get(month) for month in period.months], unit="percent", more_is="good",
        note=f"{this['kept']:,} of {this['n']:,} orders",
        url=address("order-turnaround", **_days(period)),
    )  # fmt: skip


@tile("orders_overdue", "Orders overdue", "Open orders past their due time now.", "orders.view")
def orders_overdue(user: User, period: Period) -> Figure:
    orders = ServiceOrder.objects.visible_to(user)
    waiting, late = orders.open().count(), orders.overdue(timezone.now()).count()
    return Figure(
        value=late,
        note=f"of {waiting:,} open",
        more_is="bad",
        target=0,
        url=address("order-list", overdue="true"),
    )


@tile("my_orders", "On my desk", "Open orders that you have taken.", "orders.work")
def my_orders(user: User, period: Period) -> Figure:
    mine = ServiceOrder.objects.visible_to(user).open().filter(assigned_to=user)
    late = mine.overdue(timezone.now()).count()
    return Figure(
        value=mine.count(), note=f"{late:,} overdue", url=address("order-list", view="mine")
    )


@tile("queue", "Waiting to be taken", "Orders nobody has taken yet.", "orders.work")
def queue(user: User, period: Period) -> Figure:
    rows = ServiceOrder.objects.visible_to(user).queue()
    return Figure(value=rows.count(), more_is="bad", url=address("order-list", view="queue"))


@tile(
    "follow_ups", "Follow-ups due", "Your open follow-ups that are due by today.", "follow_ups.view"
)
def follow_ups(user: User, period: Period) -> Figure:
    today = timezone.localdate()
    mine = FollowUp.objects.visible_to(user).open().filter(owner=user)
    return Figure(
        value=mine.filter(due_on__lte=today).count(), note=f"of {mine.count():,} open",
        more_is="bad",
        url=address("follow-up-list", view="all", owner=user.pk, due_to=today.isoformat()),
    )  # fmt: skip


@tile(
    "commitments",
    "Commitments on time",
    "Of the commitments that came due in the month, those met by their day.",
    "service.view",
)
def commitments(user: User, period: Period) -> Figure:
    first = min(period.months[0], period.against)
    rows = list(Commitment.objects.visible_to(user).score(first, period.on, period.on))
    due: dict[Any, int] = {}
    met: dict[Any, int] = {}
    for row in rows:
        due[row["month"]] = due.get(row["month"], 0) + row["due"]
        met[row["month"]] = met.get(row["month"], 0) + row["met"]
    rate = {month: share(met[month], due[month]) for month in due}
    return Figure(
        value=rate.get(period.month), before=rate.get(period.against),
        course=[rate.get(month) for month in period.months], unit="percent", more_is="good",
        note=f"{due.get(period.month, 0):,} due",
        url=address("service-list", view="all", scored="yes", due_from=period.month.isoformat(),
                    due_until=period.on.isoformat()),
    )  # fmt: skip


@tile(
    "overviews",
    "Overviews current",
    "Clients insured whose yearly overview is under a year old.",
    "service.view",
)
def overviews(user: User, period: Period) -> Figure:
    return _current(user, "overview")


@tile(
    "summaries",
    "Insurance summaries current",
    "Clients insured whose summary is under a year old and no older than the last change.",
    "service.view",
)
def summaries(user: User, period: Period) -> Figure:
    return _current(user, "summary")


def _current(user: User, paper: str) -> Figure:
    found = _currency(user)
    return Figure(
        value=share(found[paper], found["n"]), unit="percent", more_is="good",
        note=f"{found[paper]:,} of {found['n']:,} clients; {found['n'] - found[paper]:,} to do",
        url=address("service-accounts", show=paper),
    )  # fmt: skip


def _currency(user: User) -> dict[str, int]:
    """How many clients have what current, asked once for this user object."""
    if not hasattr(user, "_currency"):
        clients = with_currency(Client.objects.visible_to(user), timezone.localdate()).order_by()
        kept = {
            paper: Count("pk", filter=Q(**{f"{paper}_current": True}))
            for paper in ("overview", "summary")
        }
        user._currency = clients.aggregate(n=Count("pk"), **kept)  # type: ignore[attr-defined]
    return user._currency  # type: ignore[attr-defined]


@tile("escalations", "Escalations open", "Raised and not resolved.", "escalations.view")
def escalations(user: User, period: Period) -> Figure:
    rows = Escalation.objects.visible_to(user).open()
    fresh = rows.filter(acknowledged_at=None).count()
    return Figure(
        value=rows.count(),
        note=f"{fresh:,} not acknowledged",
        more_is="bad",
        url=address("escalation-list", view="open"),
    )
