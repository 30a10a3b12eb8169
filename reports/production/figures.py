"""The figures of a month, put together once for the page, the PDF, the XLSX and the close."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef

from accounts.carriers.models import Carrier
from accounts.clients.models import Tier
from accounts.policies.models import LineOfBusiness, PolicyTerm, PolicyTransaction, TransactionKind
from config.lib.dates import add_months, month_end
from config.lib.money import ZERO
from reports.production import book, rules
from reports.production.cuts import Cut, cuts
from reports.production.ends import Ends, ends, freeze_ends, thaw_ends
from reports.production.measures import (
    Measures,
    freeze_measures,
    measures,
    thaw_measures,
)
from reports.production.models import MonthClose
from reports.production.querysets import (
    DIMENSIONS,
    Key,
    Production,
    Spans,
    brought_into,
    grouped,
    late_for,
    production,
)
from reports.production.rules import NOTHING, Identity, Line, Sums
from teams.access.roles import Scope
from teams.people.models import Team, User

SPANS = ("month", "ytd", "prior_year")
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
    closed_at: Any
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
    """Everything the production report of `month` says, from the clients `user` sees."""
    made = production(user, month)
    due = book.cohorts(user, month)
    closed = MonthClose.objects.filter(month=month).first()
    months = [add_months(month, -back) for back in range(12, -1, -1)]
    names = _names()
    identity, year_ago = _identity(user, month, closed, made)
    closed_on = closed.closed_at if closed else None
    measured = _measures(user, month, closed, made)
    dimensions = {
        name: _rows(made.by_dimension[name], due.by_dimension[name], names[name])
        for name in DIMENSIONS
    }
    return Figures(
        month=month,
        seen_by=user.name,
        scope=user.scope,
        closed_at=closed_on,
        total=_whole(dimensions["line"]),
        kinds=_kinds(made),
        dimensions=dimensions,
        trend={m: columns(made.by_month.get(m, {}), due.by_month.get(m, {})) for m in months},
        renewals={m: _renewal(due.by_month.get(m, {})) for m in months},
        identity=identity,
        book_year_ago=year_ago,
        exclusions=_left_out(user, month, closed, dimensions, identity, measured),
        late=_late(user, month),
        measures=measured,
        ends=_ends(user, month, closed),
        cuts=cuts(user, month, closed_on, names),
    )


def columns(kinds: dict[str, Sums], due: dict[str, Sums]) -> dict[str, Sums]:
    """The report's columns from sums by kind and from what came up for renewal."""
    groups = grouped(kinds)
    expired = due.get("lost", NOTHING)
    return {
        **groups,
        "total": rules.total(groups.values()),
        "expired": expired,
        "lost": rules.lost(groups["cancelled"], expired),
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


def _names() -> dict[str, dict[Any, str]]:
    people = dict(User.objects.values_list("pk", "name"))
    rows = list(Team.objects.values_list("pk", "name", "department"))
    teams, departments = {key: name for key, name, _ in rows}, {part for *_, part in rows}
    return {
        "executive": people,
        "sales_executive": people,
        "line": dict(LineOfBusiness.objects.values_list("pk", "name")),
        "carrier": dict(Carrier.objects.values_list("pk", "name")),
        "team": teams,
        "tier": dict(Tier.objects.values_list("pk", "name")),
        "department": {name: name for name in departments},
    }


def _identity(
    user: User, month: date, closed: MonthClose | None, made: Production
) -> tuple[Identity, Decimal]:
    """The way of the book through the month, and the book a year before its end.

    A closed month shows the frozen figures to those who see the whole book; for others it is
    asked again, from the frozen transactions.
    """
    if closed and closed.figures and user.scope == Scope.ALL:
        return thaw(closed.figures), Decimal(closed.figures["book_year_ago"])
    before, year_ago = add_months(month, -1), add_months(month, -12)
    sizes = book.books(user, [month, before, year_ago])
    corrected, beginning = ZERO, sizes[before][1]
    earlier = MonthClose.objects.filter(month=before).first()
    if earlier and earlier.figures and user.scope == Scope.ALL:
        frozen = Decimal(earlier.figures["ending"])
        beginning, corrected = frozen, beginning - frozen
    moved = book.movements(user, month, closed.closed_at if closed else None)
    identity = Identity(
        beginning=beginning,
        beginning_count=sizes[before][0],
        ending=sizes[month][1],
        ending_count=sizes[month][0],
        lines=_lines(moved),
        outside=_outside(moved),
        produced=rules.total(made.by_month.get(month, {}).values()).premium,
        corrected=corrected,
    )
    return identity, sizes[year_ago][1]


def _measures(user: User, month: date, closed: MonthClose | None, made: Production) -> Measures:
    """The measures as they were frozen, for those who see the whole book; else asked."""
    if closed and "measures" in closed.figures and user.scope == Scope.ALL:
        return thaw_measures(closed.figures["measures"])
    return measures(user, month, made.by_month)


def _ends(user: User, month: date, closed: MonthClose | None) -> Ends:
    """Why business was lost, as it was frozen for those who see the whole book; else asked."""
    if closed and "ends" in closed.figures and user.scope == Scope.ALL:
        return thaw_ends(closed.figures["ends"])
    return ends(user, month)


def _lines(moved: dict[str, dict[str, Any]]) -> tuple[Line, ...]:
    lines = []
    for part, (label, sign) in rules.PARTS.items():
        row = moved.get("stayed" if sign == 0 else part)
        if row is None:
            continue
        if part == "endorsed":
            line = Line(part, label, int(row["n_endorsed"]), row["endorsed"], row["endorsed"])
        elif part == "adjusted":
            rest = row["booked"] - row["endorsed"]
            line = Line(part, label, int(row["n_booked"] - row["n_endorsed"]), rest, rest)
        elif sign > 0:
            line = Line(part, label, row["n"], row["now"], row["booked"])
        else:
            line = Line(part, label, row["n"], -row["before"])
        if line.count:
            lines.append(line)
    return tuple(lines)


def _outside(moved: dict[str, dict[str, Any]]) -> Line:
    left = [moved[p] for p in ("outside", "cancelled", "expired_renewed", "expired_lost")
            if p in moved]  # fmt: skip
    count = sum(int(row["n_booked"]) for row in left)
    return Line("outside", rules.OUTSIDE, count, ZERO, sum((r["booked"] for r in left), ZERO))


def _exclusions(
    user: User,
    month: date,
    dimensions: dict[str, tuple[Row, ...]],
    identity: Identity,
    measured: Measures,
) -> tuple[Exclusion, ...]:
    last = month_end(month)
    found = []
    for name in ("executive", "sales_executive"):
        nobody = next((r.month["total"] for r in dimensions[name] if r.key is None), NOTHING)
        words = f"Transactions without {DIMENSION_LABELS[name].lower()}, shown as “None named”"
        found.append(Exclusion(words, nobody.count, nobody.premium))
    visible = PolicyTerm.objects.visible_to(user).in_force(last)
    booked = PolicyTransaction.objects.filter(term=OuterRef("pk"))
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
            visible.filter(expires_on=None).count(),
        ),
        Exclusion(
            "Policies in force without any transaction: no premium to count",
            visible.filter(~Exists(booked)).count(),
        ),
        Exclusion(
            f"Entered for earlier, closed months; counted in {month:%B %Y}",
            *brought_into(user, month),
        ),
    ]
    return tuple(exclusion for exclusion in found if exclusion.count)


