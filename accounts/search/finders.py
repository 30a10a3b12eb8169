"""Finders: each looks for one kind of thing, and the search box asks them all.

A subject adds its own in a few lines:

    @finder("Contacts", order=15, rule="clients.view")
    def contacts(user: User, asked: Question, limit: int) -> list[Found]:
        ...only what `user` may see, best first, at most `limit`, a fixed number of queries...

It belongs to a module named in `FINDERS`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from config.lib.folding import digits, letters_and_digits, search_key

if TYPE_CHECKING:
    from teams.people.models import User

FINDERS = [
    "accounts.search.clients",
    "accounts.search.contacts",
    "accounts.search.files",
    "accounts.search.numbers",
]


@dataclass(frozen=True)
class Found:
    """One hit: its words, the smaller words beside it, where it is, and why it was found.

    `sure` marks an exact code or number, which stands before everything else.
    """

    title: str
    detail: str
    url: str
    why: str = ""
    sure: bool = False


@dataclass(frozen=True)
class Question:
    """What was typed, in the forms in which finders compare it."""

    text: str

    @property
    def words(self) -> list[str]:
        """The words names are told apart by: no case, accents, “and” or “Inc.”."""
        return search_key(self.text).split()

    @property
    def key(self) -> str:
        return " ".join(self.words)

    @property
    def bare(self) -> str:
        """Capitals and digits alone, as codes and numbers are compared."""
        return letters_and_digits(self.text)

    @property
    def phone(self) -> str:
        """The digits of what looks like (a part of) a telephone number; else nothing."""
        found = digits(self.text)
        other = [c for c in self.text if not c.isdigit() and c not in "()+-. /x"]
        if len(found) == 11 and found.startswith("1"):
            found = found[1:]
        return found if len(found) >= 4 and not other else ""


Find = Callable[["User", Question, int], list[Found]]


@dataclass(frozen=True)
class Finder:
    """`find(user, question, limit)` under its heading; `rule` says who may use it."""

    label: str
    order: int
    rule: str
    find: Find


_FINDERS: dict[str, Finder] = {}


def finder(label: str, *, order: int, rule: str) -> Callable[[Find], Find]:
    """Decorator: let the search box ask this function too; `order` places its heading."""

    def register(find: Find) -> Find:
        _FINDERS[label] = Finder(label, order, rule, find)
        return find

    return register


def finders() -> list[Finder]:
    """All finders in the order of their headings."""
    for module in FINDERS:
        import_module(module)
    return sorted(_FINDERS.values(), key=lambda f: f.order)
