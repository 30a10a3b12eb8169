"""Questions about the rule of loss runs."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.loss_runs.models import LossRunRule
    from teams.people.models import User


class LossRunRuleQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "LossRunRuleQuerySet":
        """All of them: they belong to the house."""
        return self

    def of_day(self, on: date) -> "LossRunRule | None":
        """The rule of `on`: of several the one that began last."""
        rows: Any = self.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)
        return rows.order_by("-from_on").first()

    def stale_days(self, on: date) -> int | None:
        """After how many days a valuation is stale on `on`; None while no rule says."""
        rule = self.of_day(on)
        return rule.stale_days if rule else None
