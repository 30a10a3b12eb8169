"""Questions about carriers and their commission schedules."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from accounts.carriers.models import WritingCompany
    from accounts.policies.models import LineOfBusiness
    from teams.people.models import User


class OfTheHouseQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "OfTheHouseQuerySet":
        """Carriers belong to the whole house: everybody who sees policies sees them."""
        return self if user.may("policies.view") else self.none()


class CarrierQuerySet(OfTheHouseQuerySet):
    def with_book(self, user: "User", on: date) -> "CarrierQuerySet":
        """Annotate `policies_in_force` and `premium_in_force` of the clients `user` sees.

        Premium is the full-term premium, in dollars, of terms in force on `on`.
        """
        terms = (
            apps.get_model("accounts", "PolicyTerm")
            .objects.visible_to(user)
            .in_force(on)
            .with_annual(on)
            .filter(policy__writing_company__carrier=models.OuterRef("pk"))
            .order_by()
            .values("policy__writing_company__carrier")
        )
        money = models.DecimalField(max_digits=14, decimal_places=2)
        return self.annotate(
            policies_in_force=Coalesce(
                models.Subquery(terms.annotate(n=models.Count("pk")).values("n")), 0
            ),
            premium_in_force=Coalesce(
                models.Subquery(terms.annotate(s=models.Sum("annual")).values("s")),
                models.Value(Decimal(0), output_field=money),
                output_field=money,
            ),
        )


class CommissionRateQuerySet(models.QuerySet):
    def on(self, day: date) -> "CommissionRateQuerySet":
        """The rows that hold on `day`."""
        return self.filter(Q(until_on=None) | Q(until_on__gt=day), from_on__lte=day)


def rate_for(
    company: "WritingCompany", line: "LineOfBusiness", kind: str, on: date
) -> Decimal | None:
    """Percent that `company` pays for `line` on `on`; None when the schedule does not say.

    `kind` is a transaction kind: NEW takes the rate for new business, all others that for
    renewals, since they follow business the house has.
    """
    rows = apps.get_model("accounts", "CommissionRate").objects
    row = rows.on(on).filter(company=company, line=line).first()
    if row is None:
        return None
    return row.new_percent if kind == "NEW" else row.renewal_percent
