"""The kinds of documents: how each is built, which template prints it, what its workbook holds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from config.lib.errors import DomainError
from config.lib.exports import Sheet

if TYPE_CHECKING:
    from teams.people.models import User

KIND_MODULES = ("reports.documents.kinds.production",)


class Content(Protocol):
    """What a builder makes: plain data with a title, an as-of date and where it came from."""

    @property
    def title(self) -> str: ...
    @property
    def as_of(self) -> date: ...
    @property
    def built_from(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Kind:
    """One kind of document.

    `build(subject, as_of, user)` asks for the content; `context(content)` adds the pictures the
    template needs; `sheets(content, user)` are the workbook's.
    """

    name: str
    label: str
    rule: str
    template: str
    build: Callable[[str, date, "User"], Content]
    context: Callable[[Any], dict[str, Any]]
    sheets: Callable[[Any, "User"], Iterable[Sheet]]


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a kind known under its name."""
    _kinds[kind.name] = kind
    return kind


def find(name: str) -> Kind:
    """The kind called `name`. Raises DomainError when there is none."""
    for module in KIND_MODULES:
        import_module(module)
    if name not in _kinds:
        raise DomainError(f"There is no document called “{name[:40]}”.")
    return _kinds[name]
