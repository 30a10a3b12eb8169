"""Which tiles each role begins the month with, and the page of them."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.safestring import SafeString

from config.lib.dates import add_months, month_end
from reports.charts.spark import spark
from reports.dashboards import money, sales, service  # noqa: F401 - they register their tiles
from reports.dashboards.registry import TILES, Tile
from reports.dashboards.rules import Figure, Period, against_target, moved, shown
from teams.access.roles import Role
from teams.people.models import User

LEAD = (
    "premium", "commission", "new_business", "retention", "expiring", "expired_open",
    "old_receivables", "orders_on_time", "orders_overdue", "commitments", "overviews",
    "summaries", "escalations", "pipeline", "hit_ratio", "policies_to_come",
)  # fmt: skip
EXECUTIVE = (
    "commission", "retention", "expiring", "expired_open", "old_receivables", "commitments",
    "overviews", "summaries", "orders_on_time", "follow_ups", "pipeline", "policies_to_come",
)  # fmt: skip
DESK = (
    "my_orders", "queue", "orders_overdue", "orders_finished", "orders_on_time", "follow_ups",
    "policies_to_come", "summaries", "commitments",
)  # fmt: skip
SELLING = (
    "new_business", "commission", "pipeline", "hit_ratio", "retention", "expiring",
    "old_receivables", "commitments", "follow_ups",
)  # fmt: skip
BOOKS = ("premium", "commission", "old_receivables", "expired_open", "policies_to_come")
SETS: dict[str, tuple[str, ...]] = {
    Role.ACCOUNT_EXECUTIVE: EXECUTIVE,
    Role.CLIENT_MANAGER: EXECUTIVE,
    Role.CLIENT_ADMINISTRATOR: DESK,
    Role.MARKETING: DESK,
    Role.RISK_LOSS: DESK,
    Role.SALES_EXECUTIVE: SELLING,
    Role.ACCOUNTING: BOOKS,
}


@dataclass(frozen=True)
class Shown:
    """A tile as the page draws it."""

    tile: Tile
    figure: Figure
    value: str
    change: str
    change_is: str
    target: str
    target_is: str
    picture: SafeString | str


def period_of(month: date, against: str, today: date) -> Period:
    """The month shown against the month before it, or (`against` = "year") the year before."""
    other = add_months(month, -12 if against == "year" else -1)
    return Period(month, other, min(month_end(month), today), month_end(other))


def dashboard(user: User, period: Period, *, only_kept: bool = False) -> list[Shown]:
    """The tiles of the user's role that the user may see, each asked for once.

    `only_kept` leaves out those that say how things stand now, whatever month is shown.
    """
    names = SETS.get(user.role, LEAD)
    tiles = [TILES[n] for n in names if user.may(TILES[n].rule)]
    tiles = [tile for tile in tiles if tile.is_kept or not only_kept]
    showing = replace(period, asked={})
    return [_shown(tile, tile.ask(user, showing), period.running) for tile in tiles]


def _shown(tile: Tile, figure: Figure, running: bool) -> Shown:
    change, change_is = moved(figure, running)
    target, target_is = against_target(figure, running)
    return Shown(
        tile, figure, shown(figure.value, figure.unit), change, change_is, target, target_is,
        spark(figure.course),
    )  # fmt: skip


HEADS = ["Figure", "Value", "In", "Before", "Target", "Note", "Meaning"]


def as_rows(tiles: list[Shown]) -> list[list[Any]]:
    """The tiles under HEADS, for a workbook: the numbers, and what they are in."""
    return [
        [
            t.tile.label, t.figure.value, t.figure.unit, t.figure.before, t.figure.target,
            t.figure.note, t.tile.meaning,
        ]
        for t in tiles
    ]  # fmt: skip
