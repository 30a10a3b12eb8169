"""Questions about rates, rules and schemes of billing."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.billing.rules import Rate
from accounts.clients.querysets import clients_seen_by

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


class BillingRunQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "BillingRunQuerySet":
        """One's own runs; those who see every client see all."""
        return self if clients_seen_by(user) is None else self.filter(by=user)


def not_invoiced(user: "User") -> models.QuerySet:
    """Agency-billed transactions with premium that no standing invoice is for.

    What an import brought was billed in the system it came from and is left out.
    """
    invoices = apps.get_model("accounts", "Invoice").objects
    return (
        apps.get_model("accounts", "PolicyTransaction")
        .objects.visible_to(user)
        .filter(
            ~Exists(invoices.live().filter(transaction=OuterRef("pk"))),
            term__policy__bill_mode="agency",
            batch=None,
        )
        .exclude(premium=0)
        .select_related("term__client", "term__policy__line", "term__policy__writing_company")
    )
