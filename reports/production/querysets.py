"""Questions about production: which transactions count in which month, and their sums."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import connection, models, transaction
from django.db.models import Case, F, Max, Min, Q, Value, When
from django.db.models.functions import Coalesce, Greatest

from accounts.clients.models import Client
from accounts.policies.models import PolicyTransaction
from config.lib.dates import add_months
from config.lib.money import ZERO
from reports.production.models import MonthClose
from reports.production.rules import GROUP_OF, NOTHING, Sums
from reports.production.seen import seen_transactions
from reports.production.tally import Found, Key, Tally, gather, under
from teams.access.roles import Scope

if TYPE_CHECKING:
    from teams.people.models import User

# Dimension → the column of the statements that holds its key.
DIMENSIONS = {
    "executive": "executive_id",
    "sales_executive": "sales_executive_id",
    "line": "line_of",
    "carrier": "carrier_of",
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


# Where a transaction belongs: at the close of its month, or, while that is open, today.
PLACES: dict[str, Any] = {
    "line_of": Coalesce("fact__line", "term__policy__line"),
    "company_of": Coalesce("fact__writing_company", "term__policy__writing_company"),
    "carrier_of": Coalesce("fact__carrier", "term__policy__writing_company__carrier"),
    "team_of": Coalesce("fact__team", "term__client__team"),
    # A client without a tier at the close has none in that month for good.
    "tier_of": Case(
        When(fact__team__isnull=False, then=F("fact__tier")), default=F("term__client__tier")
    ),
    "department_of": Coalesce("fact__department", "term__client__team__department"),
}


def counted(user: "User", close: MonthClose | None = None) -> models.QuerySet:
    """The transactions `user` may see, each with the month it counts in.

    With `close`, those that the figures of that month were made of when it was closed.
    """
    return with_month(seen_transactions(user, close), first_open_month())


def with_month(rows: models.QuerySet, open_from: date | None) -> models.QuerySet:
    """`rows` with `counted_in`, the month that a close froze each in; an open transaction counts
    in its accounting month, or in the first open month when its own is closed."""
    own: Any = F("month")
    if open_from:
        own = Greatest("month", Value(open_from, output_field=models.DateField()))
    return rows.annotate(counted_in=Coalesce("fact__month", own))


def placed(rows: models.QuerySet, *columns: str) -> models.QuerySet:
    """`rows` with those of `columns` that are PLACES; whoever asks for fewer waits less."""
    return rows.annotate(**{name: PLACES[name] for name in columns if name in PLACES})


def months_with_production(user: "User") -> tuple[date, date] | None:
    """The first and the last month in which anything visible counts; None for an empty book."""
    found = counted(user).aggregate(first=Min("counted_in"), last=Max("counted_in"))
    return (found["first"], found["last"]) if found["first"] else None


@dataclass(frozen=True)
class Sight:
    """Whose clients are counted; and, when a month is closed, which share each belongs to.

    With `close`, the clients are those whom `user` saw when that month was closed.
    """

    user: "User"
    shares: Mapping[int, int] = field(default_factory=dict)
    close: MonthClose | None = None

    @cached_property
    def open_from(self) -> date | None:
        """The first open month, asked once."""
        return first_open_month()

    @cached_property
    def clients(self) -> list[int] | None:
        """The clients of `user` today, by id, so that the database knows how few they are; None
        means all of them. Those one stands in for are a colleague's still."""
        if self.user.scope == Scope.ALL:
            return None
        return list(Client.objects.own_of(self.user).order_by().values_list("pk", flat=True))

    def share_of(self, client: int) -> int:
        """The share of a client; the only one where the house is not shared out."""
        return self.shares.get(client, 0)


