"""The demo's book of business: thought up client by client, loaded in chunks.

Equal seeds give equal books relative to the day, and a larger book begins with the clients of
the smaller one. All of it is one transaction, so there is never half a book.
"""

from collections.abc import Callable
from datetime import date
from random import Random

from django.db import connection, transaction

from config.lib.dates import add_months
from config.lib.statistics import renew_statistics
from reports.demo.alerts import Teller
from reports.demo.budgets import load_budgets
from reports.demo.clients import think_up
from reports.demo.closes import close_months
from reports.demo.edges import fill
from reports.demo.escalations import escalate_of_late
from reports.demo.files import Cabinet
from reports.demo.loading import Loader, moments_as_given
from reports.demo.markets import make_markets
from reports.demo.orders import Desk
from reports.demo.payables import pay_on
from reports.demo.people import make_people
from reports.demo.plan import Window
from reports.demo.scheduling import schedule_reports
from reports.demo.servicing import furnish_carriers
from reports.demo.suspense import Suspense
from reports.demo.teamwork import load_teamwork
from reports.demo.timeline import Diary

CHUNK = 250
MONTHS_OF_HISTORY = 24

Progress = Callable[[int, int], None]


def make_book(*, clients: int, seed: int, today: date, progress: Progress | None = None) -> None:
    """Fill an empty house with people, and a book of `clients` with 24 months of history.

    `progress` is told (clients loaded, clients wanted) after every chunk. Memory does not
    grow with the book. Raises IntegrityError when the people are there already.
    """
    start = add_months(today, -MONTHS_OF_HISTORY).replace(day=1)
    window = Window(today, start)
    with transaction.atomic():
        with moments_as_given():
            _load(clients, seed, window, progress)
        escalate_of_late(today, seed)
        load_teamwork()
        with moments_as_given():
            close_months(today)
    renew_statistics(connection.introspection.table_names())


def _load(clients: int, seed: int, window: Window, progress: Progress | None) -> None:
    today = window.today
    squads = make_people(clients, today)
    market = make_markets()
    loader = Loader(
        squads,
        market,
        window,
        Desk(window),
        Teller(today),
        Diary(window, seed),
        Cabinet(seed, today),
        Suspense(window, seed),
        Random(seed),
        seed,
    )
    furnish_carriers(market.by_line, today)
    load_budgets(squads, clients, today)
    schedule_reports(squads)
    for first in range(0, clients, CHUNK):
        plans = [
            think_up(index, seed, window) for index in range(first, min(first + CHUNK, clients))
        ]
        for plan in plans:
            fill(plan, market, window)
        loader.load(plans)
        _check_constraints()
        if progress:
            progress(min(first + CHUNK, clients), clients)
    loader.finish()
    renew_statistics(connection.introspection.table_names())
    pay_on(today)


def make_people_only(*, today: date) -> None:
    """Teams and people for a house that brings its own book."""
    with transaction.atomic():
        make_people(0, today)


def _check_constraints() -> None:
    """Check deferred rules now, so that they do not pile up until the end."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
