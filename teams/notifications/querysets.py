"""Questions about notices and e-mails."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

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

    def not_arrived(self, since: datetime) -> "OutboundEmailQuerySet":
        """E-mails that came back, or were not accepted, since a moment."""
        from teams.notifications.models import Bounce

        returned = Bounce.objects.filter(at__gte=since).values("email")
        refused = self.model._default_manager.filter(state="failed", created_at__gte=since)
        return self.filter(Q(pk__in=returned) | Q(pk__in=refused.values("pk")))

    def overtaken(self, at: datetime) -> "OutboundEmailQuerySet":
        """E-mails whose sender fell silent: nobody knows whether they left."""
        return self.filter(state="sending", leased_until__lt=at)


class BounceQuerySet(models.QuerySet):
    def blocking(self, address: str) -> "BounceQuerySet":
        """Lasting bounces of `address` that nobody has cleared."""
        return self.lasting().filter(email__to__iexact=address.strip())

    def lasting(self) -> "BounceQuerySet":
        """Those that block their address until somebody has seen to it."""
        return self.filter(lasting=True, cleared_at=None)

    def blocked(self, addresses: Iterable[str]) -> set[str]:
        """Those of `addresses`, in small letters, to which no e-mail goes at present."""
        small = {address.lower() for address in addresses if address}
        rows = self.lasting().annotate(small=Lower("email__to")).filter(small__in=small)
        return set(rows.values_list("small", flat=True)) if small else set()
