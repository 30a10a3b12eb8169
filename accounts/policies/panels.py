"""The panels of a term's page that other apps serve; one that is not there costs nothing."""

from collections.abc import Callable

from django.http import HttpResponse

from config.lib.sections import Section, add_section, sections_of
from teams.access.views import requires
from teams.people.models import User

TERM = "term"
PanelView = Callable[..., HttpResponse]


def term_panel(
    label: str, *, url_name: str, rule: str, order: int
) -> Callable[[PanelView], PanelView]:
    """Make `view(request, term_id)` a panel that the term's page loads for holders of `rule`.

    Asked for without htmx it answers with a page of its own.
    """
    add_section(Section(TERM, label, url_name, rule, order))
    return requires(rule)


def panels_for(user: User) -> list[Section]:
    """The panels of a term that `user` may open."""
    return [panel for panel in sections_of(TERM) if user.may(panel.rule)]
