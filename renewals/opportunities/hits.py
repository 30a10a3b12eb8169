"""Hit ratios of what was decided in a period, by person, line, source or month."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from config.lib.dates import add_months
from config.lib.money import ZERO
from renewals.opportunities.models import Mark
from renewals.opportunities.rules import Hits

CUTS = {
    "executive": ("Account executive", F("executive__name"), "executive"),
    "seller": ("Sales executive", F("seller__name"), "seller"),
    "line": ("Line", F("line__name"), "line"),
    "source": ("Source", F("source__name"), "source"),
    "month": ("Month", TruncMonth("decided_on"), "month"),
}
WON, QUOTED = Q(stage__mark=Mark.WON), Q(quoted_on__isnull=False)
SUMS = {
    "submitted": Count("pk", filter=Q(submitted_on__isnull=False)),
    "quoted": Count("pk", filter=QUOTED),
    "won": Count("pk", filter=WON),
    "lost_unquoted": Count("pk", filter=Q(quoted_on=None)),
    "quoted_premium": Sum("expected_premium", filter=QUOTED),
    "won_premium": Sum("expected_premium", filter=WON),
    "won_revenue": Sum("expected_revenue", filter=WON),
}


def hits_by(decided: QuerySet, cut: str, first: date, last: date) -> list[Hits]:
    """The opportunities `decided` from `first` to `last` cut by a word of CUTS; one query."""
    name, key = CUTS[cut][1], {"month": "decided_on"}.get(cut, f"{cut}_id")
    rows: Any = decided.order_by().annotate(label=name)
    keys = ["label"] if cut == "month" else ["label", key]
    found = rows.values(*keys).annotate(**SUMS).order_by("label")
    return [_hits(row, _label(row["label"]), _query(cut, row, key, first, last)) for row in found]


def all_hits(decided: QuerySet) -> Hits:
    """The `decided` opportunities together."""
    return _hits(decided.order_by().aggregate(**SUMS), "Together", "")


def _hits(row: dict[str, Any], label: str, query: str) -> Hits:
    sums: dict[str, int | Decimal] = {name: row[name] or ZERO for name in SUMS}
    return Hits(label=label, query=query, **sums)  # type: ignore[arg-type]


def _label(value: Any) -> str:
    return f"{value:%B %Y}" if isinstance(value, date) else value or "None named"


def _query(cut: str, row: dict[str, Any], key: str, first: date, last: date) -> str:
    """The filter of the list that shows the rows behind a line."""
    if cut == "month":
        first = max(first, row["label"])
        last = min(last, date.fromordinal(add_months(row["label"], 1).toordinal() - 1))
    elif row[key]:
        return f"decided_from={first}&decided_to={last}&{cut}={row[key]}"
    else:
        return ""
    return f"decided_from={first}&decided_to={last}"
