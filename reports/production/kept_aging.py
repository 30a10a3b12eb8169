"""The aging of a closed month's last day, by client, as it was when the month was closed."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from accounts.receivables.aging import Aging, aging
from accounts.receivables.models import AgingDefault
from accounts.receivables.rules import AgingRow, Bucket
from config.lib.dates import month_end, month_start
from config.lib.money import ZERO
from reports.production.models import MonthClose

if TYPE_CHECKING:
    from teams.people.models import User


def aging_to_keep(
    month: date, share_of: Mapping[int, int]
) -> tuple[dict[str, Any], dict[int, list]]:
    """Basis and columns of the whole house's aging at the end of `month`, and share → its rows."""
    on = month_end(month)
    report = aging(None, on, AgingDefault.objects.basis(on), "client")
    rows: dict[int, list] = defaultdict(list)
    for row in report.rows:
        if row.key is not None:
            rows[share_of[row.key]].append(_kept(row))
    columns = [[bucket.label, bucket.from_days] for bucket in report.buckets]
    return {"basis": report.basis, "columns": columns}, rows


def _kept(row: AgingRow) -> list[Any]:
    amounts = [*row.buckets.values(), row.credits, row.unapplied, row.over_60, row.over_90]
    return [row.key, row.label, row.items, *map(str, amounts)]


def kept_aging(user: "User", on: date) -> Aging | None:
    """What was kept of the aging by client of the shares that `user` sees; None for a day that
    ends no closed month."""
    close = MonthClose.objects.filter(month=month_start(on)).first()
    if close is None or on != month_end(on) or "aging" not in close.figures:
        return None
    columns = [Bucket(label, days) for label, days in close.figures["aging"]["columns"]]
    kept = close.shares.visible_to(user).values_list("aging", flat=True)
    rows = [_thawed(columns, *row) for rows in kept for row in rows]
    rows.sort(key=lambda row: (-row.total, row.label))
    total = _total(columns, rows)
    basis = close.figures["aging"]["basis"]
    return Aging(on, basis, "client", columns, rows, total, total.items, len(rows))


def _thawed(columns: list[Bucket], key: int, label: str, items: int, *amounts: str) -> AgingRow:
    dollars = [Decimal(amount) for amount in amounts]
    aged = dict(zip((bucket.label for bucket in columns), dollars, strict=False))
    credits, unapplied, over_60, over_90 = dollars[len(columns) :]
    return AgingRow(key, label, aged, credits, unapplied, over_60, over_90, items)


def _total(columns: list[Bucket], rows: list[AgingRow]) -> AgingRow:
    aged = {b.label: sum((row.buckets[b.label] for row in rows), ZERO) for b in columns}
    return AgingRow(
        None, "Total", aged,
        sum((row.credits for row in rows), ZERO), sum((row.unapplied for row in rows), ZERO),
        sum((row.over_60 for row in rows), ZERO), sum((row.over_90 for row in rows), ZERO),
        sum(row.items for row in rows),
    )  # fmt: skip
