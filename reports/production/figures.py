"""The figures of a month, put together once for the page, the PDF, the XLSX and the close."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from accounts.policies.models import TransactionKind
from config.lib.dates import add_months, month_end
from config.lib.money import ZERO
from reports.production import rules
from reports.production.asking import Names, names_in, tallies
from reports.production.cuts import Cut, cuts
from reports.production.ends import Ends, ends
from reports.production.frozen import Kept, ending_kept, kept
from reports.production.measures import SPANS, Measures, measures
from reports.production.querysets import (
    DIMENSIONS,
    Production,
    Sight,
    Spans,
    grouped,
    late_for,
    nested,
)
from reports.production.rules import NOTHING, Identity, Line, Sums
from reports.production.tally import Key, Tally, under
from teams.people.models import User

DIMENSION_LABELS = {
    "executive": "Account executive",
    "sales_executive": "Sales executive",
    "line": "Line of business",
    "carrier": "Carrier",
    "team": "Team",
    "tier": "Tier",
    "department": "Department",
}
COLUMNS = {
    **{group: label for group, (label, _) in rules.GROUPS.items()},
    "total": "All production",
    "expired": "Expired, not renewed",
    "lost": "Lost",
}


@dataclass(frozen=True)
class Row:
    """One executive, line or carrier, or the whole: its columns for each span."""

    key: Key
    name: str
    month: dict[str, Sums]
    ytd: dict[str, Sums]
    prior_year: dict[str, Sums]


@dataclass(frozen=True)
class Exclusion:
    """What a figure leaves out or treats apart, why, how many and how much."""

    reason: str
    count: int
    premium: Decimal | None = None


@dataclass(frozen=True)
class Renewal:
    """What came up for renewal and what of it was lost, with the expiring premium."""

    up: Sums
    lost: Sums

    @property
    def policies(self) -> Decimal | None:
        """Retention of policies in percent."""
        return rules.retention(self.up.count, self.lost.count)

    @property
    def premium(self) -> Decimal | None:
        """Retention of premium in percent."""
        return rules.retention(self.up.premium, self.lost.premium)

    @property
    def commission(self) -> Decimal | None:
        """Retention of commission in percent."""
        return rules.retention(self.up.commission, self.lost.commission)


@dataclass(frozen=True)
class Figures:
    """A month of production as one person may see it."""

    month: date
    seen_by: str
    scope: str
    kept: Kept | None
    names: Names
    total: Row
    kinds: tuple[tuple[str, str, Sums, Sums, Sums], ...]
    dimensions: dict[str, tuple[Row, ...]]
    trend: dict[date, dict[str, Sums]]
    renewals: dict[date, Renewal]
    identity: Identity
    book_year_ago: Decimal
    exclusions: tuple[Exclusion, ...]
    late: Exclusion | None
    measures: Measures
    ends: Ends
    cuts: dict[str, list[Cut]]
    still_due: Decimal

    @property
    def closed_at(self) -> datetime | None:
        return self.kept.close.closed_at if self.kept else None

    @property
    def frozen(self) -> date | None:
        """The month itself where it is closed, for the addresses of its rows."""
        return self.month if self.kept else None

    @property
    def last_day(self) -> date:
        return month_end(self.month)

    @property
    def year_ago(self) -> date:
        return add_months(self.month, -12)

    @property
    def january(self) -> date:
        return self.month.replace(month=1)

    @property
    def renewal(self) -> Renewal:
        return self.renewals[self.month]

    @property
    def title(self) -> str:
        return f"Production report {self.month:%B %Y}"


def figures(user: User, month: date) -> Figures:
    """Everything the production report of `month` says, from the clients `user` sees.

    A closed month is what was kept of it, whatever was entered, renamed or moved since.
    """
    if held := kept(user, month):
        return _said(user, month, held.tally, held.names, held)
    tally = tallies(Sight(user), month).get(0, {})
    return _said(user, month, tally, names_in(tally), None)


def closing(user: User, month: date, tally: Tally, names: Names) -> Figures:
    """The figures of a month that is about to be closed."""
    return _said(user, month, tally, names, None)


def _said(user: User, month: date, tally: Tally, names: Names, held: Kept | None) -> Figures:
    made, due = nested(tally, "made"), nested(tally, "due")
    months = [add_months(month, -back) for back in range(12, -1, -1)]
    identity = _identity(tally, month, ending_kept(user, add_months(month, -1)))
    measured = measures(tally, month)
    dimensions = {
        name: _rows(made.by_dimension[name], due.by_dimension[name], names[name])
        for name in DIMENSIONS
    }
    return Figures(
        month=month,
        seen_by=user.name,
        scope=user.scope,
        kept=held,
        names=names,
        total=_whole(dimensions["line"]),
        kinds=_kinds(made),
        dimensions=dimensions,
        trend={m: columns(made.by_month.get(m, {}), due.by_month.get(m, {})) for m in months},
        renewals={m: _renewal(due.by_month.get(m, {})) for m in months},
        identity=identity,
        book_year_ago=_book(tally, add_months(month, -12)).premium,
        exclusions=_exclusions(month, tally, dimensions, identity, measured),
        late=_late(user, month) if held else None,
        measures=measured,
        ends=ends(tally, names),
        cuts=cuts(tally, names),
        still_due=tally.get(("force", "due"), NOTHING).commission,
    )


def columns(kinds: dict[str, Sums], due: dict[str, Sums]) -> dict[str, Sums]:
    """The report's columns from sums by kind and from what came up for renewal."""
    groups = grouped(kinds)
    expired = due.get("lost", NOTHING)
    return {
        **groups,
        "total": rules.total(groups.values()),
        "expired": expired,
        "lost": rules.lost(kinds, expired),
    }


