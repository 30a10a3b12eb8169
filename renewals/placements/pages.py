"""What the pages of placements show."""

from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from config.lib.dates import parse_month
from config.lib.errors import DomainError
from config.lib.lists import ListSpec, chips, filtered
from renewals.clocks.reading import clocks_of
from renewals.placements.board import board
from renewals.placements.calendar import around, weeks_of
from renewals.placements.drawing import draw, tone
from renewals.placements.filters import VIEWS, PlacementFilter
from renewals.placements.forms import MoveForm, owners_for
from renewals.placements.guards import facts_of, missing_for, successors_of
from renewals.placements.models import Placement
from renewals.placements.states import COURSE, RANK, Stage
from renewals.placements.tables import PlacementTable, attach_placement, placement_totals
from renewals.policy_checks.states import TONES, Standing
from teams.people.models import User

PLACEMENTS = ListSpec(
    name="placements",
    title="Renewals",
    table=PlacementTable,
    filterset=PlacementFilter,
    sorts={"needed": "target_on", "client": "client__sort_key"},
    default_sort="needed",
    empty="No placement yet. They open by themselves; to begin earlier press Open renewals.",
    attach=attach_placement,
    totals=placement_totals,
    about="Efforts to place coverage: renewals, new business and additional lines.",
)


def listed_placements(request: HttpRequest) -> QuerySet:
    """Placements the user sees; the closed ones only when their stage is asked for."""
    rows: Any = Placement.objects.visible_to(cast(User, request.user)).with_premium()
    rows = rows.select_related("client__tier", "client__team", "line")
    return rows if request.GET.get("stage") else rows.open()


def frame(request: HttpRequest) -> dict[str, Any]:
    """What board and calendar share with the list: its filters and the switch of views."""
    filterset = filtered(request, PLACEMENTS, listed_placements(request))
    return {
        "spec": PLACEMENTS,
        "filter": filterset,
        "chips": chips(request, filterset),
        "views": VIEWS,
        "today": timezone.localdate(),
    }


def board_of(request: HttpRequest) -> dict[str, Any]:
    """The board for the filters of the request."""
    context = frame(request)
    columns = board(context["filter"].qs, context["today"])
    return {
        **context, "view": "board", "columns": columns, "stages": Stage.choices,
        "is_empty": not any(column.count for column in columns),
    }  # fmt: skip


def calendar_of(request: HttpRequest) -> dict[str, Any]:
    """The calendar sheet of `?month=`, this month unless said. Raises DomainError for nonsense."""
    context = frame(request)
    try:
        month = parse_month(request.GET.get("month") or f"{context['today']:%Y-%m}")
    except ValueError as error:
        raise DomainError(f"Month: {error}.", "month") from error
    before, after = around(month)
    weeks = weeks_of(context["filter"].qs, month)
    shape = {"month": month, "before": before, "after": after, "weeks": weeks}
    return {**context, "view": "calendar", **shape}


def visible_placement(request: HttpRequest, placement_id: int) -> Any:
    """The placement of the address if the user sees it, else 404."""
    rows: Any = Placement.objects.visible_to(cast(User, request.user)).with_premium()
    related = rows.select_related("client__tier", "client__team", "line", "template", "opened_by")
    return get_object_or_404(related, pk=placement_id)


def page_of(placement: Any, move: MoveForm | None = None) -> dict[str, Any]:
    """The context of a placement's page; a fixed number of queries."""
    today, facts = timezone.localdate(), facts_of(placement)
    for step in facts.steps:
        step.tone = tone(step, today)
    clocks = clocks_of(facts.terms, today)
    for term in facts.terms:
        term.clock = clocks.get(term.pk)
    target = _next_stage(placement)
    following = successors_of(facts)
    for term in following:
        term.check_row = facts.checks.get(term.pk)
    return {
        "placement": placement,
        "today": today,
        "facts": facts,
        "following": following,
        "check_tones": TONES,
        "standings": dict(Standing.choices),
        "drawing": draw(placement, facts.steps, today),
        "next_stage": target,
        "missing": missing_for(facts, target) if target else [],
        "stages": [(s.value, s.label) for s in Stage if s.value != placement.stage],
        "course": [(s, RANK[s] <= RANK.get(placement.stage, -1)) for s in COURSE],
        "owners": owners_for(placement.client),
        "move": move,
    }


def _next_stage(placement: Any) -> Stage | None:
    rank = RANK.get(placement.stage)
    return None if rank is None or rank + 1 == len(COURSE) else COURSE[rank + 1]
