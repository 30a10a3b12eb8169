"""The house rules: every page on which rules that are data are kept, under one roof.

    house_rule("Receivables", "Steps of collecting", "collection-steps", "receivables.view",
               "What is done about an overdue invoice, and when.")

Subjects enter their pages where they state their addresses; `RulePages` does it by itself.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from teams.people.models import User


@dataclass(frozen=True)
class RulePlace:
    """One page of rules: under which heading it stands and who may read it."""

    group: str
    label: str
    url_name: str
    rule: str
    about: str


_PLACES: dict[str, RulePlace] = {}


def house_rule(group: str, label: str, url_name: str, rule: str, about: str) -> None:
    """Enter a page among the house rules; `rule` says who may read it."""
    _PLACES[url_name] = RulePlace(group, label, url_name, rule, about)


def rulebook(user: "User") -> dict[str, list[RulePlace]]:
    """Heading → the pages of rules that `user` may read, both by their words."""
    groups: dict[str, list[RulePlace]] = {}
    for place in sorted(_PLACES.values(), key=lambda p: (p.group, p.label)):
        if user.may(place.rule):
            groups.setdefault(place.group, []).append(place)
    return groups