def as_relation(sight: Sight, only: Q, *columns: str) -> tuple[str, dict[str, Any]]:
    """The counted transactions in sight that are `only` those, as SQL text with named parameters,
    to be summed by a larger statement.

    Each row also says whose it is: `client_of`, and `share_of`, the share of that client.
    """
    rows: models.QuerySet = PolicyTransaction.objects.order_by()
    if sight.close:
        rows = seen_transactions(sight.user, sight.close)
    counting = with_month(rows, sight.open_from).filter(only)
    named = placed(counting, *columns).values(*columns, client_of=F("term__client"))
    text, values = named.query.sql_with_params()
    names: dict[str, Any] = {f"counted_{number}": value for number, value in enumerate(values)}
    text = text % tuple(f"%({name})s" for name in names)
    share, joins = "0 AS share_of", ""
    if sight.shares:
        names |= {"of_clients": list(sight.shares), "shares": list(sight.shares.values())}
        share = "share_of"
        joins += " JOIN unnest(%(of_clients)s::bigint[], %(shares)s::int[])"
        joins += " AS shared (of_client, share_of) ON of_client = client_of"
    if not sight.close and sight.clients is not None:
        names["clients"] = sight.clients
        joins += " JOIN unnest(%(clients)s::bigint[]) AS sees (client) ON client = client_of"
    return f"SELECT seen.*, {share} FROM ({text}) AS seen{joins}", names  # noqa: S608 - our columns


@contextmanager
def room() -> Iterator[None]:
    """Memory for questions about the whole book, whose sums would else be sorted on disk."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '32MB'")
        yield


def ask(statement: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a statement as dictionaries."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


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
SELECT share_of, GROUPING(counted_in, {KEYS}) AS level, counted_in, {KEYS}, kind,
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
  FROM counted
 GROUP BY share_of, kind, GROUPING SETS ((counted_in), {SETS})
"""  # noqa: S608 - names of our own columns


def production_rows(sight: Sight, month: date) -> Found:
    """What was booked up to `month` since January a year ago, in one statement.

    Below `made` by month and kind; below `made_by` by dimension, key, span and kind.
    """
    year_ago, january = add_months(month, -12), month.replace(month=1)
    text, names = as_relation(
        sight, Q(counted_in__range=(add_months(january, -12), month)),
        "kind", "premium", "commission", "executive_id", "sales_executive_id",
        "counted_in", "line_of", "carrier_of", "team_of", "tier_of", "department_of",
    )  # fmt: skip
    spans = {"month": month, "january": january, "year_ago": year_ago}
    for row in ask(_SUMS.replace("/*counted*/", text), {**names, **spans}):
        yield from spanned("made", row)


_BY_MONTH = """
WITH counted AS (/*counted*/)
SELECT counted_in, kind, count(*) AS n, sum(premium) AS premium, sum(commission) AS commission
  FROM counted GROUP BY counted_in, kind
"""


def made_by_month(sight: Sight, first: date, month: date) -> dict[date, dict[str, Sums]]:
    """What was booked in each month from `first` to `month`, by kind."""
    text, names = as_relation(
        sight, Q(counted_in__range=(first, month)), "kind", "premium", "commission", "counted_in"
    )
    found: dict[date, dict[str, Sums]] = defaultdict(dict)
    for row in ask(_BY_MONTH.replace("/*counted*/", text), names):
        found[row["counted_in"]][row["kind"]] = _sums(row, "")
    return found


def spanned(name: str, row: dict[str, Any]) -> Found:
    """A row of a statement with GROUPING SETS: of a month, or of a dimension with three spans."""
    share = row["share_of"]
    if row["level"] == BY_MONTH:
        yield share, (name, row["counted_in"].isoformat(), row["kind"]), _sums(row, "")
        return
    dimension = LEVELS[row["level"]]
    for span in ("month", "ytd", "prior_year"):
        if row[f"{span}_n"]:
            path = (f"{name}_by", dimension, row[DIMENSIONS[dimension]], span, row["kind"])
            yield share, path, _sums(row, f"{span}_")


def production(user: "User", month: date) -> Production:
    """What was booked in the thirteen months that end with `month`, for the clients one sees."""
    return nested(gather(production_rows(Sight(user), month)).get(0, {}), "made")


def nested(tally: Tally, name: str) -> Production:
    """What lies below `name` and `name_by` in the tally, by month and by dimension."""
    found = Production(defaultdict(dict), {each: defaultdict(Spans) for each in DIMENSIONS})
    for path, sums in under(tally, name):
        month, kind = path
        found.by_month[date.fromisoformat(str(month))][str(kind)] = sums
    for path, sums in under(tally, f"{name}_by"):
        dimension, key, span, kind = path
        getattr(found.by_dimension[str(dimension)][key], str(span))[str(kind)] = sums
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
