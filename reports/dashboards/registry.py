"""The tiles there are: each a label, a rule, and the question behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.dashboards.rules import Figure, Period

if TYPE_CHECKING:
    from teams.people.models import User

Question = Callable[["User", Period], Figure]


@dataclass(frozen=True)
class Tile:
    """One figure of a dashboard, for the holders of `rule`; `meaning` is its definition."""

    name: str
    label: str
    meaning: str
    rule: str
    ask: Question


TILES: dict[str, Tile] = {}


def tile(name: str, label: str, meaning: str, rule: str) -> Callable[[Question], Question]:
    """Decorator: a figure that dashboards may show."""

    def register(ask: Question) -> Question:
        TILES[name] = Tile(name, label, meaning, rule, ask)
        return ask

    return register
