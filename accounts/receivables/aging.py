"""The aging of open items, as of a date and on a basis (DOMAIN §8.1)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Sum, Value, When

from accounts.clients.models import ServiceAssignment
from accounts.ledger.models import Posting
from accounts.receivables.models import AgingBucket, Invoice
from accounts.receivables.querysets import InvoiceQuerySet, basis_date
from accounts.receivables.rules import AgingRow, Bucket
from config.lib.money import ZERO
from teams.access.roles import Role

if TYPE_CHECKING:
    from teams.people.models import User

BY = {
    "client": "Client",
    "executive": "Account executive",
    "sales": "Sales executive",
    "carrier": "Carrier",
}


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
        found &= Q(aged_on__lte=date.fromordinal(on.toordinal() - first))
    if last is not None:
        found &= Q(aged_on__gte=date.fromordinal(on.toordinal() - last))
    return found


def open_items(user: "User", on: date, basis: str) -> InvoiceQuerySet:
    """Open invoices of the user's clients as of the end of `on`, with `balance` and `aged_on`."""
    return Invoice.objects.visible_to(user).open(on).annotate(aged_on=basis_date(basis))


def aging(user: "User", on: date, basis: str, by: str) -> Aging:
    """The aging report: one statement over the open items, one over the unapplied cash."""
    columns = buckets()
    items = open_items(user, on, basis)
    key, label = _group(by)
    items = items.annotate(group_key=key, group_label=label)
    sums = {
        f"bucket_{i}": Sum("balance", filter=in_bucket(b, columns, on) & Q(balance__gt=0))
        for i, b in enumerate(columns)
    }
    rows = {}
    count = 0
    for found in (
        items.order_by()
        .values("group_key", "group_label")
        .annotate(**sums, credit=Sum("balance", filter=Q(balance__lt=0)), items=Count("pk"))
    ):
        row = AgingRow(found["group_key"], found["group_label"] or "Nobody")
        row.buckets = {b.label: found[f"bucket_{i}"] or ZERO for i, b in enumerate(columns)}
        row.credits = found["credit"] or ZERO
        rows[row.key] = row
        count += found["items"]
    if by == "client":
        _add_unapplied(rows, user, on, columns)
    ordered = sorted(rows.values(), key=lambda r: (-r.total, r.label))
    total = AgingRow(None, "Total", {b.label: ZERO for b in columns})
    for row in ordered:
        for bucket_label, amount in row.buckets.items():
            total.buckets[bucket_label] += amount
        total.credits += row.credits
        total.unapplied += row.unapplied
    if by != "client":
        total.unapplied = _unapplied(user, on).aggregate(t=Sum("amount"))["t"] or ZERO
    return Aging(on, basis, by, columns, ordered, total, count)


def _group(by: str) -> tuple[models.expressions.Combinable, models.expressions.Combinable]:
    if by == "carrier":
        return F("term__policy__writing_company__carrier"), F(
            "term__policy__writing_company__carrier__name"
        )
    if by in ("executive", "sales"):
        role = Role.ACCOUNT_EXECUTIVE if by == "executive" else Role.SALES_EXECUTIVE
        serving = ServiceAssignment.objects.filter(
            client=OuterRef("client"), role=role, until_on=None
        )
        return (
            Subquery(serving.values("user")[:1]),
            Subquery(serving.values("user__name")[:1]),
        )
    return F("client"), F("client__name")


def _unapplied(user: "User", on: date) -> models.QuerySet:
    from accounts.clients.querysets import clients_seen_by

    postings = Posting.objects.balance("unapplied_cash", on)
    clients = clients_seen_by(user)
    return postings if clients is None else postings.filter(client__in=clients)


def _add_unapplied(
    rows: dict[int | None, AgingRow], user: "User", on: date, columns: list[Bucket]
) -> None:
    held = (
        _unapplied(user, on)
        .order_by()
        .values("client", "client__name")
        .annotate(total=Sum("amount"))
        .exclude(total=0)
    )
    for found in held:
        row = rows.setdefault(
            found["client"],
            AgingRow(found["client"], found["client__name"], {b.label: ZERO for b in columns}),
        )
        row.unapplied = found["total"]


def control_difference(on: date) -> Decimal:
    """Receivable account less the sum of open items as of `on`: zero when the books tie."""
    control = Posting.objects.balance("receivable", on).aggregate(t=Sum("amount"))["t"] or ZERO
    items = Invoice.objects.open(on).aggregate(t=Sum("balance"))["t"] or ZERO
    return control - items


def bucket_case(columns: list[Bucket], on: date) -> Case:
    """The label of the bucket of each open item, as a database expression."""
    return Case(
        *[When(in_bucket(b, columns, on), then=Value(b.label)) for b in columns],
        output_field=models.CharField(),
    )
