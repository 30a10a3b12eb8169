"""Questions about notices and e-mails."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from teams.people.models import User


class NotificationQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "NotificationQuerySet":
        """Notices are personal, whatever the role."""
        return self.filter(user=user)

    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)


class OutboundEmailQuerySet(models.QuerySet):
    def due(self, at: datetime) -> "OutboundEmailQuerySet":
        """E-mails that wait and may leave at `at`."""
        return self.filter(state="queued", not_before__lte=at)

    def overtaken(self, at: datetime) -> "OutboundEmailQuerySet":
        """E-mails whose sender fell silent: nobody knows whether they left."""
        return self.filter(state="sending", leased_until__lt=at)


class BounceQuerySet(models.QuerySet):
    def blocking(self, address: str) -> "BounceQuerySet":
        """Lasting bounces of `address` that nobody has cleared."""
        return self.filter(email__to__iexact=address.strip(), lasting=True, cleared_at=None)
