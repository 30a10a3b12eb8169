"""The arithmetic and the words of collecting, with no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from string import Formatter

from config.lib.errors import DomainError

WORDS = {
    "client": "the client's name",
    "contact": "who gets it",
    "invoices": "a line for each invoice",
    "total": "what is open on them together",
    "today": "the day it is written",
    "cancel_on": "ten days from then",
    "sender": "who sends it",
    "agency": "the agency's name",
}


@dataclass(frozen=True)
class Step:
    """A step of collecting: due `days` past the invoice's due date, not counting pauses.

    A `needed` step must be done before any later one.
    """

    code: str
    days: int
    needed: bool = False


def next_step(steps: Sequence[Step], age: int, last_done: int | None) -> Step | None:
    """The step that is due at `age` days past due; `last_done` are the days of the last one done.

    Steps that were passed over are not made up for, except that the first needed one comes
    before anything later: nobody asks for a cancellation without the ten-day letter
    (DOMAIN §8.2).
    """
    due = [
        s
        for s in sorted(steps, key=lambda s: s.days)
        if s.days <= age and (last_done is None or s.days > last_done)
    ]
    return next((s for s in due if s.needed), due[-1] if due else None)


class Standing(StrEnum):
    """What became of a promise to pay."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    REPLACED = "replaced"


def check_text(text: str, field: str) -> None:
    """Raise DomainError at `field` when a text names a word in braces that nobody fills in."""
    try:
        names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError:
        raise DomainError("A brace is opened or closed alone; write {client}.", field) from None
    unknown = [name for name in names if name not in WORDS]
    if unknown:
        known = ", ".join("{" + word + "}" for word in WORDS)
        raise DomainError(f"“{{{unknown[0]}}}” is filled in by nobody; there are {known}.", field)


def fill_in(text: str, words: Mapping[str, str]) -> str:
    """`text` with its words in braces filled in; what was checked when it was saved fits."""
    return text.format_map(words)
