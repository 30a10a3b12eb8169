"""The aging of open items, as of a date and on a basis (DOMAIN §8.1)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import connection, models
from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, Sum, Value, When

from accounts.clients.models import ServiceAssignment
from accounts.clients.querysets import clients_seen_by
from accounts.receivables.models import AgingBucket, Invoice, InvoiceLine, LineKind
from accounts.receivables.querysets import AgingBasis, InvoiceQuerySet, basis_date, reversals
from accounts.receivables.rules import AgingRow, Bucket, days_outstanding
from accounts.receivables.statement import AGED_FROM, ROLES, STATEMENT, only, ways
from config.lib.money import ZERO

if TYPE_CHECKING:
    from teams.people.models import User

BY = {
    "client": "Client",
    "executive": "Account executive",
    "sales": "Sales executive",
    "carrier": "Carrier",
    "team": "Team",
}
NARROWED_BY = ("executive", "sales", "team")
DSO_DAYS = 90


@dataclass(frozen=True)
class Aging:
    """What is owed on a date, by group and bucket. Credits and unapplied cash stand apart."""

    on: date
    basis: str
    by: str
    buckets: list[Bucket]
    rows: list[AgingRow]
    total: AgingRow
    open_items: int
    groups: int
    narrowed: dict[str, int] = field(default_factory=dict)


def buckets() -> list[Bucket]:
    """The report's columns, not yet due first."""
    return [Bucket(b.label, b.from_days) for b in AgingBucket.objects.all()]


def bucket_days(bucket: Bucket, columns: list[Bucket]) -> tuple[int | None, int | None]:
    """The days past the basis date that fall in `bucket`: (from, to), None for open ends."""
    starts = sorted(b.from_days for b in columns if b.from_days is not None)
    if bucket.from_days is None:
        return None, (starts[0] - 1 if starts else None)
    later = [s for s in starts if s > bucket.from_days]
    return bucket.from_days, (later[0] - 1 if later else None)


def in_bucket(bucket: Bucket, columns: list[Bucket], on: date) -> Q:
    """Open items of `bucket`: those with `aged_on` in its days before `on`."""
    first, last = bucket_days(bucket, columns)
    found = Q()
    if first is not None:
        found &= Q(aged_on__lte=on - timedelta(days=first))
    if last is not None:
        found &= Q(aged_on__gte=on - timedelta(days=last))
    return found


def open_items(user: "User", on: date, basis: str) -> InvoiceQuerySet:
    """Open invoices of the user's clients as of the end of `on`, with `balance` and `aged_on`."""
    return Invoice.objects.visible_to(user).open(on).annotate(aged_on=basis_date(basis))


def person_on(role: str, on: date, client: str = "client") -> Subquery:
    """Who serves the client of a row in `role` on a day; `client` names the row's client."""
    serving = ServiceAssignment.objects.filter(
        Q(until_on=None) | Q(until_on__gt=on), client=OuterRef(client), role=role, from_on__lte=on
    )
    return Subquery(serving.order_by("-from_on", "-pk").values("user")[:1])


def served_on(queryset: QuerySet, way: str, person: int | None, on: date) -> QuerySet:
    """Rows of the clients that `person` served on a day as `way` says; None: that nobody did."""
    rows = queryset.annotate(served_by=person_on(ROLES[way], on))
    return rows.filter(served_by=person) if person else rows.filter(served_by=None)


