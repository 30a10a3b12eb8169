"""Questions about write-offs."""

from datetime import date
from decimal import Decimal

from django.db.models import Q

from accounts.clients.querysets import OfClientQuerySet
from config.lib.models import HouseQuerySet
from config.lib.money import ZERO


class WriteOffQuerySet(OfClientQuerySet):
    client_path = "invoice__client"

    def waiting(self) -> "WriteOffQuerySet":
        """Those nobody has decided on, the oldest first."""
        return self.filter(decided_by=None).order_by("asked_at", "pk")


class WriteOffLimitQuerySet(HouseQuerySet):
    def of(self, role: str, on: date) -> tuple[Decimal, Decimal]:
        """Dollars that `role` writes off alone and dollars that it approves; zero without a row."""
        rows = self.filter(Q(until_on=None) | Q(until_on__gt=on), role=role, from_on__lte=on)
        row = rows.order_by("-from_on").first()
        return (row.alone, row.approves) if row else (ZERO, ZERO)
