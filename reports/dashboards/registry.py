"""The tiles there are: each a label, a rule, and the question behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, TypeVar

from reports.dashboards.rules import Figure, Period

if TYPE_CHECKING:
    from teams.people.models import User

Question = Callable[["User", Period], Figure]
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Tile:
    """One figure of a dashboard, for the holders of `rule`; `meaning` is its definition.

    A closed month keeps the figures that are `is_kept`; others say how things stand now.
    """

    name: str
    label: str
    meaning: str
    rule: str
    ask: Question
    is_kept: bool = False


TILES: dict[str, Tile] = {}


def tile(
    name: str, label: str, meaning: str, rule: str, *, is_kept: bool = False
) -> Callable[[Question], Question]:
    """Decorator: a figure that dashboards may show."""

    def register(ask: Question) -> Question:
        TILES[name] = Tile(name, label, meaning, rule, ask, is_kept)
        return ask

    return register


def once(question: Callable[["User", Period], Answer]) -> Callable[["User", Period], Answer]:
    """Decorator: what several tiles ask for is asked for once in a showing."""

    @wraps(question)
    def asked(user: "User", period: Period) -> Answer:
        key = (question, user.pk)
        if key not in period.asked:
            period.asked[key] = question(user, period)
        return period.asked[key]

    return asked
