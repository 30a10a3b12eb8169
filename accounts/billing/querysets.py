"""Questions about rates, rules and schemes of billing."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from accounts.billing.rules import Rate

if TYPE_CHECKING:
    from teams.people.models import User


class OfTheHouseQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "OfTheHouseQuerySet":
        """Rates belong to the whole house: everybody who sees invoices sees them."""
        return self if user.may("receivables.view") else self.none()


class TaxFeeRuleQuerySet(OfTheHouseQuerySet):
    def table(self) -> list[Rate]:
        """All rows as plain rates, to look up many invoices with one query."""
        return [
            Rate(r.state, r.code, r.rate, r.base, r.date_basis, r.from_on, r.until_on)
            for r in self.order_by("state", "code", "from_on")
        ]


class BillingRuleQuerySet(OfTheHouseQuerySet):
    def in_force(self, on: date) -> "dict[str, Decimal]":
        """Code → number of the rules that hold on `on`."""
        rows = self.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)
        return dict(rows.values_list("code", "value"))
