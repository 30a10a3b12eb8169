"""What the demo's house and its people planned for this year and the last."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from reports.demo.people import Squad
from reports.models import Budget, BudgetAmount

# Dollars that one client brings in a year, as planned, and the part of it that is new business.
COMMISSION, PREMIUM = Decimal(14500), Decimal(120000)
NEW = Decimal("0.15")
# How the year's renewals and new business spread over its months, in percent.
SEASON = (12, 6, 8, 9, 6, 9, 12, 6, 7, 9, 6, 10)


def load_budgets(squads: Sequence[Squad], clients: int, today: date) -> None:
    """A budget of the house and one for every account executive, in bulk."""
    executives = [person for squad in squads for person in squad.executives]
    if not executives:
        return
    share = Decimal(clients) / len(executives)
    budgets = Budget.objects.bulk_create(
        Budget(year=year, part=part, person=person)
        for year in (today.year - 1, today.year)
        for part, person in [("house", None), *(("executive", e) for e in executives)]
    )
    BudgetAmount.objects.bulk_create(
        (
            BudgetAmount(budget=budget, month=month, measure=measure, amount=amount)
            for budget in budgets
            for month, weight in zip(budget.months, SEASON, strict=True)
            for measure, amount in _amounts(share if budget.person else Decimal(clients), weight)
        ),
        batch_size=2000,
    )


def _amounts(clients: Decimal, weight: int) -> list[tuple[str, Decimal]]:
    part = clients * weight / 100
    return [
        ("commission", round(part * COMMISSION, -2)),
        ("new_commission", round(part * COMMISSION * NEW, -2)),
        ("premium", round(part * PREMIUM, -2)),
        ("new_premium", round(part * PREMIUM * NEW, -2)),
    ]
