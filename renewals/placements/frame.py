"""A placement's page is a frame of sections, each under its own address."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from config.lib.sections import Section, add_section, sections_of
from renewals.placements.pages import visible_placement
from teams.access.views import requires

PLACEMENT = "placement"
WORK = add_section(Section(PLACEMENT, "Work", "placement-page", "policies.view", 10))


def placement_section(
    label: str, *, url_name: str, rule: str, order: int
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Make `view(request, placement, …)` a section of a placement's page."""
    tab = add_section(Section(PLACEMENT, label, url_name, rule, order))

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @requires(rule)
        @wraps(view)
        def framed(request: HttpRequest, placement_id: int, **more: Any) -> HttpResponse:
            request.section = tab  # type: ignore[attr-defined]
            return view(request, visible_placement(request, placement_id), **more)

        return framed

    return decorate


def tabs(request: HttpRequest, current: Section) -> dict[str, Any]:
    """What the row of tabs needs."""
    user: Any = request.user
    return {"tabs": [t for t in sections_of(PLACEMENT) if user.may(t.rule)], "section": current}


def placement_part(
    request: HttpRequest, placement: Any, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Draw a section of the placement within its frame."""
    words = {"placement": placement, **tabs(request, request.section)}  # type: ignore[attr-defined]
    return render(request, template, words | context, status=status)


def tab_of(url_name: str) -> Section:
    """The section under the address `url_name`, for a refused form that draws it again."""
    return next(tab for tab in sections_of(PLACEMENT) if tab.url_name == url_name)
