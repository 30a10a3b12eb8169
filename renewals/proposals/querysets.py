"""Questions about proposals, what they offer and what was decided."""

from datetime import date
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Q, Subquery

from renewals.placements.querysets import OfPlacementQuerySet


class OfProposalQuerySet(OfPlacementQuerySet):
    client_path = "proposal__placement__client"


class OfVersionQuerySet(OfPlacementQuerySet):
    client_path = "version__proposal__placement__client"


class OfOptionQuerySet(OfPlacementQuerySet):
    client_path = "option__proposal__placement__client"


class OptionQuerySet(OfProposalQuerySet):
    def with_decision(self) -> "OptionQuerySet":
        """Annotate `decision`, `decided_on`, `evidence` and `re_offer_on` of the last decision."""
        made = apps.get_model("renewals", "CoverageDecision").objects.filter(option=OuterRef("pk"))
        last = made.order_by("-pk")
        names = ("decision", "decided_on", "evidence", "re_offer_on", "decided_by")
        return self.annotate(
            **{
                ("decision_by" if name == "decided_by" else name): Subquery(last.values(name)[:1])
                for name in names
            }
        )

    def offered(self) -> "OptionQuerySet":
        """Options that went into a proposal the client was shown, and were not taken back."""
        shown = apps.get_model("renewals", "Presentation").objects.filter(
            version__proposal=OuterRef("proposal")
        )
        return self.filter(models.Exists(shown), withdrawn_why="")

    def unsettled(self) -> "OptionQuerySet":
        """Offered options without a decision, or declined without the signature they need."""
        return self.with_decision().filter(
            Q(decision=None)
            | (Q(decision="declined", signature_needed=True) & ~Q(evidence="signed"))
        )


class ReofferRuleQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ReofferRuleQuerySet":
        """All of them: the rules belong to the house."""
        return self if user.may("policies.view") else self.none()

    def months_for(self, line: str, on: date) -> int | None:
        """After how many months what was declined of `line` is offered again; None: never."""
        rows: Any = self.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)
        fitting = [r for r in rows if not r.lines or line in r.lines]
        best = max(fitting, key=lambda r: (bool(r.lines), r.from_on), default=None)
        return best.months if best else None
