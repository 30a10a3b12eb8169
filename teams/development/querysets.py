"""Questions about what people hold and learn."""

from datetime import date
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from teams.people.querysets import team_ids_seen_by

if TYPE_CHECKING:
    from teams.people.models import User


class OfPersonQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "OfPersonQuerySet":
        """One's own, and those of the people whose papers one keeps."""
        people = apps.get_model("teams", "User").objects.managed_by(user)
        return self.filter(Q(user=user) | Q(user__in=people.values("pk")))


class RuleQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "RuleQuerySet":
        """Rules are no secret in the house."""
        return self if user.may("people.view") else self.none()

    def in_force(self, on: date) -> "RuleQuerySet":
        """Rows that hold on `on`, the latest first."""
        rows = self.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)
        return rows.order_by("-from_on", "pk")


class BulletinQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "BulletinQuerySet":
        """Those for everybody, and those of teams one sees."""
        teams = team_ids_seen_by(user)
        return self if teams is None else self.filter(Q(team=None) | Q(team__in=teams))

    def with_read(self, user: "User") -> "BulletinQuerySet":
        """Annotate `is_read`: whether `user` said so, and `readers`: how many did."""
        from teams.development.models import BulletinRead

        own = BulletinRead.objects.filter(bulletin=OuterRef("pk"), user=user)
        return self.annotate(is_read=Exists(own), readers=models.Count("reads"))
