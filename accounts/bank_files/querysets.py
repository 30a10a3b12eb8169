"""Questions about statements of the bank."""

from typing import TYPE_CHECKING, Any

from django.db import models

from accounts.clients.querysets import clients_seen_by

if TYPE_CHECKING:
    from teams.people.models import User


def _all_or_none(rows: Any, user: "User") -> Any:
    """A statement holds payments of any client: for those who post and see every client."""
    return rows if user.may("receivables.post") and clients_seen_by(user) is None else rows.none()


class BankFileQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "BankFileQuerySet":
        """All files for those who post receipts, none for others."""
        return _all_or_none(self, user)


class BankLineQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "BankLineQuerySet":
        """All lines for those who post receipts, none for others."""
        return _all_or_none(self, user)

    def open(self) -> "BankLineQuerySet":
        """Lines that led to nothing yet."""
        return self.filter(receipt=None, set_aside="")
