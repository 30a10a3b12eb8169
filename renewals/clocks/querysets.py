"""Questions about notice rules and received notices."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from accounts.clients.querysets import OfClientQuerySet

if TYPE_CHECKING:
    from renewals.clocks.models import CarrierNotice, NoticeRule
    from teams.people.models import User


class NoticeRuleQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "NoticeRuleQuerySet":
        """All of them: the rules belong to the house."""
        return self

    def in_force(self, on: date) -> "list[NoticeRule]":
        """The rules of `on`; of two with one name the later counts."""
        rows: Any = self.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)
        return list({rule.name: rule for rule in rows.order_by("from_on")}.values())


class CarrierNoticeQuerySet(OfClientQuerySet):
    client_path = "term__client"

    def last_of(self, terms: Sequence[Any], event: str) -> "dict[int, CarrierNotice]":
        """Term id → its last notice of `event`; one query."""
        rows: Any = self.filter(term__in=[t.pk for t in terms], event=event)
        return {row.term_id: row for row in rows.order_by("given_on", "pk")}


def rule_for(
    rules: "Sequence[NoticeRule]", event: str, line: str, admitted: bool
) -> "NoticeRule | None":
    """Of `rules`, the one that binds a company on a line; the one naming the line first."""
    kind = "admitted" if admitted else "non_admitted"
    fitting = [
        r
        for r in rules
        if r.event == event and r.applies in (kind, "any") and (not r.lines or line in r.lines)
    ]
    return max(fitting, key=lambda r: (bool(r.lines), r.applies == kind), default=None)
