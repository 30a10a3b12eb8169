"""Closing a month: its figures are frozen, and later corrections book into an open one."""

from collections.abc import Callable
from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from accounts.ledger.services import close_ledger
from config.lib.dates import add_months, month_end, month_start
from config.lib.errors import DomainError
from reports.activity.asking import work
from reports.budgets.models import BudgetAmount
from reports.production.asking import names_in, tallies
from reports.production.figures import closing
from reports.production.frozen import figures_to_keep, shared_out
from reports.production.keeping import behind, keep_terms, keep_transactions
from reports.production.kept_aging import aging_to_keep
from reports.production.models import MonthClose, ProductionShare
from reports.production.querysets import Sight, first_open_month, months_with_production
from reports.production.tally import freeze, together
from teams.access.roles import Scope
from teams.people.models import User

Progress = Callable[[int, int, str], None]


def _nothing(done: int, total: int, words: str) -> None:
    """Nobody watches."""


def months_to_close(*, month: date, by: User, since: date | None = None) -> list[date]:
    """What closing `month` (its first day) closes: it and every open month before it.

    Where no month is closed yet, the first one is `since`, or else the first that anything is
    booked in. Raises DomainError when `by` may not, the month is not over, closed already, or
    nothing is booked by then.
    """
    if by.scope != Scope.ALL or not by.may("months.close"):
        raise DomainError("Only those who see every client close months.")
    month = month_start(month)
    open_from = first_open_month()
    if open_from and month < open_from:
        raise DomainError(_CLOSED[MonthClose.objects.filter(month=month).exists()].format(month))
    if month >= month_start(timezone.localdate()):
        raise DomainError(f"{month:%B %Y} is not over yet; close it after its last day.")
    span = months_with_production(by)
    if span is None or (open_from or span[0]) > month:
        raise DomainError(
            f"Nothing is booked in {month:%B %Y} or before; there is nothing to close."
        )
    start = open_from or max(span[0], min(month_start(since or span[0]), month))
    months = [start]
    while months[-1] < month:
        months.append(add_months(months[-1], 1))
    return months


_CLOSED = {
    True: "{:%B %Y} is closed already.",
    False: "{:%B %Y} lies before the first closed month; nothing is booked into it any more.",
}


@transaction.atomic
def close_month(
    *, month: date, by: User, since: date | None = None, progress: Progress = _nothing
) -> list[MonthClose]:
    """Close `month` (its first day) and every open month before it, oldest first.

    A house that closes for the first time may begin `since` a month: what was booked before
    keeps its own months and takes nothing more, without figures of its own being frozen.
    `progress` is told (months closed, months in all, words). Raises DomainError as
    `months_to_close` does, or when the identity leaves a gap; then nothing is closed.
    """
    # One closing at a time, and no booking while the facts are copied.
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE reports_monthclose IN EXCLUSIVE MODE")
        cursor.execute("LOCK TABLE accounts_policytransaction IN SHARE MODE")
    months = months_to_close(month=month, by=by, since=since)
    close_ledger(month=months[-1], by=by)
    closed = []
    for done, each in enumerate(months):
        progress(done, len(months), f"Closing {each:%B %Y}")
        closed.append(_close(each, by))
    return closed


def _close(month: date, by: User) -> MonthClose:
    shares = shared_out()
    of_client = {client: number for number, part in enumerate(shares.values()) for client in part}
    sight = Sight(by, of_client)
    by_share = tallies(sight, month, work(sight, month, month_end(month)))
    rows = behind(sight, month)
    house = together(by_share.values())
    names = names_in(*by_share.values())
    found = closing(by, month, house, names)
    if not found.identity.holds:
        raise DomainError(
            f"{month:%B %Y} cannot be closed: beginning and changes differ from the ending book "
            f"by ${found.identity.gap:,.2f}. Nothing was closed."
        )
    plans = BudgetAmount.objects.filter(month__year=month.year).order_by("pk")
    figures = figures_to_keep(
        month, house, names, plans.values_list("budget", "month", "measure", "amount")
    )
    figures["aging"], owed = aging_to_keep(month, of_client)
    is_first = not MonthClose.objects.exists()
    close = MonthClose.objects.create(month=month, closed_by=by, figures=figures)
    kept = ProductionShare.objects.bulk_create(
        ProductionShare(
            close=close, team_id=team, people=list(people), clients=clients,
            tally=freeze(by_share.get(number, {})), aging=owed.get(number, []),
        )
        for number, ((team, people), clients) in enumerate(shares.items())
    )  # fmt: skip
    keep_transactions(close, kept, rows.new_as, is_first=is_first)
    keep_terms(kept, rows)
    return close
