"""A figure beside what it was and what it should be, in words, with no database."""

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from config.lib.dates import add_months, month_end

Number = Decimal | int
MANIFOLD = 1000


@dataclass(frozen=True)
class Period:
    """The month shown, the one it is compared with, and the last day known of each.

    `asked` holds what several tiles of one showing ask for (see `registry.once`).
    """

    month: date
    against: date
    on: date
    against_on: date
    asked: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def running(self) -> bool:
        """Whether the month shown is not over, so that its sums still grow."""
        return self.on < month_end(self.month)

    @property
    def months(self) -> list[date]:
        """The twelve months that end with the one shown, the oldest first."""
        return [add_months(self.month, -back) for back in range(11, -1, -1)]


@dataclass(frozen=True)
class Figure:
    """What a tile shows: the value, what it was, its course, its target, and its rows.

    `unit` is "dollars", "percent" or "count"; `more_is` says whether growth is "good", "bad" or
    neither (""). `target` is what was planned or promised, in the same unit.
    """

    value: Number | None
    url: str
    note: str = ""
    before: Number | None = None
    course: list[Number | None] = field(default_factory=list)
    target: Number | None = None
    unit: str = "count"
    more_is: str = ""


def shown(value: Number | None, unit: str) -> str:
    """The value as people write it; a dash where there is none."""
    if value is None:
        return "–"
    if unit == "percent":
        return f"{value} %"
    sign = "−" if value < 0 else ""
    return f"{sign}${abs(value):,.0f}" if unit == "dollars" else f"{sign}{abs(value):,}"


def moved(figure: Figure, running: bool = False) -> tuple[str, str]:
    """How the value moved, in words, and whether that is "good", "bad" or neither ("").

    A sum of a `running` month against a whole one is neither: it is so "so far".
    """
    now, then = figure.value, figure.before
    if now is None or then is None:
        return "", ""
    step = now - then
    if figure.unit == "percent" or not then or figure.unit == "count":
        words = "as before" if not step else f"{'+' if step > 0 else '−'}{_plain(step, figure)}"
    else:
        part = (Decimal(step) * 100 / abs(Decimal(then))).quantize(Decimal("0.1"), ROUND_HALF_UP)
        words = f"{'+' if part >= 0 else '−'}{abs(part):,} %"
        if abs(part) >= MANIFOLD:
            words = "many times as much" if part > 0 else "a fraction"
    if running and figure.course and figure.unit != "percent":
        return f"{words} so far", ""
    if not step or not figure.more_is:
        return words, ""
    return words, "good" if (step > 0) == (figure.more_is == "good") else "bad"


def _plain(step: Number, figure: Figure) -> str:
    size = shown(max(step, -step), figure.unit)
    return size.replace(" %", " points") if figure.unit == "percent" else size


def against_target(figure: Figure, running: bool = False) -> tuple[str, str]:
    """The target in words, and whether it is reached ("good") or missed ("bad").

    What a `running` month has not reached is not missed yet.
    """
    if figure.target is None:
        return "", ""
    words = f"target {shown(figure.target, figure.unit)}"
    if figure.value is None:
        return words, ""
    reached = (
        figure.value <= figure.target if figure.more_is == "bad" else figure.value >= figure.target
    )
    if running and figure.course and not reached:
        return words, ""
    return words, "good" if reached else "bad"
