"""The kinds of jobs, and what happens on every tick. Subjects register both in `tasks.py`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reports.jobs.models import Job
    from teams.people.models import User

QUEUES = ("interactive", "reports", "mail", "batches")


class Cancelled(Exception):
    """The person who asked for the work no longer wants it."""


class LeaseLost(Exception):
    """Another worker holds the job now; whatever this one did must be rolled back."""


class PartsWanted(Exception):
    """The handler has asked for parts and goes on when all of them are over.

    What it wrote so far is kept; it is called again then, and does not count as an attempt.
    `url` is where people see what is made already.
    """

    def __init__(self, message: str, url: str = ""):
        super().__init__(message)
        self.message, self.url = message, url


@dataclass
class JobResult:
    """What a job made: `url` opens it, `message` says it in a sentence, `result` is kept."""

    result: dict[str, Any] = field(default_factory=dict)
    url: str = ""
    message: str = ""


@dataclass
class Work:
    """One attempt at a job, as its handler sees it."""

    job: "Job"
    done: int = 0
    total: int = 0
    message: str = ""
    stopped_by: Exception | None = None

    @property
    def params(self) -> dict[str, Any]:
        return self.job.params

    @property
    def by(self) -> "User | None":
        return self.job.requested_by

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Say how far the work is. Costs nothing; the heartbeat writes it down once a second.

        Raises Cancelled or LeaseLost when the work must stop; let them pass.
        """
        self.done, self.total, self.message = done, total, message[:200]
        if self.stopped_by:
            raise self.stopped_by


Handler = Callable[[Work], JobResult]
Hook = Callable[[], object]

_handlers: dict[str, Handler] = {}
_opening: set[str] = set()
_hooks: list[Hook] = []


def job(kind: str, *, opens: bool = False) -> Callable[[Handler], Handler]:
    """Decorator: run jobs of `kind` with this function; who watched one is led to what it made,
    if it `opens`.

    It runs in one transaction together with the mark "done", may be run again after a
    crash, and raises DomainError for a failure that trying again would not mend.
    """

    def register(handler: Handler) -> Handler:
        if kind in _handlers and _handlers[kind].__module__ != handler.__module__:
            raise ValueError(f"Two handlers for jobs of kind {kind}")
        _handlers[kind] = handler
        if opens:
            _opening.add(kind)
        return handler

    return register


def opens(kind: str) -> bool:
    """Whether who watched a job of `kind` is led to what it made."""
    return kind in _opening


def on_tick(hook: Hook) -> Hook:
    """Decorator: call this function on every tick, to enqueue work that has become due.

    It must be quick and idempotent; a key with the date in it makes its job unique.
    """
    _hooks.append(hook)
    return hook


def handler(kind: str) -> Handler:
    """The function for jobs of `kind`. Raises LookupError when no subject registered one."""
    try:
        return _handlers[kind]
    except KeyError:
        raise LookupError(f"No handler for jobs of kind {kind}") from None


def hooks() -> tuple[Hook, ...]:
    """What to call on every tick."""
    return tuple(_hooks)
