"""What stands in the rows of My day: policies that expire, and what is past due."""

import uuid
from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.collections.tables import attach_promises
from renewals.placements.models import PlacementStep
from renewals.placements.states import OPEN, Stage
from reports.my_day.forms import WAYS
from teams.people.models import User

STAGES = [(stage.value, stage.label) for stage in Stage if stage in OPEN]


def term_rows(terms: QuerySet, today: date) -> list[Any]:
    """The terms with `days_left`, their `placement` and its next `step`; two queries."""
    rows = list(terms.select_related("client", "policy__line", "placed__placement"))
    for term in rows:
        placed = getattr(term, "placed", None)
        term.placement = placed.placement if placed else None
        term.days_left = (term.expires_on - today).days
    steps = PlacementStep.objects.next_of([t.placement for t in rows if t.placement])
    for term in rows:
        term.step = steps.get(term.placement.pk) if term.placement else None
    return rows


def invoice_rows(invoices: QuerySet, today: date) -> list[Any]:
    """The invoices with the promise that matters; two queries."""
    rows = list(invoices.select_related("client"))
    attach_promises(rows, today)
    return rows


def what_rows_offer(user: User) -> dict[str, Any]:
    """What the forms of the rows choose from."""
    return {
        "colleagues": colleagues_of(user), "stages": STAGES, "ways": WAYS,
        "form_key": uuid.uuid4(),
    }  # fmt: skip


def colleagues_of(user: User) -> list[User]:
    """Whom this person hands work over to: the people of their teams."""
    teams = user.memberships.order_by().values("team")
    people = User.objects.active().holding("follow_ups.write").filter(memberships__team__in=teams)
    return list(people.exclude(pk=user.pk).distinct().order_by("name"))
