"""What the team did in a month, counted where it stands (DOMAIN §6.2)."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from accounts.orders.turnaround import Row, Turnaround
from config.lib.dates import add_months, month_end
from config.lib.money import share
from reports.activity.asking import LABELS, WORK, Spans, spans_of, work
from reports.documents.registry import label_of
from reports.production.frozen import kept
from reports.production.querysets import Sight
from reports.production.tally import Key, Tally, gather, under
from teams.people.models import User

SPANS = ("month", "before", "ytd")
KEPT = ("due", "met", "met_late", "late")
FINISHED = ("done", "on_time", "took", "timed")
DELIVERED_FIRST = ("proposal", "stewardship", "summary", "overview")


@dataclass(frozen=True)
class Count3:
    """How many in the month, in the month before, and in the year to date."""

    label: str
    month: int = 0
    before: int = 0
    ytd: int = 0


@dataclass(frozen=True)
class Share:
    """So many of so many; `percent` to one place, None of nothing."""

    label: str
    part: int
    whole: int

    @property
    def percent(self) -> Decimal | None:
        return share(self.part, self.whole)


@dataclass(frozen=True)
class Kept:
    """Commitments that came due in a span, and what became of them."""

    due: int = 0
    met: int = 0
    met_late: int = 0
    late: int = 0

    @property
    def share(self) -> Share:
        return Share("on time", self.met, self.due)


@dataclass(frozen=True)
class ActivityFigures:
    """A month of work for the clients that one person sees."""

    month: date
    on: date
    closed: bool
    seen_by: str
    scope: str
    counts: tuple[Count3, ...]
    orders: Turnaround
    given: dict[str, int]
    open_by_person: dict[str, tuple[int, int]]
    open_orders: int
    overdue_orders: int
    kept: dict[str, Kept]
    meetings: tuple[Count3, ...]
    delivered: tuple[Count3, ...]
    currency: tuple[Share, ...]
    spans: Spans = field(default_factory=dict)

    @property
    def title(self) -> str:
        return f"Activity report {self.month:%B %Y}"

    @property
    def earlier(self) -> date:
        return add_months(self.month, -1)

    @property
    def kinds(self) -> list[tuple[str, int, Row | None]]:
        """Each kind of order: how many were given, and its finished ones."""
        done = {row.label: row for row in self.orders.kinds}
        return [(kind, self.given.get(kind, 0), done.get(kind))
                for kind in sorted({*done, *self.given})]  # fmt: skip

    @property
    def people(self) -> list[tuple[str, Row | None, int, int]]:
        """Each person: the finished orders, how many are open, how many of these overdue."""
        done = {row.label: row for row in self.orders.people}
        names = sorted({*done, *self.open_by_person} - {None})
        return [(n, done.get(n), *self.open_by_person.get(n, (0, 0))) for n in names]


def activity(user: User, month: date, today: date) -> ActivityFigures:
    """What was done in `month` for the clients `user` sees, as known at the end of `today`.

    Of a closed month it is what was known when it was closed.
    """
    held = kept(user, month)
    on = month_end(month) if held else min(month_end(month), today)
    if held and held.has_work:
        return _figures(user, month, on, held.tally, closed=True)
    return _figures(user, month, on, gather(work(Sight(user), month, on)).get(0, {}))


def _figures(
    user: User, month: date, on: date, tally: Tally, *, closed: bool = False
) -> ActivityFigures:
    found = _Found(tally)
    waiting = [(str(name), found.of("open", name, "all"), found.of("open", name, "late"))
               for name in found.keys("open") if name]  # fmt: skip
    insured = found.of("current", "clients")
    return ActivityFigures(
        month=month,
        on=on,
        closed=closed,
        seen_by=user.name,
        scope=str(user.scope),
        counts=tuple(found.count3(label, "count", label) for label in LABELS),
        orders=found.turnaround(),
        given={str(kind): found.of("given", kind) for kind in found.keys("given")},
        open_by_person={name: (n, late) for name, n, late in waiting},
        open_orders=found.sum("open", "all"),
        overdue_orders=found.sum("open", "late"),
        kept={span: Kept(*(found.of("kept", span, part) for part in KEPT)) for span in SPANS},
        meetings=tuple(found.count3(str(kind), "held", kind) for kind in found.keys("held")),
        delivered=tuple(
            found.count3(label_of(str(kind)), "delivered", kind)
            for kind in sorted(found.keys("delivered"), key=_place)
        ),
        currency=(
            Share("Yearly overviews current", found.of("current", "overview"), insured),
            Share("Insurance summaries current", found.of("current", "summary"), insured),
        ),
        spans=spans_of(month, on),
    )


def _place(kind: Key) -> tuple[int, str]:
    first = dict(zip(DELIVERED_FIRST, range(len(DELIVERED_FIRST)), strict=True))
    return first.get(str(kind), len(first)), str(kind)


class _Found:
    """The counts of a tally below WORK."""

    def __init__(self, tally: Tally) -> None:
        self.counts = {path: sums.count for path, sums in under(tally, WORK)}

    def of(self, *path: Key) -> int:
        """How many; none where nothing was counted."""
        return self.counts.get(path, 0)

    def keys(self, what: str) -> list[Key]:
        """What was counted by, in alphabetical order."""
        return sorted({path[1] for path in self.counts if path[0] == what}, key=str)

    def sum(self, what: str, part: str) -> int:
        return sum(n for path, n in self.counts.items() if (path[0], path[-1]) == (what, part))

    def count3(self, label: str, *path: Key) -> Count3:
        return Count3(label, *(self.of(*path, span) for span in SPANS))

    def turnaround(self) -> Turnaround:
        """The finished orders, all and by kind and by person."""
        whole = self._row("All orders", *(self.sum("kind", part) for part in FINISHED))
        kinds, people = (
            [self._row(key, *(self.of(cut, key, part) for part in FINISHED))
             for key in self.keys(cut)]
            for cut in ("kind", "person")
        )  # fmt: skip
        return Turnaround(whole, kinds, people, months=[])

    def _row(self, label: Key, done: int, on_time: int, minutes: int, timed: int) -> Row:
        return Row(label, done, on_time, round(minutes / timed) if timed else 0, waited=0)
