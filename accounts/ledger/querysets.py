"""Questions about the ledger."""

from datetime import date
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef

from accounts.clients.querysets import OfClientQuerySet, clients_seen_by
from config.lib.dates import add_months

if TYPE_CHECKING:
    from teams.people.models import User


class JournalEntryQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "JournalEntryQuerySet":
        """Entries all of whose postings are of clients the user sees."""
        clients = clients_seen_by(user)
        if clients is None:
            return self
        postings = apps.get_model("accounts", "Posting").objects.filter(entry=OuterRef("pk"))
        seen = postings.filter(client__in=clients)
        others = postings.exclude(client__in=clients.values("pk"))
        house = postings.filter(client=None)
        return self.filter(Exists(seen), ~Exists(others), ~Exists(house))


class PostingQuerySet(OfClientQuerySet):
    """Postings of the clients the user sees; the house's own for those who see every client."""

    def balance(self, account: str, on: date | None = None) -> models.QuerySet:
        """Postings of one account up to the end of `on`."""
        rows = self.filter(account=account)
        return rows if on is None else rows.filter(posted_on__lte=on)


class LedgerMonthQuerySet(models.QuerySet):
    def first_open_day(self) -> date | None:
        """The day after the last closed month; None while none is closed."""
        last = self.order_by("-month").values_list("month", flat=True).first()
        return None if last is None else add_months(last, 1)


class SentFormQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "SentFormQuerySet":
        """Nobody looks at them; they only keep a form from being sent twice."""
        return self.none()
