"""Questions about gap rules, findings and what became of them."""

from datetime import date
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.clients.querysets import OfClientQuerySet

if TYPE_CHECKING:
    from teams.people.models import User


class GapRuleQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "GapRuleQuerySet":
        """All of them: the rules belong to the house."""
        return self

    def active(self) -> "GapRuleQuerySet":
        """The rules that are asked."""
        return self.filter(active=True)


class GapDecisionQuerySet(OfClientQuerySet):
    def settling(self, on: date) -> "GapDecisionQuerySet":
        """Those by which a gap rests on `on`: its day to come up again is not there yet.

        What was proposed and lost rests no longer: why it was lost is to be put down as
        declined, with its evidence, or as placed elsewhere.
        """
        lost = Q(choice="proposed", opportunity__stage__mark="lost")
        return self.filter(Q(again_on=None) | Q(again_on__gt=on)).exclude(lost)


class GapFindingQuerySet(OfClientQuerySet):
    """Gaps of the clients and prospects the user sees."""

    def in_state(self, state: str, on: date) -> "GapFindingQuerySet":
        """`open`: nothing is decided, or it comes up again; `settled`: it rests."""
        settling = apps.get_model("renewals", "GapDecision").objects.settling(on)
        rests = Exists(settling.filter(client=OuterRef("client"), rule=OuterRef("rule")))
        return self.filter(rests if state == "settled" else ~rests)
