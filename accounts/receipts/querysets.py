"""Questions about money that came in."""

from datetime import date
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from accounts.clients.querysets import clients_seen_by

if TYPE_CHECKING:
    from teams.people.models import User

_MONEY: models.DecimalField = models.DecimalField(max_digits=14, decimal_places=2)


class AllocationQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "AllocationQuerySet":
        """Uses of the receipts the user sees."""
        clients = clients_seen_by(user)
        return self if clients is None else self.filter(receipt__client__in=clients)


class ReceiptQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "ReceiptQuerySet":
        """Receipts of the clients the user sees."""
        clients = clients_seen_by(user)
        return self if clients is None else self.filter(client__in=clients)

    def with_standing(self, on: date | None = None) -> "ReceiptQuerySet":
        """Annotate what is left of each receipt (`unapplied`, dollars, as of the end of `on`) and
        whether it was `returned`."""
        postings = apps.get_model("accounts", "Posting").objects
        held = postings.filter(entry__receipt=OuterRef("pk"), account="unapplied_cash")
        if on is not None:
            held = held.filter(posted_on__lte=on)
        total = held.order_by().values("entry__receipt").annotate(t=Sum("amount")).values("t")
        entries = apps.get_model("accounts", "JournalEntry").objects
        return self.annotate(
            unapplied=-Coalesce(Subquery(total), Value(0), output_field=_MONEY),
            returned=Exists(entries.filter(receipt=OuterRef("pk"), kind="return")),
        )

    def holding(self, on: date) -> "ReceiptQuerySet":
        """Receipts of which something was left as of the end of `on`, with their standing."""
        postings = apps.get_model("accounts", "Posting").objects
        held = postings.filter(
            account="unapplied_cash", posted_on__lte=on, entry__receipt__isnull=False
        )
        ids = (
            held.order_by()
            .values("entry__receipt")
            .annotate(total=Sum("amount"))
            .exclude(total=0)
            .values("entry__receipt")
        )
        return self.filter(pk__in=ids).with_standing(on)
