"""What Steward itself escalates. Subjects register their rules in `tasks.py`.

    @escalation_rule("order-untouched", label="Order nobody has taken", unit="business hours",
                     threshold=8)
    def untouched(threshold: int, now: datetime) -> Iterator[Cause]:
        ...every cause that holds at `now`, in a fixed number of queries...

A cause is raised once under its key, and settled by itself when the function no longer gives
it before anybody has acknowledged it. The threshold is a dated row.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Cause:
    """Why something is escalated. `key` tells it from others of its rule, for ever.

    Without a client, `department` says whose manager is told.
    """

    key: str
    subject: str
    client_id: int | None = None
    text: str = ""
    url: str = ""
    department: str = ""


Find = Callable[[int, datetime], Iterable[Cause]]


@dataclass(frozen=True)
class Watch:
    """A registered rule with the threshold and patience it starts with."""

    code: str
    label: str
    unit: str
    threshold: int
    director_after: int
    find: Find


_WATCHES: dict[str, Watch] = {}


def escalation_rule(
    code: str, *, label: str, unit: str, threshold: int, director_after: int = 8
) -> Callable[[Find], Find]:
    """Decorator: escalate what this function finds, with its threshold in `unit`.

    What nobody acknowledges goes to the director after `director_after` business hours. Both
    numbers are only defaults; dated rows of EscalationRule say otherwise.
    """

    def register(find: Find) -> Find:
        if code in _WATCHES and _WATCHES[code].find.__module__ != find.__module__:
            raise ValueError(f"Two escalation rules called {code}")
        _WATCHES[code] = Watch(code, label, unit, threshold, director_after, find)
        return find

    return register


def watches() -> tuple[Watch, ...]:
    """The registered rules, by code."""
    return tuple(sorted(_WATCHES.values(), key=lambda watch: watch.code))


def label_of(code: str) -> str:
    """The words of a rule; those of a person when there is no rule."""
    watch = _WATCHES.get(code)
    return watch.label if watch else "Raised by hand"
