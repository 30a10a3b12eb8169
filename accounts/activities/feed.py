"""One timeline from the rows that already record what happened; nothing is written twice.

Each source reads one kind of row and says at which moment it stands. A page asks every source
for as many rows as the page has and merges them, so that it costs one query a source however
long the client's past is. Another subject adds its own with `add_source`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from config.lib.errors import DomainError

if TYPE_CHECKING:
    from accounts.clients.models import Client
    from teams.people.models import User

PAGE = 30
NEWER_SHOWN = 5


@dataclass(frozen=True)
class Entry:
    """One line of the timeline. `key` names it in addresses: its source and its row's id."""

    at: datetime
    source: str
    pk: int
    label: str
    title: str
    text: str = ""
    url: str = ""
    who: str = ""
    row: Any = None
    answers: list[Any] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"{self.source}-{self.pk}"

    @property
    def place(self) -> tuple[datetime, str, int]:
        """Where it stands; no two entries share it."""
        return self.at, self.source, self.pk


@dataclass(frozen=True)
class Asked:
    """What the timeline was asked for; empty means everything."""

    kind: str = ""
    person: int | None = None
    term: int | None = None
    words: str = ""
    since: date | None = None
    until: date | None = None
    pinned: bool = False

    def __bool__(self) -> bool:
        return self != Asked()


@dataclass(frozen=True)
class Source:
    """Where entries of some kinds come from.

    `rows(client)` is a query annotated with `at`; `entry(row)` puts a row into words. `kinds`
    maps each ?kind= word to its label and to the condition on the rows. `person`, `term` and
    `words` name the paths that the filters of these names look at; without a path a source has
    nothing to say when that is asked. Only holders of `rule` see it.
    """

    name: str
    rule: str
    kinds: dict[str, tuple[str, Q]]
    rows: Callable[["Client"], models.QuerySet]
    entry: Callable[[Any], Entry]
    person: str = ""
    term: str = ""
    words: tuple[str, ...] = ()
    pinned: str = ""


_SOURCES: dict[str, Source] = {}


def add_source(source: Source) -> Source:
    """Let `source` tell on every client's timeline."""
    _SOURCES[source.name] = source
    return source


def kinds_for(user: "User") -> list[tuple[str, str]]:
    """The ?kind= words that `user` may ask for, with their labels."""
    found = {
        word: label
        for source in _SOURCES.values()
        if user.may(source.rule)
        for word, (label, _) in source.kinds.items()
    }
    return list(found.items())


@dataclass
class Feed:
    """A page of the timeline, the latest first, and the keys of the pages around it."""

    entries: list[Entry]
    older: str = ""
    newer: bool = False


def feed(
    client: "Client", user: "User", asked: Asked, *, before: str = "", around: str = ""
) -> Feed:
    """The page older than the key `before`, or with the entry `around` in its midst, or the first.

    Raises DomainError for a damaged key; an entry that is not there gives the first page.
    """
    sources = _sources_for(user, asked)
    newest: tuple | None = None
    if around and (place := _place_of(client, user, around)):
        later = _rows(sources, client, asked, place, NEWER_SHOWN + 1, later=True)
        places = sorted(entry.place for entry in later)
        newest = places[NEWER_SHOWN] if len(places) > NEWER_SHOWN else None
    elif before:
        newest = _read_key(before)
    found = _rows(sources, client, asked, newest, PAGE + 1)
    found.sort(key=lambda e: e.place, reverse=True)
    entries = found[:PAGE]
    older = write_key(entries[-1]) if len(found) > PAGE else ""
    return Feed(entries, older, newer=newest is not None)


def _sources_for(user: "User", asked: Asked) -> list[Source]:
    return [
        source
        for source in _SOURCES.values()
        if user.may(source.rule)
        and (not asked.kind or asked.kind in source.kinds)
        and (not asked.person or source.person)
        and (not asked.term or source.term)
        and (not asked.words or source.words)
        and (not asked.pinned or source.pinned)
    ]


def _rows(
    sources: Iterable[Source], client: "Client", asked: Asked, place: tuple | None, size: int,
    *, later: bool = False,
) -> list[Entry]:  # fmt: skip
    found: list[Entry] = []
    for source in sources:
        rows = _filtered(source, source.rows(client), asked)
        if place is not None:
            rows = rows.filter(_beyond(source, place, later))
        rows = rows.order_by("at", "pk") if later else rows.order_by("-at", "-pk")
        found += [source.entry(row) for row in rows[:size]]
    return found


def _beyond(source: Source, place: tuple, later: bool) -> Q:
    """Rows of `source` that stand later (or earlier) than `place`; same moments go by name."""
    at, name, pk = place
    step = "gt" if later else "lt"
    beyond = Q(**{f"at__{step}": at})
    if source.name == name:
        return beyond | Q(at=at, **{f"pk__{step}": pk})
    after = source.name > name
    return beyond | Q(at=at) if after == later else beyond


def _filtered(source: Source, rows: models.QuerySet, asked: Asked) -> models.QuerySet:
    if asked.kind:
        rows = rows.filter(source.kinds[asked.kind][1])
    if asked.person:
        rows = rows.filter(**{source.person: asked.person})
    if asked.term:
        rows = rows.filter(**{source.term: asked.term})
    if asked.pinned:
        rows = rows.filter(**{f"{source.pinned}__isnull": False})
    if asked.since:
        rows = rows.filter(at__gte=midnight(asked.since))
    if asked.until:
        rows = rows.filter(at__lt=midnight(asked.until + timedelta(days=1)))
    for word in asked.words.split():
        anywhere = Q()
        for path in source.words:
            anywhere |= Q(**{f"{path}__icontains": word})
        rows = rows.filter(anywhere)
    return rows


def _place_of(client: "Client", user: "User", key: str) -> tuple | None:
    name, _, pk = key.rpartition("-")
    source = _SOURCES.get(name or "entry")
    if source is None or not user.may(source.rule) or not pk.isascii() or not pk.isdigit():
        return None
    row = source.rows(client).filter(pk=int(pk[:18])).first()
    return source.entry(row).place if row else None


def write_key(entry: Entry) -> str:
    """The key of the page that follows `entry`."""
    return f"{entry.at.timestamp():.6f}_{entry.source}_{entry.pk}"


def _read_key(key: str) -> tuple:
    try:
        moment, source, pk = key.split("_")
        whole, _, micro = moment.partition(".")
        at = datetime.fromtimestamp(int(whole), tz=timezone.get_current_timezone())
        at += timedelta(microseconds=int(micro or 0))
        return at, _SOURCES[source].name, int(pk)
    except (ValueError, KeyError, OverflowError, OSError) as error:
        raise DomainError("This page address is damaged; open the timeline again.") from error


def midnight(day: date) -> datetime:
    """The moment at which `day` begins at the office."""
    return timezone.make_aware(datetime.combine(day, time()))
