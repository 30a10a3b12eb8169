"""My day is a frame of sections: each is served by the subject that owns its facts.

    @day_section("Mentions", url_name="day-mentions", rule="clients.view", order=60)
    def day_mentions(request):
        return day_part(request, "activities/day.html", {...}, count)

A section loads when the page is open, shows only what waits, and acts in place. Without
JavaScript its own address is a page.
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config.lib.sections import Section, add_section, sections_of
from teams.access.views import requires

if TYPE_CHECKING:
    from teams.people.models import User

DAY = "day"
View = Callable[..., HttpResponse]


def day_section(
    label: str, *, url_name: str, rule: str, order: int, aside: bool = False
) -> Callable[[View], View]:
    """Let a view stand on everybody's day who holds `rule`, in the place `order`.

    What is to be done stands in the first column, what comes and what others do in the second
    (`aside`); on a narrow screen the second follows the first.
    """
    part = add_section(Section(DAY, label, url_name, rule, order, aside))

    def decorate(view: View) -> View:
        @require_safe
        @requires(rule)
        @wraps(view)
        def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            request.section = part  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        shown.access_rule = rule  # type: ignore[attr-defined]
        return shown

    return decorate


def day_sections(user: "User") -> list[Section]:
    """The sections of this person's day, in their order."""
    return [section for section in sections_of(DAY) if user.may(section.rule)]


def day_part(
    request: HttpRequest, template: str, context: dict[str, Any], count: int
) -> HttpResponse:
    """Draw a section: alone for the page that loads it, else as a page of its own.

    `count` says how many things wait in it; it stands beside the heading, which is all that
    small screens show until it is opened.
    """
    words = {"part": template, "section": request.section, "count": count}  # type: ignore[attr-defined]
    alone = getattr(request, "htmx", False)
    return render(request, "home/alone.html" if alone else "home/part.html", context | words)
