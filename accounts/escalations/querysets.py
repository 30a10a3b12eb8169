"""Questions about escalations and requests for help."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from accounts.clients.querysets import absent_ids_covered_by, clients_seen_by
from config.lib.models import HouseQuerySet
from teams.people.querysets import team_ids_seen_by

if TYPE_CHECKING:
    from accounts.clients.models import Client
    from accounts.escalations.models import Escalation, EscalationRule
    from teams.people.models import User


class EscalationRuleQuerySet(HouseQuerySet):
    def in_force(self, on: date) -> "dict[str, EscalationRule]":
        """By code, the row that holds on `on`."""
        rows = self.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)
        found: dict[str, Any] = {row.code: row for row in rows.order_by("from_on")}
        return found


class EscalationQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "EscalationQuerySet":
        """Those about clients the user sees, gathered ones too; those without a client, to the
        two sides and who stands in for the one who was told."""
        clients = clients_seen_by(user)
        if clients is None:
            return self
        people = [user.pk, *absent_ids_covered_by(user)]
        own = Q(client=None) & (Q(to__in=people) | Q(raised_by=user))
        return self.filter(Q(client__in=clients) | own | _with_matters_of(clients))

    def about(self, client: "Client") -> "EscalationQuerySet":
        """Those about this client, alone or among others."""
        return self.filter(Q(client=client) | _with_matters_of([client.pk]))

    def open(self) -> "EscalationQuerySet":
        return self.filter(resolved_at=None)

    def waiting_for(self, user: "User") -> "EscalationQuerySet":
        """Open ones that this person, or an absent colleague they stand in for, must see to."""
        people = [user.pk, *absent_ids_covered_by(user)]
        unseen_first = models.F("acknowledged_at").asc(nulls_first=True)
        return self.open().filter(to__in=people).order_by(unseen_first, "raised_at", "pk")

    def with_names(self) -> "EscalationQuerySet":
        return self.select_related("client", "to", "raised_by", "acknowledged_by", "resolved_by")


def _with_matters_of(clients: Any) -> Q:
    from accounts.escalations.models import EscalationMatter

    matters = EscalationMatter.objects.filter(client__in=clients).order_by()
    return Q(gathered=True, pk__in=matters.values("escalation"))


class EscalationMatterQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "EscalationMatterQuerySet":
        """Those about clients the user sees; those about none go with their escalation."""
        clients = clients_seen_by(user)
        return self if clients is None else self.filter(Q(client__in=clients) | Q(client=None))

    def of(self, escalation: "Escalation") -> "EscalationMatterQuerySet":
        """Its matters, those that still hold first."""
        rows = self.filter(escalation=escalation).select_related("client")
        return rows.order_by(models.F("gone_at").asc(nulls_first=True), "pk")

    def counted(self) -> dict[str, int]:
        """How many there are, and how many of them still hold."""
        held = models.Count("pk", filter=Q(gone_at=None))
        return self.order_by().aggregate(count=models.Count("pk"), holding=held)


class HelpRequestQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "HelpRequestQuerySet":
        """One's own, those one answers, and those of the people of one's department."""
        teams = team_ids_seen_by(user)
        if teams is None:
            return self
        mine = Q(asked_by=user) | Q(to__in=[user.pk, *absent_ids_covered_by(user)])
        if user.may("escalations.answer"):
            from teams.people.models import Membership

            people = Membership.objects.filter(team__in=teams).values("user")
            mine |= Q(asked_by__in=people)
        return self.filter(mine)

    def waiting(self) -> "HelpRequestQuerySet":
        return self.filter(answered_at=None).order_by("needed_on", "pk")

    def with_names(self) -> "HelpRequestQuerySet":
        return self.select_related("client", "asked_by", "to", "answered_by")
