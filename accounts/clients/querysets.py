"""Questions about clients."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from teams.access.roles import GRANTS, Scope
from teams.people.querysets import team_ids_seen_by

if TYPE_CHECKING:
    from accounts.clients.models import Client
    from teams.people.models import User


class ClientQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "ClientQuerySet":
        """The clients of the teams the user sees, those the user serves in person, and those
        of colleagues the user stands in for today. Records merged into others are not there."""
        return self._seen_by(user, [user.pk, *absent_ids_covered_by(user)])

    def own_of(self, user: "User") -> "ClientQuerySet":
        """Those of `visible_to` without the clients of colleagues the user stands in for."""
        return self._seen_by(user, [user.pk])

    def _seen_by(self, user: "User", people: list[int]) -> "ClientQuerySet":
        rows = self.filter(merged_into=None)
        teams = team_ids_seen_by(user)
        if teams is None:
            return rows
        served = _assignments().filter(client=OuterRef("pk"), user__in=people, until_on=None)
        return rows.filter(Q(team__in=teams) | Exists(served))

    def served_by(self, user_id: int, role: str) -> "ClientQuerySet":
        """Clients whom this person serves in this role today, or whose person is away and
        covered by this one."""
        today = timezone.localdate()
        absent = apps.get_model("accounts", "Absence").objects.running(today)
        serving = _assignments().filter(
            Q(user=user_id, role=role)
            | Q(user__in=absent.filter(deputy=user_id).order_by().values("person")),
            client=OuterRef("pk"),
            until_on=None,
        )
        return self.filter(Exists(serving))

    def without_executive(self) -> "ClientQuerySet":
        """Clients with no current account executive, or one who has left."""
        serving = _assignments().filter(
            client=OuterRef("pk"), role="account_executive", until_on=None, user__is_active=True
        )
        return self.filter(~Exists(serving), merged_into=None)

    def tombstones_for(self, user: "User") -> "ClientQuerySet":
        """Merged records that lead to a client the user sees."""
        kept = self.model._default_manager.visible_to(user).order_by().values("pk")
        return self.filter(merged_into__in=kept)


class TierQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "TierQuerySet":
        """What tiers stand for is no secret in the house."""
        return self if user.may("service.view") else self.none()


class ServiceAssignmentQuerySet(models.QuerySet):
    def current(self) -> "ServiceAssignmentQuerySet":
        """Assignments without an end."""
        return self.filter(until_on=None)


class OfClientQuerySet(models.QuerySet):
    """Rows that belong to one client, reached by `client_path`; who sees it sees them."""

    client_path = "client"

    def visible_to(self, user: "User") -> Self:
        """Rows of the clients the user sees."""
        clients = clients_seen_by(user)
        return self if clients is None else self.filter(**{f"{self.client_path}__in": clients})


def _assignments() -> models.QuerySet:
    return apps.get_model("accounts", "ServiceAssignment").objects.all()


def absent_ids_covered_by(user: "User") -> list[int]:
    """The people `user` stands in for today, asked once for this user object."""
    if not hasattr(user, "_covers_for"):
        running = apps.get_model("accounts", "Absence").objects.running(timezone.localdate())
        found = running.filter(deputy=user.pk).order_by()
        user._covers_for = list(found.values_list("person", flat=True))  # type: ignore[attr-defined]
    return user._covers_for  # type: ignore[attr-defined]


def clients_seen_by(user: "User") -> models.QuerySet | None:
    """The ids of the clients `user` sees, for a subquery; None means all of them.

    The question is written once for this user object, which lives for a request.
    """
    if team_ids_seen_by(user) is None:
        return None
    if not hasattr(user, "_clients_seen"):
        clients = apps.get_model("accounts", "Client").objects
        user._clients_seen = clients.visible_to(user).order_by().values("pk")  # type: ignore[attr-defined]
    return user._clients_seen  # type: ignore[attr-defined]


def people_who_see(client: "Client") -> models.QuerySet:
    """Active people to whom `client` is visible: the other direction of `visible_to`."""
    from teams.people.models import Membership, User

    roles = {
        scope: [role for role, grant in GRANTS.items() if grant.scope == scope] for scope in Scope
    }
    # Subqueries rather than joins: a person in two teams is still one person.
    members = Membership.objects.filter(user=OuterRef("pk"))
    serving = client.assignments.filter(user=OuterRef("pk"), until_on=None)
    return (
        User.objects.active()
        .holding("clients.view")
        .filter(
            Q(role__in=roles[Scope.ALL])
            | Exists(serving)
            | Q(Exists(members.filter(team=client.team_id)), role__in=roles[Scope.TEAM])
            | Q(
                Exists(members.filter(team__department=client.team.department)),
                role__in=roles[Scope.DEPARTMENT],
            )
        )
    )
