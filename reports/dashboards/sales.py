"""Tiles of what expires, what is sold, and what is still to come from the carriers."""

from datetime import timedelta

from django.db.models import Count, Q, Sum
from django.utils import timezone

from accounts.policies.models import PolicyTerm
from config.lib.money import ZERO, share
from renewals.expirations.querysets import expired_open
from renewals.opportunities.models import Mark, Opportunity
from renewals.policy_checks.models import PolicyCheck
from renewals.policy_checks.states import Standing
from reports.dashboards.registry import tile
from reports.dashboards.rules import Figure, Period
from reports.dashboards.series import by_month
from reports.production.page import address
from teams.people.models import User

AHEAD = 120


@tile(
    "expiring",
    "Expiring within 120 days",
    "Policies in force that expire within 120 days.",
    "policies.view",
)
def expiring(user: User, period: Period) -> Figure:
    today = timezone.localdate()
    rows = (
        PolicyTerm.objects.visible_to(user)
        .in_force(today)
        .filter(expires_on__range=(today, today + timedelta(days=AHEAD)))
        .order_by()
    )
    return Figure(value=rows.count(), url=address("expiration-list", days=AHEAD, standing="force"))


@tile(
    "expired_open",
    "Expired without disposition",
    "Policies past their expiration of which nobody has said what became.",
    "policies.view",
)
def without_disposition(user: User, period: Period) -> Figure:
    today = timezone.localdate()
    rows = expired_open(PolicyTerm.objects.visible_to(user), today)
    return Figure(value=rows.count(), more_is="bad", target=0,
                  url=address("expiration-list", days=0, back=366, outcome="open"))  # fmt: skip


@tile(
    "pipeline",
    "Weighted pipeline",
    "Σ expected revenue × probability of the stage, of open opportunities.",
    "policies.view",
)
def pipeline(user: User, period: Period) -> Figure:
    sums = Opportunity.objects.visible_to(user).open().sums()
    return Figure(
        value=sums["weighted"], unit="dollars",
        note=f"{sums['count']:,} open, ${sums['revenue']:,.0f} in all",
        url=address("opportunity-list", view="list"),
    )  # fmt: skip


@tile(
    "hit_ratio",
    "Hit ratio",
    "Won ÷ quoted, of the opportunities decided in the month.",
    "policies.view",
)
def hit_ratio(user: User, period: Period) -> Figure:
    decided = Opportunity.objects.visible_to(user).filter(quoted_on__isnull=False)
    rows = by_month(
        decided.exclude(decided_on=None), "decided_on", period, n=Count("pk"),
        won=Count("pk", filter=Q(stage__mark=Mark.WON)),
        premium=Sum("expected_premium", filter=Q(stage__mark=Mark.WON)),
    )  # fmt: skip
    rate = {month: share(row["won"], row["n"]) for month, row in rows.items()}
    this = rows.get(period.month, {"won": 0, "n": 0, "premium": ZERO})
    return Figure(
        value=rate.get(period.month), before=rate.get(period.against),
        course=[rate.get(month) for month in period.months], unit="percent", more_is="good",
        note=f"{this['won']} of {this['n']} won",
        url=address("hit-ratio", first=period.month.isoformat(), last=period.on.isoformat()),
    )  # fmt: skip


@tile(
    "policies_to_come",
    "Policies to chase",
    "Bound policies that the carrier has not issued and that are overdue.",
    "policies.view",
)
def policies_to_come(user: User, period: Period) -> Figure:
    rows = PolicyCheck.objects.visible_to(user).overdue(timezone.localdate())
    return Figure(value=rows.count(), more_is="bad",
                  url=address("policy-check-list", standing=Standing.OVERDUE.value))  # fmt: skip
