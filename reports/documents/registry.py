"""The kinds of documents: what each is about, how it is built, which template prints it."""

import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from config.lib.errors import DomainError
from config.lib.exports import Sheet

if TYPE_CHECKING:
    from accounts.clients.models import Client
    from reports.documents.models import Delivery
    from reports.documents.subjects import Subject
    from teams.people.models import User


class Content(Protocol):
    """What a builder makes: plain data with a title, an as-of date and where it came from."""

    @property
    def title(self) -> str: ...
    @property
    def as_of(self) -> date: ...
    @property
    def built_from(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Option:
    """Something that may be chosen for a kind. The default's type is the option's.

    With `choices` one of them, else yes or no, a whole number, or text. Only holders of `rule`
    may choose anything but the default.
    """

    name: str
    label: str
    default: bool | int | str = ""
    choices: tuple[tuple[str, str], ...] = ()
    rule: str = ""
    help: str = ""


@dataclass(frozen=True)
class Ask:
    """One document as it is asked for: about what, as of when, for whom, with which options."""

    about: Any
    key: str
    as_of: date
    by: "User"
    client: "Client | None" = None
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """One kind of document. Its label may be lazy, where a setting says it.

    `build(ask)` asks for the content; `context(content)` adds what only the template needs,
    pictures for instance; `sheets(content, user)` are the workbook's and `word(content)` the
    fields of the Word file, where the kind has one. `delivered(delivery)` is told of every
    delivery within its transaction, and refuses it with a DomainError. `licensed` kinds print
    the preparing person's license (DOMAIN §13); `second_person` kinds are reviewed by somebody
    else than who made them.
    """

    name: str
    label: str
    rule: str
    template: str
    about: "Subject"
    build: Callable[[Ask], Content]
    context: Callable[[Any], dict[str, Any]] = lambda content: {}
    sheets: Callable[[Any, "User"], Iterable[Sheet]] | None = None
    word: Callable[[Any], dict[str, Any]] | None = None
    description: str = ""
    options: tuple[Option, ...] = ()
    licensed: bool = False
    second_person: bool = False
    sections: tuple[tuple[str, str], ...] = ()
    delivered: Callable[["Delivery"], None] = lambda delivery: None


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a kind known under its name."""
    _kinds[kind.name] = kind
    return kind


@cache
def _load() -> None:
    """Import every module of `reports.documents.kinds`; each registers its kinds."""
    from reports.documents import kinds

    for module in pkgutil.iter_modules(kinds.__path__):
        import_module(f"{kinds.__name__}.{module.name}")


def find(name: str) -> Kind:
    """The kind called `name`. Raises DomainError when there is none."""
    _load()
    if name not in _kinds:
        raise DomainError(f"There is no document called “{name[:40]}”.")
    return _kinds[name]


def every() -> list[Kind]:
    """All kinds there are, by label."""
    _load()
    return sorted(_kinds.values(), key=lambda kind: str(kind.label))


def label_of(name: str) -> str:
    """The kind's label; the bare name for a kind that is no longer made."""
    _load()
    return str(_kinds[name].label) if name in _kinds else name.replace("_", " ").capitalize()


def kinds_for(user: "User", *, of_client: bool) -> list[Kind]:
    """The kinds `user` may ask for, about a client or about the whole house, by label."""
    _load()
    return sorted(
        (k for k in _kinds.values() if k.about.of_client is of_client and user.may(k.rule)),
        key=lambda k: str(k.label),
    )


def chosen(kind: Kind, given: Mapping[str, Any], by: "User") -> dict[str, Any]:
    """The options of `kind` as `given`, with the defaults of the rest.

    Raises DomainError for an option the kind does not have, a value it cannot take, or one
    that `by` may not choose.
    """
    unknown = set(given) - {option.name for option in kind.options}
    if unknown:
        raise DomainError(f"{kind.label} has no option “{min(unknown)[:40]}”.")
    return {o.name: _value(o, given.get(o.name, o.default), by) for o in kind.options}


def _value(option: Option, given: Any, by: "User") -> Any:
    if option.choices:
        if given not in [word for word, _ in option.choices]:
            raise DomainError(f"{option.label}: choose one of the list.", option.name)
    elif type(given) is not type(option.default):
        raise DomainError(f"{option.label}: “{str(given)[:40]}” does not fit.", option.name)
    if option.rule and given != option.default and not by.may(option.rule):
        raise DomainError(f"{option.label}: your role may not choose this.", option.name)
    return given
