"""Questions about production: which transactions count in which month, and their sums."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection, models
from django.db.models import Case, F, Max, Min, Q, Value, When
from django.db.models.functions import Coalesce, Greatest

from accounts.policies.models import PolicyTransaction
from config.lib.dates import add_months
from config.lib.money import ZERO
from reports.production.models import MonthClose
from reports.production.rules import GROUP_OF, NOTHING, Sums

if TYPE_CHECKING:
    from teams.people.models import User

# Dimension → the column of the statements that holds its key.
DIMENSIONS = {
    "executive": "executive_id",
    "sales_executive": "sales_executive_id",
    "line": "line_of",
    "carrier": "carrier_id",
    "team": "team_of",
    "tier": "tier_of",
    "department": "department_of",
}
KEYS = ", ".join(DIMENSIONS.values())
# GROUPING(month, …) sets the bit of every column that is not grouped by.
_BITS = len(DIMENSIONS)
BY_MONTH = 2**_BITS - 1
LEVELS = {2 ** (_BITS + 1) - 1 - 2 ** (_BITS - 1 - n): name for n, name in enumerate(DIMENSIONS)}
SETS = ", ".join(f"({column})" for column in DIMENSIONS.values())


def first_open_month() -> date | None:
    """The month after the last closed one; None while no month is closed."""
    last = MonthClose.objects.aggregate(last=Max("month"))["last"]
    return add_months(last, 1) if last else None


def counted(user: "User") -> models.QuerySet:
    """The transactions `user` may see, each with the month it counts in.

    `counted_in` is the month of the close that froze it; an open transaction counts in its
    accounting month, or in the first open month when its own is closed. Line, writing company,
    team, tier and department of a closed month are those at the close.
    """
    rows = PolicyTransaction.objects.visible_to(user).order_by()
    open_from = first_open_month()
    if open_from is None:
        return rows.annotate(
            counted_in=F("month"),
            line_of=F("term__policy__line"),
            company_of=F("term__policy__writing_company"),
            team_of=F("term__client__team"),
            tier_of=F("term__client__tier"),
            department_of=F("term__client__team__department"),
        )
    own_month = Greatest("month", Value(open_from, output_field=models.DateField()))
    return rows.annotate(
        counted_in=Coalesce("fact__close__month", own_month),
        line_of=Coalesce("fact__line", "term__policy__line"),
        company_of=Coalesce("fact__writing_company", "term__policy__writing_company"),
        team_of=Coalesce("fact__team", "term__client__team"),
        # A client without a tier at the close has none in that month for good.
        tier_of=Case(
            When(fact__team__isnull=False, then=F("fact__tier")), default=F("term__client__tier")
        ),
        department_of=Coalesce("fact__department", "term__client__team__department"),
    )


def months_with_production(user: "User") -> tuple[date, date] | None:
    """The first and the last month in which anything visible counts; None for an empty book."""
    found = counted(user).aggregate(first=Min("counted_in"), last=Max("counted_in"))
    return (found["first"], found["last"]) if found["first"] else None


def as_relation(rows: models.QuerySet, *columns: str) -> tuple[str, dict[str, Any]]:
    """`rows` as SQL text with named parameters, to be summed by a larger statement."""
    text, values = rows.values(*columns).query.sql_with_params()
    names = {f"counted_{number}": value for number, value in enumerate(values)}
    return text % tuple(f"%({name})s" for name in names), names


def ask(statement: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a statement as dictionaries."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


Key = int | str | None


@dataclass
class Spans:
    """Sums by transaction kind for a month, its year to date and the same month a year ago."""

    month: dict[str, Sums] = field(default_factory=dict)
    ytd: dict[str, Sums] = field(default_factory=dict)
    prior_year: dict[str, Sums] = field(default_factory=dict)


@dataclass
class Production:
    """What was booked: by month and kind, and by dimension (id or None) and kind."""

    by_month: dict[date, dict[str, Sums]]
    by_dimension: dict[str, dict[Key, Spans]]


_SUMS = f"""
WITH counted AS (/*counted*/)
SELECT GROUPING(counted_in, {KEYS}) AS level, counted_in, {KEYS}, kind,
       count(*) AS n, sum(premium) AS premium, sum(commission) AS commission,
       count(*) FILTER (WHERE counted_in = %(month)s) AS month_n,
       sum(premium) FILTER (WHERE counted_in = %(month)s) AS month_premium,
       sum(commission) FILTER (WHERE counted_in = %(month)s) AS month_commission,
       count(*) FILTER (WHERE counted_in >= %(january)s) AS ytd_n,
       sum(premium) FILTER (WHERE counted_in >= %(january)s) AS ytd_premium,
       sum(commission) FILTER (WHERE counted_in >= %(january)s) AS ytd_commission,
       count(*) FILTER (WHERE counted_in = %(year_ago)s) AS prior_year_n,
       sum(premium) FILTER (WHERE counted_in = %(year_ago)s) AS prior_year_premium,
       sum(commission) FILTER (WHERE counted_in = %(year_ago)s) AS prior_year_commission
  FROM counted JOIN accounts_writingcompany ON accounts_writingcompany.id = company_of
 GROUP BY kind, GROUPING SETS ((counted_in), {SETS})
