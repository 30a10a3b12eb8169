"""Pages against bare Django views that show as many rows."""

from collections.abc import Callable, Iterator

from django.db import connection
from django.db.models import Count
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from accounts.models import Client, PolicyTransaction
from config.lib.dates import add_months
from reports.bench import bare
from reports.bench.timing import Pair, Table, measure
from teams.models import User

MEANING = (
    "Each page, signed in, against a bare Django view that shows as many rows from one query; "
    "1.00 would cost nothing beyond Django. It must not grow with the book."
)
BOARDS_MEANING = (
    "The dashboard of each role against a bare Django view that asks for its tiles and writes "
    "down the numbers; and against one that writes no question, but sends the database the SQL "
    "they came to and writes down the rows of their answers."
)
ASKS = ("SELECT", "WITH")
MOST_ROWS = 2000


def table(repeat: int) -> Table:
    """Measure the main lists and detail pages."""
    return Table("Pages", MEANING, measure(_pairs(), repeat))


def _pairs() -> Iterator[Pair]:
    director = User.objects.get(email="director@steward.example")
    executive = User.objects.get(email="ae@steward.example")
    whole, own, plain = signed_in(director), signed_in(executive), _bare_browser(director)
    client = Client.objects.alias(n=Count("terms")).order_by("-n", "pk").first()
    last = add_months(timezone.localdate(), -1)
    transaction = PolicyTransaction.objects.order_by("pk").first()
    pages = (
        ("Clients, whole house", whole, "/clients/", "clients"),
        ("Clients of an executive's team", own, "/clients/", "clients"),
        ("A client's page", whole, f"/clients/{client.pk}/", "policies"),
        ("Policies", whole, "/policies/", "policies"),
        ("A policy's page", whole, f"/policies/{transaction.term_id}/", "transactions"),
        ("Expirations, 120 days", whole, "/expirations/", "policies"),
        ("Receivables by executive", whole, "/receivables/?by=executive", "invoices"),
        ("Receivables by client", own, "/receivables/", "invoices"),
        ("Open items", whole, "/receivables/items/", "invoices"),
        ("Orders", whole, "/orders/?view=all", "orders"),
        ("My day of an executive", own, "/", "orders"),
        (
            "Production of a month",
            whole,
            f"/reports/production/?month={last:%Y-%m}",
            "transactions",
        ),
        ("Rows of a month", whole, f"/reports/production/rows/?month={last:%Y-%m}", "transactions"),
    )
    for name, browser, address, kind in pages:
        ours = opening(browser, address)
        rows = min(max(ours().count(b"<tr") - 1, 1), MOST_ROWS)
        yield Pair(name, ours, opening(plain, f"/{kind}/{rows}/"), f"{rows:,} rows")


def dashboards(repeat: int) -> Table:
    """Measure the dashboard of each role."""
    return Table("Dashboards", BOARDS_MEANING, measure(_boards(), repeat))


def _boards() -> Iterator[Pair]:
    for login in ("director", "manager", "ae", "ca", "cse"):
        user = User.objects.get(email=f"{login}@steward.example")
        ours = opening(signed_in(user), "/dashboard/")
        with CaptureQueriesContext(connection) as captured:
            ours()
        said = (q["sql"].lstrip() for q in captured.captured_queries)
        asked = [text for text in said if text.startswith(ASKS)]
        role, browser = user.get_role_display(), _bare_browser(user)
        yield Pair(role, ours, opening(browser, "/tiles/"), "its tiles, bare")
        plain = opening(browser, f"/answers/{bare.keep(asked)}/")
        yield Pair(role, ours, plain, f"its {len(asked)} questions as ready SQL")


def signed_in(user: User) -> Browser:
    """A browser in which `user` is signed in."""
    browser = Browser(SERVER_NAME="localhost")
    browser.force_login(user)
    return browser


def _bare_browser(user: User) -> Browser:
    browser = signed_in(user)
    with override_settings(MIDDLEWARE=bare.MIDDLEWARE):
        browser.handler.load_middleware()
    return browser


def opening(browser: Browser, address: str) -> Callable[[], bytes]:
    """Opens the page of an address; an answer other than 200 is an error."""

    def opened() -> bytes:
        response = browser.get(address)
        if response.status_code != 200:
            raise RuntimeError(f"{address} answered {response.status_code}")
        return response.content

    return opened
