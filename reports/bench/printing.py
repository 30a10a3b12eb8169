"""The production report's PDF against WeasyPrint fed the finished HTML."""

from datetime import date

from django.contrib.staticfiles import finders
from django.db.models import Count
from django.utils import timezone

from accounts.models import Client
from config.lib.dates import add_months
from reports.bench.timing import Pair, Table, measure
from reports.documents import render
from reports.documents.registry import find
from reports.documents.services import ask_for, page
from teams.models import User

MEANING = (
    "Documents from question to PDF, against WeasyPrint fed the finished "
    "HTML and stylesheet; below 1.00 the way it is called saves more than the figures cost."
)


def table(repeat: int) -> Table:
    """Measure the report for the whole house and for one executive."""
    today = timezone.localdate()
    month = f"{add_months(today, -1):%Y-%m}"
    kind = find("production")
    pairs = []
    for login in ("director", "ae"):
        user = User.objects.get(email=f"{login}@steward.example")

        def build(user: User = user) -> str:
            ask = ask_for(kind, key=month, as_of=today, params={}, by=user)
            return page(kind, kind.build(ask), ask)

        text = build()
        pages = render.pdf(text).pages
        name = "whole house" if login == "director" else "one executive's team"
        pairs.append(
            Pair(
                f"Production report, {name}",
                lambda build=build: render.pdf(build()),
                lambda text=text: _plain(text),
                f"{pages} pages",
            )
        )
    pairs += [_of_client(kind, today) for kind in ("stewardship", "invoice")]
    return Table("Documents", MEANING, measure(pairs, repeat))


def _of_client(name: str, today: date) -> Pair:
    """A document of the client with the most policies, from question to PDF."""
    user, kind = User.objects.get(email="director@steward.example"), find(name)
    client = Client.objects.annotate(count=Count("terms")).order_by("-count", "pk")[0]
    about = client.invoices.order_by("-pk")[0] if name == "invoice" else client
    ask = ask_for(kind, key=str(about.pk), as_of=today, params={}, by=user)
    text = page(kind, kind.build(ask), ask)
    return Pair(
        f"{kind.label} of one client",
        lambda: render.pdf(page(kind, kind.build(ask), ask)),
        lambda: _plain(text),
        f"{render.pdf(text).pages} pages",
    )


def _plain(text: str) -> bytes:
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Static(URLFetcher):
        """Static files as the report names them."""

        def fetch(self, url, headers=None):
            if not url.startswith("static:"):
                return super().fetch(url, headers)
            with open(finders.find(url.removeprefix("static:")), "rb") as file:
                return URLFetcherResponse(url, file.read())

    fetcher = Static(allowed_protocols=["data"])
    style = CSS(string=render.stylesheet(), url_fetcher=fetcher)
    made = HTML(string=text, base_url="static:", url_fetcher=fetcher)
    return made.write_pdf(stylesheets=[style], pdf_variant="pdf/ua-1")
