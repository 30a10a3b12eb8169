"""Questions about commission that carriers owe."""

from datetime import date
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import F, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from accounts.clients.querysets import OfClientQuerySet, clients_seen_by

if TYPE_CHECKING:
    from teams.people.models import User

_MONEY: models.DecimalField = models.DecimalField(max_digits=14, decimal_places=2)


class ExpectedCommissionQuerySet(OfClientQuerySet):
    def with_open(self) -> "ExpectedCommissionQuerySet":
        """Annotate `open`: what no statement has settled yet, in dollars."""
        settled = (
            apps.get_model("accounts", "CommissionSettlement")
            .objects.filter(expected=OuterRef("pk"))
            .order_by()
            .values("expected")
            .annotate(total=Sum("amount"))
            .values("total")
        )
        return self.annotate(
            open=F("amount") - Coalesce(Subquery(settled), Value(0), output_field=_MONEY)
        )


class StatementQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "StatementQuerySet":
        """A statement names clients of every team: for those who see every client."""
        return self if clients_seen_by(user) is None else self.none()

    def standing(self) -> "StatementQuerySet":
        """Those not reversed."""
        return self.filter(reversed_at=None)


class StatementRowQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "StatementRowQuerySet":
        """Rows of the statements the user sees."""
        return self if clients_seen_by(user) is None else self.none()


def not_expected(since: date) -> models.QuerySet:
    """Direct-billed transactions with commission, entered from `since` on, not yet on the books.

    What an import brought was settled in the system it came from.
    """
    return (
        apps.get_model("accounts", "PolicyTransaction")
        .objects.filter(
            entered_at__date__gte=since,
            expected_commission=None,
            term__policy__bill_mode="direct",
            batch=None,
        )
        .exclude(commission=0)
        .select_related("term__policy__writing_company", "term__client")
        .order_by("pk")
    )
