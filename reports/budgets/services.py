"""Keeping budgets."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from config.lib.errors import DomainError
from reports.budgets.models import Budget, BudgetAmount
from teams.access.roles import Scope

if TYPE_CHECKING:
    from teams.people.models import User

Amounts = Mapping[tuple[date, str], Decimal]


def refuse_unless_planner(budget: Budget, by: "User") -> None:
    """Raise DomainError unless `by` may plan for whom `budget` is."""
    if not by.may("budgets.write"):
        raise DomainError("Your role may not keep budgets.")
    if by.scope != Scope.ALL and budget.part == Budget.Part.HOUSE:
        raise DomainError("Only those who see every client plan for the whole house.", "part")
    if budget.person and by.scope != Scope.ALL and not _leads(by, budget.person):
        raise DomainError(f"{budget.person} is in none of your teams.", "person")


def _leads(by: "User", person: "User") -> bool:
    departments = by.teams.values("department")
    return person.teams.filter(department__in=departments).exists()


@transaction.atomic
def save_budget(*, budget: Budget, amounts: Amounts, opened_with: int, by: "User") -> Budget:
    """Keep `amounts` ((first day of month, measure) → dollars) as the whole plan of `budget`.

    A new budget is added; an existing one is replaced if it still has the version it was opened
    with. Raises DomainError when somebody saved in between, for months of another year, and for
    a budget that `by` may not keep.
    """
    refuse_unless_planner(budget, by)
    if any(month.year != budget.year for month, _ in amounts):
        raise DomainError(f"Every month must be in {budget.year}.")
    if budget.pk:
        budget.save_version(opened_with, [])
    else:
        budget.full_clean()
        budget.save()
    kept = {(a.month, a.measure): a for a in budget.amounts.all()}
    for key, amount in amounts.items():
        row = kept.pop(key, None) or BudgetAmount(budget=budget, month=key[0], measure=key[1])
        if row.pk is None or row.amount != amount:
            row.amount = amount
            row.save()
    for row in kept.values():
        row.delete()
    return budget
