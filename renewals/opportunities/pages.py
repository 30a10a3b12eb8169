"""What the pages of opportunities show."""

from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from config.lib.lists import ListSpec, chips, filtered
from renewals.opportunities.board import attach_steps, columns_of
from renewals.opportunities.filters import VIEWS, OpportunityFilter
from renewals.opportunities.forms import MoveForm, StepForm
from renewals.opportunities.models import Opportunity, SalesStage
from renewals.opportunities.tables import (
    OpportunityTable,
    attach_opportunity,
    opportunity_totals,
)
from teams.people.models import User

OPPORTUNITIES = ListSpec(
    name="opportunities",
    title="Opportunities",
    table=OpportunityTable,
    filterset=OpportunityFilter,
    sorts={
        "expected": "expected_on", "client": "client__sort_key", "revenue": "expected_revenue",
        "premium": "expected_premium", "decided": "decided_on",
    },
    default_sort="expected",
    empty="No opportunity matches. Open one from a client’s page, or from Account rounding.",
    attach=attach_opportunity,
    totals=opportunity_totals,
    about="New business and additional lines that may be won. Weighted = revenue × probability "
    "of the stage.",
)  # fmt: skip
RELATED = ("client__tier", "client__team", "line", "stage", "source", "executive", "seller",
           "lost_reason")  # fmt: skip


def listed(request: HttpRequest) -> QuerySet:
    """Opportunities the user sees; the decided ones only when they are asked for."""
    rows: Any = Opportunity.objects.visible_to(cast(User, request.user)).select_related(*RELATED)
    return rows if request.GET.get("state") or request.GET.get("stage") else rows.open()


def board_of(request: HttpRequest) -> dict[str, Any]:
    """The board for the filters of the request, always of what is open."""
    rows: Any = Opportunity.objects.visible_to(cast(User, request.user)).open()
    filterset = filtered(request, OPPORTUNITIES, rows.select_related(*RELATED))
    today = timezone.localdate()
    columns = columns_of(filterset.qs, today)
    return {
        "spec": OPPORTUNITIES,
        "filter": filterset,
        "chips": chips(request, filterset),
        "views": VIEWS,
        "view": "board",
        "today": today,
        "columns": columns,
        "is_empty": not any(column.count for column in columns),
        "stages": SalesStage.objects.all(),
    }


def visible_opportunity(request: HttpRequest, opportunity_id: int) -> Any:
    """The opportunity of the address if the user sees it, else 404."""
    rows: Any = Opportunity.objects.visible_to(cast(User, request.user))
    related = rows.select_related(*RELATED, "opened_by", "placement", "entry")
    return get_object_or_404(related, pk=opportunity_id)


def page_of(
    opportunity: Any, move: MoveForm | None = None, step: StepForm | None = None
) -> dict[str, Any]:
    """The context of an opportunity's page; a fixed number of queries."""
    today, stages = timezone.localdate(), list(SalesStage.objects.all())
    attach_steps([opportunity], today)
    later = [s for s in stages if s.rank > opportunity.stage.rank]
    initial = {"version": opportunity.version}
    if later:
        initial["stage"] = later[0].code
    return {
        "opportunity": opportunity,
        "today": today,
        "course": [s for s in stages if s.mark != "lost"],
        "steps": opportunity.entry.follow_ups.select_related("owner", "team", "outcome")
        if opportunity.entry
        else [],
        "move": move or MoveForm(initial=initial),
        "step": step or StepForm(client=opportunity.client),
    }
