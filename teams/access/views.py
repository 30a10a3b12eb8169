"""How a view states its access rule."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from teams.access.roles import RULES

View = Callable[..., HttpResponse]


def requires(rule: str) -> Callable[[View], View]:
    """Only signed-in people whose role holds `rule` reach the view; others get 403.

    Raises KeyError at import when the rule does not exist.
    """
    RULES[rule]

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.may(rule):
                raise PermissionDenied(f"Your role may not {RULES[rule]}.")
            return view(request, *args, **kwargs)

        guarded.access_rule = rule  # type: ignore[attr-defined]
        return guarded

    return decorate


def public(why: str) -> Callable[[View], View]:
    """The view is open to anybody, because of `why`."""

    def decorate(view: View) -> View:
        open_view = login_not_required(view)
        open_view.access_rule = f"public: {why}"  # type: ignore[attr-defined]
        return open_view

    return decorate
