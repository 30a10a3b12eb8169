"""Questions about people."""

from typing import TYPE_CHECKING

from django.db import models

from teams.access.roles import GRANTS, Scope

if TYPE_CHECKING:
    from teams.people.models import User


class UserQuerySet(models.QuerySet):
    def active(self) -> "UserQuerySet":
        """People who may sign in and be given work."""
        return self.filter(is_active=True)

    def visible_to(self, user: "User") -> "UserQuerySet":
        """Colleagues are no secret: everyone who signs in sees everyone."""
        return self if user.may("people.view") else self.none()

    def managed_by(self, user: "User") -> "UserQuerySet":
        """The people whose licenses and education `user` keeps: everybody for those who see the
        whole house, else those in teams of one's own departments; nobody without the right."""
        if not user.may("people.manage"):
            return self.none()
        teams = teams_seen_by(user)
        if teams is None:
            return self
        return self.filter(pk__in=_members(teams))

    def holding(self, rule: str) -> "UserQuerySet":
        """People whose role holds the access rule."""
        return self.filter(role__in=[role for role, g in GRANTS.items() if rule in g.rules])


class TeamQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "TeamQuerySet":
        """Teams are no secret either."""
        return self if user.may("people.view") else self.none()


class LicenseQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "LicenseQuerySet":
        """License numbers stand on every quotation; everyone who signs in sees them."""
        return self if user.may("people.view") else self.none()


def _members(teams: models.QuerySet) -> models.QuerySet:
    from teams.people.models import Membership

    return Membership.objects.filter(team__in=teams).order_by().values("user")


def teams_seen_by(user: "User") -> models.QuerySet | None:
    """The teams whose clients `user` sees; None means all of them."""
    from teams.people.models import Team

    if user.scope == Scope.ALL:
        return None
    own = Team.objects.filter(memberships__user=user)
    if user.scope == Scope.DEPARTMENT:
        return Team.objects.filter(department__in=own.values("department"))
    return own


def team_ids_seen_by(user: "User") -> list[int] | None:
    """The ids of `teams_seen_by`, asked once for this user object, which lives for a request."""
    if not hasattr(user, "_team_ids_seen"):
        teams = teams_seen_by(user)
        user._team_ids_seen = None if teams is None else list(teams.values_list("pk", flat=True))
    return user._team_ids_seen
