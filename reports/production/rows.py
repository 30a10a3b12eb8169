"""The rows behind the figures: as of today, or as they were kept when a month was closed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet

from accounts.policies.models import PolicyTerm, PolicyTransaction
from reports.production.models import MonthClose, ProductionTerm
from reports.production.querysets import PLACES, placed

if TYPE_CHECKING:
    from teams.people.models import User


def transactions(rows: QuerySet, close: MonthClose | None = None) -> QuerySet[PolicyTransaction]:
    """The rows with all that the list shows, in one statement; those of a close in its words."""
    names = {
        "shown_client": F("fact__client_name" if close else "term__client__name"),
        "shown_number": F("fact__number" if close else "term__number"),
        "shown_line": F("fact__line__name" if close else "term__policy__line__name"),
        "shown_carrier": F(
            "fact__carrier__name" if close else "term__policy__writing_company__carrier__name"
        ),
    }
    named = placed(rows, *PLACES).annotate(**names)
    return named.select_related("executive", "sales_executive", "term")


def terms(rows: QuerySet) -> QuerySet[PolicyTerm]:
    """The terms with all that the list shows, in one statement."""
    return rows.select_related("client", "policy__line", "policy__writing_company__carrier")


def kept_due(
    user: "User", close: MonthClose, lost: bool | None, who: Mapping[str, Any]
) -> dict[int, dict[str, Any]]:
    """The terms that came up for renewal in a closed month, as it was closed, which `user` sees.

    `lost` picks those without (True) or with (False) a successor; `who` narrows to one of a
    dimension by its key, None meaning none named.
    """
    rows = _kept(user, close).filter(is_due=True)
    if lost is not None:
        rows = rows.filter(part="lost" if lost else "renewed")
    for name, key in who.items():
        rows = rows.filter(**({f"{name}__isnull": True} if key is None else {name: key}))
    return _as_found(rows)


def kept_moves(user: "User", close: MonthClose, parts: list[str]) -> dict[int, dict[str, Any]]:
    """The terms behind some parts of the book's way through a closed month."""
    return _as_found(_kept(user, close).filter(is_due=False, part__in=parts))


def _kept(user: "User", close: MonthClose) -> QuerySet[ProductionTerm]:
    return ProductionTerm.objects.filter(share__in=close.shares.visible_to(user))


def _as_found(rows: QuerySet[ProductionTerm]) -> dict[int, dict[str, Any]]:
    found = rows.values(
        "term_id", "premium", "part", "client_name", "number", "reason_id",
        line_name=F("line__name"), carrier_name=F("carrier__name"),
    )  # fmt: skip
    return {row["term_id"]: {**row, "lost": row["part"] == "lost"} for row in found}
