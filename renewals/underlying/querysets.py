"""Questions about attachment points."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from renewals.underlying.rules import Least

if TYPE_CHECKING:
    from teams.people.models import User


class UnderlyingRuleQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "UnderlyingRuleQuerySet":
        """All of them: the rules belong to the house."""
        return self if user.may("policies.view") else self.none()

    def least(self, company_id: int, on: date) -> list[Least]:
        """What an umbrella of the company asks beneath it on `on`, a limit once."""
        rows: Any = self.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)
        rows = rows.filter(Q(company=None) | Q(company=company_id)).select_related("field__line")
        # The company's own rows come last and so count, of two the later.
        found = {}
        for row in sorted(rows, key=lambda r: (r.company_id is not None, r.from_on)):
            found[row.field_id] = Least(
                row.field_id, row.field.line_id, str(row.field.line), row.field.label, row.minimum,
                row.source,
            )  # fmt: skip
        return list(found.values())
