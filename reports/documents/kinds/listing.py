"""Any list of Steward with its filters on paper and as a workbook, asked for by its address."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.dateformat import format as date_format

from config.lib.errors import DomainError
from config.lib.exports import Sheet, typed
from config.lib.lists import Listing, ListingAnswer
from config.lib.templatetags.steward import money_plain, us_date
from reports.documents.registry import Ask, Kind, Option, register
from reports.documents.subjects import HOUSE
from teams.people.models import User

LIST = "list"
MOST = 2000
LONGEST = 1000
# Characters that decide how wide a column gets, over so many rows.
WIDEST_WORD, WIDEST_TEXT, MEASURED = 13, 18, 300
NO_LIST = (
    "There is no list at this address. Open the list, set its filters, and copy the address the "
    "browser shows."
)


@dataclass(frozen=True)
class ListReport:
    """A list with its filters as one person sees it on a day: data only."""

    title: str
    about: str
    as_of: date
    headings: list[str]
    rows: list[tuple[Any, ...]]
    filters: list[tuple[str, str]]
    totals: list[tuple[str, Any]]
    seen_by: str
    scope: str
    address: str

    @property
    def built_from(self) -> dict[str, Any]:
        return {"list": self.address, "rows": len(self.rows), "clients": self.scope}

    @property
    def columns(self) -> list[tuple[str, bool]]:
        """Each heading, and whether numbers stand under it."""
        return [(head, self._is_number(n)) for n, head in enumerate(self.headings)]

    def _is_number(self, column: int) -> bool:
        values = [row[column] for row in self.rows if row[column] not in (None, "")]
        return bool(values) and all(type(value) in (int, Decimal) for value in values)


def build(ask: Ask) -> ListReport:
    """The list at the address, with the rights of the one who asks, as of the day asked for.

    Raises DomainError when there is no list at
    the address, its filters do not fit, or it has more rows than a paper should.
    """
    address = str(ask.options["address"])
    try:
        listing = listed(address, ask.by, ask.as_of)
    except PermissionDenied as refusal:
        raise DomainError(f"{refusal}", "address") from refusal
    rows = [tuple(row) for row in islice(listing.rows, MOST + 1)]
    if len(rows) > MOST:
        raise DomainError(
            f"More than {MOST:,} rows match; set a filter that leaves fewer.", "address"
        )
    return ListReport(
        title=listing.title,
        about=listing.about,
        as_of=ask.as_of,
        headings=listing.headings,
        rows=rows,
        filters=listing.filters,
        totals=listing.totals,
        seen_by=ask.by.name,
        scope=str(ask.by.scope),
        address=address,
    )


def listed(address: str, user: User, on: date | None = None) -> Listing:
    """The list at `address` as `user` sees it.

    Raises DomainError when there is none, and PermissionDenied when the user may not see it.

    With `on`, a list that can be asked for a day is asked for that one.
    """
    parts = urlsplit(address[:LONGEST])
    asked = [(k, v) for k, v in parse_qsl(parts.query) if k not in ("after", "before")]
    listing = _answer(parts.path, asked, user)
    if on is not None and "as_of" in listing.takes:
        asked = [(k, v) for k, v in asked if k != "as_of"] + [("as_of", on.isoformat())]
        listing = _answer(parts.path, asked, user)
    return listing


def _answer(path: str, asked: list[tuple[str, str]], user: User) -> Listing:
    try:
        found = resolve(path)
        if getattr(found.func, "access_rule", "public").startswith("public"):
            raise DomainError(NO_LIST, "address")
        request = HttpRequest()
        request.method, request.path, request.path_info = "GET", path, path
        request.GET = QueryDict(urlencode([p for p in asked if not p[0].startswith("_")]))
        request.user, request.session = user, {}  # type: ignore[assignment]
        request.wants_listing = True  # type: ignore[attr-defined]
        answer = found.func(request, *found.args, **found.kwargs)
    except DomainError as refusal:
        raise DomainError(f"{refusal}", "address") from refusal
    except (Resolver404, Http404):
        raise DomainError(NO_LIST, "address") from None
    if not isinstance(answer, ListingAnswer):
        raise DomainError(NO_LIST, "address")
    return answer.listing


def moved_along(address: str, month: date) -> str:
    """The address with its month, or the last of its months, made `month`.

    A day in it needs no moving: the list is asked for the day of the report. Of what a month was
    closed with it asks no more.
    """
    parts = urlsplit(address)
    asked = dict(parse_qsl(parts.query))
    asked.pop("close", None)
    for name in ("through", "month"):
        if name in asked:
            return f"{parts.path}?{urlencode(asked | {name: f'{month:%Y-%m}'})}"
    return address


def context(report: ListReport) -> dict[str, Any]:
    """The rows with days and money as the office writes them."""
    rows = [[shown(value) for value in row] for row in report.rows]
    numbers = [is_number for _, is_number in report.columns]
    return {
        "rows": [list(zip(row, numbers, strict=True)) for row in rows],
        "widths": _widths([report.headings, *rows[:MEASURED]]),
    }


def _widths(rows: list[list[str]]) -> list[float]:
    """The share of the page for each column in percent: its longest word, or its usual text."""
    wanted = []
    for cells in zip(*rows, strict=True):
        word = max((len(word) for cell in cells for word in cell.split()), default=0)
        usual = sum(map(len, cells)) / len(cells)
        # A word needs its whole width and the space beside it; text may wrap.
        wanted.append(max(1.6 * min(word, WIDEST_WORD) + 1, min(usual, WIDEST_TEXT)))
    return [round(99.9 * width / sum(wanted), 1) for width in wanted]


def shown(value: Any) -> str:
    """One cell as it is printed."""
    if isinstance(value, Decimal):
        return money_plain(value)
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "m/d/Y g:i a")
    if isinstance(value, date):
        return us_date(value)
    return "" if value is None else str(value)


def sheets(report: ListReport, user: User) -> Iterator[Sheet]:
    """The rows with typed cells, and where they come from."""
    yield Sheet(report.title, report.headings, report.rows)
    yield Sheet(
        "About",
        ["What", "Value"],
        [
            ("List", report.title),
            ("As of", report.as_of),
            ("Made for", user.name),
            ("Clients", report.scope),
            *report.filters,
            *((f"Total: {label}", typed(value)) for label, value in report.totals),
            ("Note", report.about),
        ],
    )


register(
    Kind(
        name=LIST,
        label="List with its filters",
        rule="documents.make",
        template="documents/listing.html",
        about=HOUSE,
        description="Any list of Steward, with the filters you set on its page.",
        options=(
            Option(
                "address",
                "Address of the list",
                "/expirations/",
                help="As the browser shows it, filters included: /expirations/?days=60",
            ),
        ),
        build=build,
        context=context,
        sheets=sheets,
    )
)
