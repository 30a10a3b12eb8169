"""Questions about the ledger."""

from datetime import date

from django.db import models

from config.lib.dates import add_months


class PostingQuerySet(models.QuerySet):
    def balance(self, account: str, on: date | None = None) -> models.QuerySet:
        """Postings of one account up to the end of `on`."""
        rows = self.filter(account=account)
        return rows if on is None else rows.filter(posted_on__lte=on)


class LedgerMonthQuerySet(models.QuerySet):
    def first_open_day(self) -> date | None:
        """The day after the last closed month; None while none is closed."""
        last = self.order_by("-month").values_list("month", flat=True).first()
        return None if last is None else add_months(last, 1)
