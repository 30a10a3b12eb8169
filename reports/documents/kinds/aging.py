"""The aging report on paper (DOMAIN §8.1): what clients owe, by column of age."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.receivables.aging import BY, Aging, aging
from accounts.receivables.models import AgingDefault
from accounts.receivables.querysets import AgingBasis
from config.lib.exports import Sheet
from config.lib.money import ZERO
from reports.documents.registry import Ask, Kind, Option, register
from reports.documents.subjects import HOUSE
from reports.production.kept_aging import kept_aging
from teams.people.models import User


@dataclass(frozen=True)
class AgingPaper:
    """The aging as one person sees it."""

    aging: Aging
    as_of: date
    seen_by: str
    scope: str

    @property
    def title(self) -> str:
        return f"Aging of receivables by {BY[self.aging.by].lower()}"

    @property
    def basis(self) -> str:
        return AgingBasis(self.aging.basis).label.lower()

    @property
    def rows(self) -> list[tuple[str, list[Decimal]]]:
        """(who, amounts of the columns, credits, total, unapplied), the total last."""
        return [(row.label, self._amounts(row)) for row in [*self.aging.rows, self.aging.total]]

    def _amounts(self, row: Any) -> list[Decimal]:
        aged = [row.buckets.get(b.label, ZERO) for b in self.aging.buckets]
        return [*aged, row.credits, row.total, row.unapplied]

    @property
    def heads(self) -> list[str]:
        return [*(b.label for b in self.aging.buckets), "Credits", "Total", "Unapplied cash"]

    @property
    def built_from(self) -> dict[str, Any]:
        return {
            "open_items": self.aging.open_items,
            "total": str(self.aging.total.total),
            "basis": self.basis,
            "clients": self.scope,
        }


def build(ask: Ask) -> AgingPaper:
    """The aging of the clients whom the one who asks sees; by client, that of the last day of a
    closed month is what the month was closed with."""
    by = ask.options["by"]
    found = kept_aging(ask.by, ask.as_of) if by == "client" else None
    if found is None:
        found = aging(ask.by, ask.as_of, AgingDefault.objects.basis(ask.as_of), by)
    return AgingPaper(found, ask.as_of, ask.by.name, str(ask.by.scope))


def sheets(paper: AgingPaper, user: User) -> Iterator[Sheet]:
    """The table with its totals, and where it comes from."""
    rows = [(label, *amounts) for label, amounts in paper.rows]
    yield Sheet("Aging", [BY[paper.aging.by], *paper.heads], rows[:-1], rows[-1])
    yield Sheet(
        "About",
        ["What", "Value"],
        [
            ("As of", paper.as_of),
            ("Aged from", paper.basis),
            ("Clients", paper.scope),
            ("Made for", user.name),
            ("Credits and unapplied cash", "Stand apart; never taken off silently"),
        ],
    )


register(
    Kind(
        name="aging",
        label="Aging report",
        rule="receivables.view",
        template="documents/aging.html",
        about=HOUSE,
        description="What clients owe by age, with credits and unapplied cash apart.",
        options=(Option("by", "By", "client", tuple(BY.items())),),
        build=build,
        sheets=sheets,
    )
)