def aging(
    user: "User | None",
    on: date,
    basis: str,
    by: str,
    narrowed: dict[str, int] | None = None,
    most: int | None = None,
) -> Aging:
    """The aging report in one statement, of the clients `user` sees (None: of the whole house).

    `by` is a word of BY; `narrowed` keeps the clients of one executive, sales executive or
    team, by id. `most` rows are given, the largest; the totals count all. People are those who
    served on the day asked for, so that a past day gives the same answer later. Unapplied cash
    belongs to a client and to no carrier.
    """
    columns, narrowed = buckets(), narrowed or {}
    statement, parameters = _statement(user, on, basis, by, columns, narrowed)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, most])
        *found, (_, groups, items, *sums) = cursor.fetchall()
    labels = [b.label for b in columns]
    rows = [_row(key, label or _nobody(by), *row, labels=labels) for key, label, *row in found]
    total = _row(None, "Total", items, *sums, labels=labels)
    return Aging(on, basis, by, columns, rows, total, total.items, int(groups), narrowed)


def _nobody(by: str) -> str:
    return "No carrier" if by == "carrier" else "Nobody"


def _row(
    key: int | None, label: str, items: int | None, *amounts: Decimal | None, labels: Sequence[str]
) -> AgingRow:
    sums = [amount or ZERO for amount in amounts]
    aged, (credit, held, late, later) = sums[: len(labels)], sums[len(labels) :]
    in_columns = dict(zip(labels, aged, strict=True))
    return AgingRow(key, label, in_columns, credit, held, late, later, int(items or 0))


def _statement(
    user: "User | None",
    on: date,
    basis: str,
    by: str,
    columns: list[Bucket],
    narrowed: dict[str, int],
) -> tuple[str, list]:
    """The statement with its parameters in the order in which they stand in it."""
    sums, days = [], []
    names = [f"aged_{n}" for n in range(len(columns))]
    for name, bucket in zip(names, columns, strict=True):
        first, last = bucket_days(bucket, columns)
        sums.append(f"sum(owed) FILTER (WHERE owed > 0 AND aged_on BETWEEN %s AND %s) AS {name}")
        days += [
            date.min if last is None else on - timedelta(days=last),
            date.max if first is None else on - timedelta(days=first),
        ]
    late = [on - timedelta(days=61), on - timedelta(days=91)]
    conditions: list[str] = []
    kept: list = []
    if user is not None and (clients := clients_seen_by(user)) is not None:
        seen, seen_parameters = clients.query.sql_with_params()
        conditions.append(f"line.client_id IN ({seen})")
        kept += seen_parameters
    for word, key in narrowed.items():
        condition, parameters = only(word, key, on)
        conditions.append(condition)
        kept += parameters
    way = ways(by, on)
    statement = STATEMENT.format(
        aged=AGED_FROM[AgingBasis(basis)],
        key=way.key,
        label=way.label,
        group=way.group,
        joins=way.joins,
        sums=", ".join(sums),
        names=", ".join(names),
        totals=", ".join(f"sum({name})" for name in names),
        where=" AND ".join(conditions) or "true",
    )
    return statement, [on, on, *days, *late, *way.parameters, *kept]


def billed_premium(user: "User", on: date, days: int = DSO_DAYS) -> Decimal:
    """Premium in dollars invoiced in the `days` up to `on`; what was void by then is left out."""
    void = reversals().filter(posted_on__lte=on).values("reverses__invoice")
    lines = InvoiceLine.objects.filter(
        invoice__invoice_on__gt=on - timedelta(days=days),
        invoice__invoice_on__lte=on,
        kind=LineKind.PREMIUM,
    ).exclude(invoice__in=void)
    if (clients := clients_seen_by(user)) is not None:
        lines = lines.filter(invoice__client__in=clients)
    return lines.aggregate(t=Sum("amount"))["t"] or ZERO


def sales_outstanding(user: "User", report: Aging) -> Decimal | None:
    """The days sales outstanding of a report over the last 90 days (DOMAIN §8.2)."""
    return days_outstanding(report.total.total, billed_premium(user, report.on), DSO_DAYS)


def bucket_case(columns: list[Bucket], on: date) -> Case:
    """The label of the bucket of each open item, as a database expression."""
    return Case(
        *[When(in_bucket(b, columns, on), then=Value(b.label)) for b in columns],
        output_field=models.CharField(),
    )
