"""Tiles of orders, commitments, what is current, and what was escalated."""

from datetime import date
from typing import Any

from django.db.models import Count, F, Q
from django.utils import timezone

from accounts.clients.models import Client
from accounts.escalations.models import Escalation
from accounts.follow_ups.models import FollowUp
from accounts.orders.models import ServiceOrder
from accounts.orders.querysets import is_overdue
from accounts.orders.states import OrderState
from accounts.orders.turnaround import FINISHED
from accounts.overviews.currency import with_currency
from accounts.service_plans.models import Commitment
from config.lib.money import share
from reports.dashboards.registry import once, tile
from reports.dashboards.rules import Figure, Period
from reports.dashboards.series import by_month
from reports.production.page import address
from teams.people.models import User


@once
def _finished(user: User, period: Period) -> dict[date, dict[str, Any]]:
    """Month → how many orders were finished (`n`), and how many by their due time (`kept`)."""
    return by_month(
        ServiceOrder.objects.visible_to(user).filter(state__in=FINISHED), "done_at", period,
        n=Count("pk"), kept=Count("pk", filter=Q(done_at__lte=F("due_at"))),
    )  # fmt: skip


@once
def _open(user: User, period: Period) -> dict[str, int]:
    """How many orders are open, overdue, in the queue, the user's own, and overdue of these."""
    late, mine = is_overdue(timezone.now()), Q(assigned_to=user)
    queue = Q(state=OrderState.SUBMITTED)
    counts = {"open": Q(), "late": late, "queue": queue, "mine": mine, "my_late": mine & late}
    return (
        ServiceOrder.objects.visible_to(user)
        .open()
        .aggregate(**{name: Count("pk", filter=only) for name, only in counts.items()})
    )


def _days(period: Period) -> dict[str, str]:
    return {"from": period.month.isoformat(), "to": period.on.isoformat()}


@tile(
    "orders_finished", "Orders finished", "Orders whose work was done in the month.", "orders.view"
)
def orders_finished(user: User, period: Period) -> Figure:
    count = {month: row["n"] for month, row in _finished(user, period).items()}
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
    rows = _finished(user, period)
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
    found = _open(user, period)
    return Figure(
        value=found["late"],
        note=f"of {found['open']:,} open",
        more_is="bad",
        target=0,
        url=address("order-list", overdue="true"),
    )


@tile("my_orders", "On my desk", "Open orders that you have taken.", "orders.work")
def my_orders(user: User, period: Period) -> Figure:
    found = _open(user, period)
    return Figure(
        value=found["mine"], note=f"{found['my_late']:,} overdue",
        url=address("order-list", view="mine"),
    )  # fmt: skip


@tile("queue", "Waiting to be taken", "Orders nobody has taken yet.", "orders.work")
def queue(user: User, period: Period) -> Figure:
    return Figure(
        value=_open(user, period)["queue"], more_is="bad", url=address("order-list", view="queue")
    )


@tile(
    "follow_ups", "Follow-ups due", "Your open follow-ups that are due by today.", "follow_ups.view"
)
def follow_ups(user: User, period: Period) -> Figure:
    today = timezone.localdate()
    mine = FollowUp.objects.visible_to(user).open().filter(owner=user)
    found = mine.aggregate(open=Count("pk"), due=Count("pk", filter=Q(due_on__lte=today)))
    return Figure(
        value=found["due"], note=f"of {found['open']:,} open",
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
    # As of today, so that what a month's last days left undone counts in it once it is late.
    rows = list(Commitment.objects.visible_to(user).score(first, period.on, timezone.localdate()))
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
    return _current(user, period, "overview")


@tile(
    "summaries",
    "Insurance summaries current",
    "Clients insured whose summary is under a year old and no older than the last change.",
    "service.view",
)
def summaries(user: User, period: Period) -> Figure:
    return _current(user, period, "summary")


def _current(user: User, period: Period, paper: str) -> Figure:
    found = _currency(user, period)
    return Figure(
        value=share(found[paper], found["n"]), unit="percent", more_is="good",
        note=f"{found[paper]:,} of {found['n']:,} clients; {found['n'] - found[paper]:,} to do",
        url=address("service-accounts", show=paper),
    )  # fmt: skip


@once
def _currency(user: User, period: Period) -> dict[str, int]:
    """How many clients have what current."""
    clients = with_currency(Client.objects.visible_to(user), timezone.localdate()).order_by()
    kept = {
        paper: Count("pk", filter=Q(**{f"{paper}_current": True}))
        for paper in ("overview", "summary")
    }
    return clients.aggregate(n=Count("pk"), **kept)


@tile("escalations", "Escalations open", "Raised and not resolved.", "escalations.view")
def escalations(user: User, period: Period) -> Figure:
    rows = Escalation.objects.visible_to(user).open()
    found = rows.aggregate(open=Count("pk"), fresh=Count("pk", filter=Q(acknowledged_at=None)))
    return Figure(
        value=found["open"],
        note=f"{found['fresh']:,} not acknowledged",
        more_is="bad",
        url=address("escalation-list", view="open"),
    )
