"""Questions about return premium that goes back to clients."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Cast, Greatest

from accounts.clients.querysets import OfClientQuerySet

if TYPE_CHECKING:
    from accounts.receivables.querysets import InvoiceQuerySet
    from teams.people.models import User


class ClientRefundQuerySet(OfClientQuerySet):
    """Refunds to the clients the user sees."""

    client_path = "credit__client"

    def under_way(self) -> "ClientRefundQuerySet":
        """Those asked for or approved, and not yet paid."""
        return self.filter(dropped_by=None, paid_entry=None)

    def settled(self) -> "ClientRefundQuerySet":
        """Those paid or dropped."""
        return self.exclude(dropped_by=None, paid_entry=None)


def credits_to_give_back(user: "User", on: date, days: int) -> "InvoiceQuerySet":
    """Credit memos of which something is left, the oldest first, with `refund_due_on` (`days`
    after the later of its date and effective date), `asked` (a refund is under way) and
    `lender_first` (a lender has the first claim)."""
    invoices = apps.get_model("accounts", "Invoice").objects
    asked = apps.get_model("accounts", "ClientRefund").objects.under_way()
    lenders = apps.get_model("accounts", "FinanceAgreement").objects.filter(
        financed__term=OuterRef("term"), ended_on=None
    )
    begins = Greatest("invoice_on", "effective_on", output_field=models.DateField())
    return (
        invoices.visible_to(user)
        .filter(total__lt=0)
        .open(on)
        .filter(balance__lt=0)
        .annotate(
            # The database adds days to a date as a moment.
            refund_due_on=Cast(begins + timedelta(days=days), models.DateField()),
            asked=Exists(asked.filter(credit=OuterRef("pk"))),
            lender_first=Exists(lenders),
            left=-F("balance"),
        )
        .order_by(begins, "pk")
    )
