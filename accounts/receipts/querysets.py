"""Questions about money that came in."""

from datetime import date

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from accounts.clients.querysets import OfClientQuerySet

_MONEY: models.DecimalField = models.DecimalField(max_digits=14, decimal_places=2)


class AllocationQuerySet(OfClientQuerySet):
    """Uses of the receipts the user sees."""

    client_path = "receipt__client"


class ReceiptQuerySet(OfClientQuerySet):
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