def _left_out(
    user: User, month: date, closed: MonthClose | None, *facts: Any
) -> tuple[Exclusion, ...]:
    """What is left out, as it was frozen for those who see the whole book; else asked."""
    if closed and "exclusions" in closed.figures and user.scope == Scope.ALL:
        return tuple(
            Exclusion(reason, count, Decimal(premium) if premium is not None else None)
            for reason, count, premium in closed.figures["exclusions"]
        )
    return _exclusions(user, month, *facts)


def _late(user: User, month: date) -> Exclusion | None:
    """What came after the close; told on the page alone, so that paper stays as it was."""
    words = f"Entered for {month:%B %Y} after its close; counted in a later month"
    late = Exclusion(words, *late_for(user, month))
    return late if late.count else None


def freeze(found: Figures) -> dict[str, Any]:
    """The identity and retention of a month as JSON, to be kept with its close."""
    identity, renewal = found.identity, found.renewal
    return {
        "beginning": str(identity.beginning),
        "beginning_count": identity.beginning_count,
        "corrected": str(identity.corrected),
        "ending": str(identity.ending),
        "ending_count": identity.ending_count,
        "produced": str(identity.produced),
        "lines": [
            [line.part, int(line.count), str(line.premium), str(line.booked)]
            for line in (*identity.lines, identity.outside)
        ],
        "book_year_ago": str(found.book_year_ago),
        "up_for_renewal": [renewal.up.count, str(renewal.up.premium)],
        "lost": [renewal.lost.count, str(renewal.lost.premium)],
        "measures": freeze_measures(found.measures),
        "ends": freeze_ends(found.ends),
        "exclusions": [
            [e.reason, e.count, str(e.premium) if e.premium is not None else None]
            for e in found.exclusions
        ],
    }


def thaw(kept: dict[str, Any]) -> Identity:
    """The identity that `freeze` kept."""
    words = {**{part: label for part, (label, _) in rules.PARTS.items()}, "outside": rules.OUTSIDE}
    lines = [
        Line(part, words[part], count, Decimal(premium), Decimal(booked))
        for part, count, premium, booked in kept["lines"]
    ]
    return Identity(
        beginning=Decimal(kept["beginning"]),
        beginning_count=kept["beginning_count"],
        ending=Decimal(kept["ending"]),
        ending_count=kept["ending_count"],
        lines=tuple(lines[:-1]),
        outside=lines[-1],
        produced=Decimal(kept["produced"]),
        corrected=Decimal(kept["corrected"]),
    )