"""  # noqa: S608 - names of our own columns


def production(user: "User", month: date) -> Production:
    """The sums of the thirteen months that end with `month`, in one statement."""
    year_ago = add_months(month, -12)
    rows = counted(user).filter(counted_in__range=(year_ago, month))
    text, names = as_relation(
        rows, "kind", "premium", "commission", "executive_id", "sales_executive_id", "counted_in",
        "line_of", "company_of", "team_of", "tier_of", "department_of",
    )  # fmt: skip
    spans = {"month": month, "january": month.replace(month=1), "year_ago": year_ago}
    return gather(ask(_SUMS.replace("/*counted*/", text), {**names, **spans}))


def gather(rows: list[dict[str, Any]]) -> Production:
    """The rows of a statement with GROUPING SETS as nested sums."""
    found = Production(defaultdict(dict), {name: defaultdict(Spans) for name in DIMENSIONS})
    for row in rows:
        if row["level"] == BY_MONTH:
            found.by_month[row["counted_in"]][row["kind"]] = _sums(row, "")
            continue
        dimension = LEVELS[row["level"]]
        target = found.by_dimension[dimension][row[DIMENSIONS[dimension]]]
        for span in ("month", "ytd", "prior_year"):
            if row[f"{span}_n"]:
                getattr(target, span)[row["kind"]] = _sums(row, f"{span}_")
    return found


def _sums(row: dict[str, Any], prefix: str) -> Sums:
    return Sums(
        row[f"{prefix}n"],
        row[f"{prefix}premium"] or ZERO,
        row[f"{prefix}commission"] or ZERO,
    )


def grouped(kinds: dict[str, Sums]) -> dict[str, Sums]:
    """Sums by kind gathered into the groups new, renewed, endorsed, cancelled."""
    found = dict.fromkeys(("new", "renewed", "endorsed", "cancelled"), NOTHING)
    for kind, sums in kinds.items():
        found[GROUP_OF[kind]] += sums
    return found


def late_for(user: "User", month: date) -> tuple[int, Decimal]:
    """Transactions entered for `month` after its close, which therefore count later."""
    rows = counted(user).filter(month=month, counted_in__gt=month)
    found = rows.aggregate(n=models.Count("pk"), premium=models.Sum("premium"))
    return found["n"], found["premium"] or ZERO


def brought_into(user: "User", month: date) -> tuple[int, Decimal]:
    """Transactions entered for earlier, closed months that count in `month`."""
    rows = counted(user).filter(Q(month__lt=month), counted_in=month)
    found = rows.aggregate(n=models.Count("pk"), premium=models.Sum("premium"))
    return found["n"], found["premium"] or ZERO
