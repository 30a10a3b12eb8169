"""Start-up refuses a view without an access rule and a model outside the house rules."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from teams.access.roles import MODELS, RULES
from teams.history.tracking import NOT_TRACKED, is_history_model, is_tracked

OUR_APPS = ("teams", "accounts", "renewals", "reports")


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every route of the site as (route, URLPattern)."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        elif isinstance(entry, URLPattern):
            yield route, entry


@register()
def every_view_states_its_rule(app_configs: Any, **kwargs: Any) -> list[Error]:
    """steward.E001: a route whose view carries neither @requires nor @public."""
    return [
        Error(f"The view of /{route} states no access rule.", id="steward.E001")
        for route, entry in patterns()
        if getattr(entry.callback, "access_rule", None) is None
    ]


@register()
def every_model_is_in_the_role_table(app_configs: Any, **kwargs: Any) -> list[Error]:
    """steward.E002: a model in no area of the role table; E003: one without history."""
    errors = []
    areas = {rule.split(".")[0] for rule in RULES}
    for model in apps.get_models():
        if model._meta.app_label not in OUR_APPS or is_history_model(model):
            continue
        label = model._meta.label
        if MODELS.get(label) not in areas:
            errors.append(Error(f"{label} is in no area of the role table.", id="steward.E002"))
        if not is_tracked(model) and label not in NOT_TRACKED:
            errors.append(Error(f"{label} keeps no history.", id="steward.E003"))
    return errors