def _rows(made: dict[Key, Spans], due: dict[Key, Spans], names: dict[Any, str]) -> tuple[Row, ...]:
    rows = []
    for key in {*made, *due}:
        booked, came_up = made.get(key, Spans()), due.get(key, Spans())
        spans = {span: columns(getattr(booked, span), getattr(came_up, span)) for span in SPANS}
        if any(sums.count for found in spans.values() for sums in found.values()):
            name = names.get(key, str(key)) if key is not None else "None named"
            rows.append(Row(key, name, **spans))
    return tuple(sorted(rows, key=lambda r: (-r.month["total"].premium, r.name, str(r.key))))


def _whole(rows: tuple[Row, ...]) -> Row:
    spans = {
        span: {name: rules.total(getattr(r, span)[name] for r in rows) for name in COLUMNS}
        for span in SPANS
    }
    return Row(None, "Total", **spans)


def _kinds(made: Production) -> tuple[tuple[str, str, Sums, Sums, Sums], ...]:
    """(kind, its words, month, year to date, month a year ago) for each kind that occurs."""
    spans = made.by_dimension["line"].values()
    found = []
    for kind, label in TransactionKind.choices:
        month, ytd, prior_year = (
            rules.total(getattr(s, span).get(kind, NOTHING) for s in spans) for span in SPANS
        )
        if month.count or ytd.count or prior_year.count:
            found.append((str(kind), str(label), month, ytd, prior_year))
    return tuple(found)


def _renewal(due: dict[str, Sums]) -> Renewal:
    gone = due.get("lost", NOTHING)
    return Renewal(due.get("renewed", NOTHING) + gone, gone)


def _book(tally: Tally, month: date) -> Sums:
    return tally.get(("book", month.isoformat()), NOTHING)


def _identity(tally: Tally, month: date, closed_with: Decimal | None) -> Identity:
    """The way of the book through the month, from what the month before was closed with."""
    beginning, ending = _book(tally, add_months(month, -1)), _book(tally, month)
    moved: dict[str, dict[str, Sums]] = {}
    for (part, what), sums in under(tally, "moved"):
        moved.setdefault(str(part), {})[str(what)] = sums
    booked = [sums for path, sums in under(tally, "made") if path[0] == month.isoformat()]
    started = beginning.premium if closed_with is None else closed_with
    return Identity(
        beginning=started,
        beginning_count=beginning.count,
        ending=ending.premium,
        ending_count=ending.count,
        lines=_lines(moved),
        outside=_outside(moved),
        produced=rules.total(booked).premium,
        corrected=beginning.premium - started,
    )


def _lines(moved: dict[str, dict[str, Sums]]) -> tuple[Line, ...]:
    lines = []
    for part, (label, sign) in rules.PARTS.items():
        found = moved.get("stayed" if sign == 0 else part)
        if found is None:
            continue
        stood, booked, endorsed = found["stood"], found["booked"], found["endorsed"]
        if part == "endorsed":
            line = Line(part, label, endorsed.count, endorsed.premium, endorsed.premium)
        elif part == "adjusted":
            rest = booked + -endorsed
            line = Line(part, label, booked.count - endorsed.count, rest.premium, rest.premium)
        elif sign > 0:
            # A sum of what terms held before and hold now stands as premium and commission.
            line = Line(part, label, stood.count, stood.commission, booked.premium)
        else:
            line = Line(part, label, stood.count, -stood.premium)
        if line.count:
            lines.append(line)
    return tuple(lines)


def _outside(moved: dict[str, dict[str, Sums]]) -> Line:
    parts = ("outside", "cancelled", "expired_renewed", "expired_lost")
    left = rules.total(moved[part]["booked"] for part in parts if part in moved)
    return Line("outside", rules.OUTSIDE, left.count, ZERO, left.premium)


def _exclusions(
    month: date,
    tally: Tally,
    dimensions: dict[str, tuple[Row, ...]],
    identity: Identity,
    measured: Measures,
) -> tuple[Exclusion, ...]:
    found = []
    for name in ("executive", "sales_executive"):
        nobody = next((r.month["total"] for r in dimensions[name] if r.key is None), NOTHING)
        words = f"Transactions without {DIMENSION_LABELS[name].lower()}, shown as “None named”"
        found.append(Exclusion(words, nobody.count, nobody.premium))
    brought = tally.get(("brought", None), NOTHING)
    found += [
        Exclusion(
            "Renewed terms whose renewal was not booked by the end of the month: not in the "
            "average premium change",
            measured.renewed.unbooked,
        ),
        Exclusion(
            "Renewed terms without a filed exposure for both years: not split into rate and "
            "exposure",
            measured.renewed.count - measured.renewed.known,
            measured.renewed.old - measured.renewed.known_old,
        ),
        Exclusion(f"{rules.OUTSIDE}", identity.outside.count, identity.outside.booked),
        Exclusion(
            "Continuous policies in force, never up for renewal",
            tally.get(("apart", "continuous"), NOTHING).count,
        ),
        Exclusion(
            "Policies in force without any transaction: no premium to count",
            tally.get(("apart", "bare"), NOTHING).count,
        ),
        Exclusion(
            f"Entered for earlier, closed months; counted in {month:%B %Y}",
            brought.count,
            brought.premium,
        ),
    ]
    return tuple(exclusion for exclusion in found if exclusion.count)


def _late(user: User, month: date) -> Exclusion | None:
    """What came after the close; told on the page alone, so that paper stays as it was."""
    words = f"Entered for {month:%B %Y} after its close; counted in a later month"
    late = Exclusion(words, *late_for(user, month))
    return late if late.count else None
