"""Questions about meetings."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.clients.querysets import clients_seen_by

if TYPE_CHECKING:
    from teams.people.models import User


class MeetingKindQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "MeetingKindQuerySet":
        """Kinds of meetings are no secret in the house."""
        return self if user.may("meetings.view") else self.none()


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "MeetingQuerySet":
        """Meetings about clients one sees; those about none for whoever is asked to them."""
        clients = clients_seen_by(user)
        asked = apps.get_model("accounts", "Attendee").objects.filter(
            meeting=OuterRef("pk"), user=user
        )
        own = Q(client=None) & (Q(organizer=user) | Exists(asked))
        if clients is None:
            return self.filter(Q(client__isnull=False) | own)
        return self.filter(Q(client__in=clients) | own)

    def of(self, user: "User") -> "MeetingQuerySet":
        """Meetings one called or is asked to."""
        asked = apps.get_model("accounts", "Attendee").objects.filter(
            meeting=OuterRef("pk"), user=user
        )
        return self.filter(Q(organizer=user) | Exists(asked))

    def coming(self, now: datetime) -> "MeetingQuerySet":
        """Neither cancelled nor over at `now`, the next first."""
        rows = self.filter(cancelled_at=None, held_at=None, ends_at__gt=now)
        return rows.order_by("starts_at", "pk")

    def without_minutes(self, now: datetime) -> "MeetingQuerySet":
        """Over, but nobody has said what came of them."""
        return self.filter(cancelled_at=None, held_at=None, ends_at__lte=now)


class OfMeetingQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "OfMeetingQuerySet":
        """Rows of the meetings one sees."""
        meetings = apps.get_model("accounts", "Meeting").objects.visible_to(user)
        return self.filter(meeting__in=meetings.order_by().values("pk"))
