"""What is kept of a closed month, and whose clients each share of it is."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection

from reports.production.asking import Names
from reports.production.models import MonthClose
from reports.production.rules import NOTHING
from reports.production.tally import Tally, freeze, thaw, together
from teams.access.roles import Scope

if TYPE_CHECKING:
    from teams.people.models import User

# The team of each client, and those who serve it in person without being in that team.
_SHARES = """
SELECT client.team_id, coalesce(
         array_agg(DISTINCT serving.user_id ORDER BY serving.user_id)
         FILTER (WHERE serving.user_id IS NOT NULL), '{}'), client.id
  FROM accounts_client client
  LEFT JOIN accounts_serviceassignment serving
    ON serving.client_id = client.id AND serving.until_on IS NULL
   AND NOT EXISTS (SELECT FROM teams_membership member
                    WHERE member.user_id = serving.user_id AND member.team_id = client.team_id)
 GROUP BY client.id
"""
Share = tuple[int, tuple[int, ...]]


@dataclass(frozen=True)
class Kept:
    """A closed month as one person may see it."""

    close: MonthClose
    tally: Tally
    names: Names
    plans: dict[int, dict[tuple[date, str], Decimal]]

    @property
    def has_work(self) -> bool:
        """Whether the month's activity was kept too."""
        return bool(self.close.figures.get("has_work"))


def shared_out() -> dict[Share, list[int]]:
    """(Team, people outside it who serve) → the clients; every client is in one share."""
    found: dict[Share, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_SHARES)
        for team, people, client in cursor.fetchall():
            found[team, tuple(people)].append(client)
    return found


def figures_to_keep(
    month: date, tally: Tally, names: Names, plans: Iterable[Any]
) -> dict[str, Any]:
    """The whole house's figures as JSON: its tally, every name in it, and what was planned."""
    return {
        "has_work": True,
        "ending": str(_ending(tally, month)),
        "tally": freeze(tally),
        "names": {what: list(map(list, found.items())) for what, found in names.items()},
        "plans": [[budget, f"{month}", measure, f"{amount}"]
                  for budget, month, measure, amount in plans],
    }  # fmt: skip


def kept(user: "User", month: date) -> Kept | None:
    """What was frozen of `month`, for the shares `user` sees; None while it is open."""
    close = MonthClose.objects.filter(month=month).first()
    if close is None:
        return None
    plans: dict[int, dict[tuple[date, str], Decimal]] = defaultdict(dict)
    for budget, of, measure, amount in close.figures["plans"]:
        plans[budget][date.fromisoformat(of), measure] = Decimal(amount)
    names = {what: dict(map(tuple, pairs)) for what, pairs in close.figures["names"].items()}
    return Kept(close, _seen(user, close), names, plans)


def ending_kept(user: "User", month: date) -> Decimal | None:
    """The ending book of `month` as it was closed; None while it is open."""
    close = MonthClose.objects.filter(month=month).first()
    return _ending(_seen(user, close), month) if close else None


def _ending(tally: Tally, month: date) -> Decimal:
    return tally.get(("book", month.isoformat()), NOTHING).premium


def _seen(user: "User", close: MonthClose) -> Tally:
    if user.scope == Scope.ALL:
        return thaw(close.figures["tally"])
    shares = close.shares.visible_to(user)
    return together(thaw(tally) for tally in shares.values_list("tally", flat=True))
