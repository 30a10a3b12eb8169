"""Questions about clients."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from teams.access.roles import GRANTS, Scope
from teams.people.querysets import team_ids_seen_by

if TYPE_CHECKING:
    from accounts.clients.models import Client
    from teams.people.models import User


class ClientQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "ClientQuerySet":
        """The clients of the teams the user sees, and those the user serves in person."""
        teams = team_ids_seen_by(user)
        if teams is None:
            return self
        from accounts.clients.models import ServiceAssignment

        own = ServiceAssignment.objects.filter(client=OuterRef("pk"), user=user, until_on=None)
        return self.filter(Q(team__in=teams) | Exists(own))

    def served_by(self, user_id: int, role: str) -> "ClientQuerySet":
        """Clients whom this person serves in this role today."""
        return self.filter(
            assignments__user=user_id, assignments__role=role, assignments__until_on=None
        )


class ServiceAssignmentQuerySet(models.QuerySet):
    def current(self) -> "ServiceAssignmentQuerySet":
        """Assignments without an end."""
        return self.filter(until_on=None)


def clients_seen_by(user: "User") -> models.QuerySet | None:
    """The ids of the clients `user` sees, for a subquery; None means all of them."""
    from accounts.clients.models import Client

    if team_ids_seen_by(user) is None:
        return None
    return Client.objects.visible_to(user).order_by().values("pk")


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
