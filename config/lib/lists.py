"""One definition of a list drives its filter, sort, pages, exports and API (DESIGN §5)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import django_filters
import django_tables2
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from config.lib.errors import DomainError
from config.lib.exports import Sheet, csv_response, typed, xlsx_response
from config.lib.paging import page_by_key

PAGE_SIZE = 50
EXPORT_CHUNK = 2000
SHAPING = ("as_of", "days", "back", "group", "basis", "view")
OWN_PARAMETERS = ("sort", "after", "before", "_export", "_totals")


@dataclass(frozen=True)
class ListSpec:
    """What a list is made of.

    `sorts` maps the ?sort= words to field paths; `attach` adds figures to a page of rows
    with a fixed number of queries; `totals` gives label → amount or count for all matching
    rows and is only asked when somebody looks.
    """

    name: str
    title: str
    table: type[django_tables2.Table]
    filterset: type[django_filters.FilterSet]
    sorts: Mapping[str, str]
    default_sort: str
    empty: str
    attach: Callable[[Sequence[Any], HttpRequest], None] | None = None
    totals: Callable[[models.QuerySet, HttpRequest], Mapping[str, Any]] | None = None
    about: str = ""
    page_size: int = PAGE_SIZE

    @property
    def has_totals(self) -> bool:
        """Whether totals can be asked for; templates would call `totals` itself."""
        return self.totals is not None


@dataclass(frozen=True)
class Listing:
    """All matching rows of a list, with the columns shown, the filters in use and the totals."""

    title: str
    about: str
    headings: list[str]
    rows: Iterator[Sequence[Any]]
    filters: list[tuple[str, str]]
    totals: list[tuple[str, Any]]
    takes: frozenset[str]


class ListingAnswer(HttpResponse):
    """What a list answers to a request that carries `wants_listing`: the rows, not a page."""

    def __init__(self, listing: Listing):
        super().__init__()
        self.listing = listing


def rows_wanted(request: HttpRequest) -> bool:
    """Whether the rows are asked for, whatever the page shows: an export, totals, a listing."""
    asked = request.GET.get("_export") or request.GET.get("_totals")
    return bool(asked or getattr(request, "wants_listing", False))


def list_page(
    request: HttpRequest,
    spec: ListSpec,
    queryset: models.QuerySet,
    *,
    template: str = "lists/page.html",
    extra: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Answer a request for the list: its page, its totals, or its export.

    Raises DomainError for parameters nobody defined and for filters that do not fit.
    """
    filterset = filtered(request, spec, queryset)
    sort_word = request.GET.get("sort") or spec.default_sort
    sort = sort_path(spec, sort_word)
    if getattr(request, "wants_listing", False):
        return ListingAnswer(_listing(request, spec, filterset, sort))
    if request.GET.get("_export"):
        return export(request, spec, filterset, sort)
    if request.GET.get("_totals") and spec.totals:
        totals = spec.totals(filterset.qs, request)
        return render(request, "lists/totals.html", {"totals": totals, "spec": spec})
    page = page_by_key(
        filterset.qs,
        sort,
        spec.page_size,
        request.GET.get("after", ""),
        request.GET.get("before", ""),
    )
    if spec.attach:
        spec.attach(page.rows, request)
    table = spec.table(page.rows, request=request, orderable=False)
    context = {
        "spec": spec,
        "filter": filterset,
        "chips": chips(request, filterset),
        "table": table,
        "page": page,
        "columns": heads(spec, table, sort_word),
        **(extra or {}),
    }
    if getattr(request, "htmx", False) and request.htmx.target == "list":
        template = "lists/rows.html"
    return render(request, template, context)


def filtered(
    request: HttpRequest, spec: ListSpec, queryset: models.QuerySet
) -> django_filters.FilterSet:
    """The filter set of the request. Raises DomainError when a parameter is unknown or wrong."""
    known = {*spec.filterset.base_filters, *OWN_PARAMETERS}
    known |= {f"{n}_{end}" for n in spec.filterset.base_filters for end in ("min", "max")}
    for name in request.GET:
        if name not in known:
            raise DomainError(f"This list has no filter called “{name[:40]}”.")
    filterset = spec.filterset(request.GET, queryset, request=request)
    if not filterset.form.is_valid():
        name, errors = next(iter(filterset.form.errors.items()))
        label = filterset.form.fields[name].label or name
        raise DomainError(f"{label}: {errors[0]}")
    return filterset


def sort_path(spec: ListSpec, word: str) -> str:
    """The field path of a sort word. Raises DomainError when the list has no such sort."""
    path = spec.sorts.get(word.lstrip("-"))
    if path is None:
        raise DomainError(f"This list cannot be sorted by “{word[:40]}”.")
    return f"-{path}" if word.startswith("-") else path


def heads(spec: ListSpec, table: django_tables2.Table, current: str) -> list[dict[str, Any]]:
    """The head of each column: its words, and the next sort where it can be sorted."""
    found = []
    for column in table.columns:
        sortable = column.name in spec.sorts
        active = current.lstrip("-") == column.name
        found.append(
            {
                "column": column,
                "sort": (f"-{column.name}" if current == column.name else column.name)
                if sortable
                else None,
                "direction": ("descending" if current.startswith("-") else "ascending")
                if active
                else "",
            }
        )
    return found


def chips(request: HttpRequest, filterset: django_filters.FilterSet) -> list[dict[str, str]]:
    """The filters in use, each with the address of the list without it."""
    found = []
    for name, bound in filterset.form.fields.items():
        value = filterset.form.cleaned_data.get(name)
        if value in (None, "", []) or name not in request.GET or name in SHAPING:
            continue
        rest = request.GET.copy()
        for key in (name, "after", "before"):
            rest.pop(key, None)
        shown = dict(getattr(bound, "choices", ())).get(value, value)
        found.append(
            {
                "label": str(bound.label or name),
                "value": str(shown),
                "url": f"?{rest.urlencode()}" if rest else "?",
            }
        )
    return found


def _listing(
    request: HttpRequest, spec: ListSpec, filterset: django_filters.FilterSet, sort: str
) -> Listing:
    rows = filterset.qs
    return Listing(
        title=spec.title,
        about=spec.about,
        headings=_headings(request, spec),
        rows=_export_rows(request, spec, rows.order_by(sort, "pk")),
        filters=[(chip["label"], chip["value"]) for chip in chips(request, filterset)],
        totals=list(spec.totals(rows, request).items()) if spec.totals else [],
        takes=frozenset(spec.filterset.base_filters),
    )


def exported(table: django_tables2.Table) -> list[Any]:
    """The columns that go into files, a hidden one among them."""
    return [c for c in table.columns.iterall() if c.column.exclude_from_export is not True]


def _headings(request: HttpRequest, spec: ListSpec) -> list[str]:
    return [str(c.header) for c in exported(spec.table([], request=request, orderable=False))]


def export(request: HttpRequest, spec: ListSpec, filterset: django_filters.FilterSet, sort: str):
    """All matching rows with the columns shown, as CSV or XLSX."""
    queryset = filterset.qs
    headings = _headings(request, spec)
    rows = _export_rows(request, spec, queryset.order_by(sort, "pk"))
    name = f"{spec.name}-{timezone.localdate():%Y-%m-%d}"
    form = request.GET["_export"]
    if form == "csv":
        return csv_response(name, headings, rows)
    if form == "xlsx":
        about = about_sheet(request, spec, filterset)
        return xlsx_response(name, [Sheet(spec.title, headings, rows), about])
    raise DomainError("Lists are exported as csv or xlsx.")


def _export_rows(
    request: HttpRequest, spec: ListSpec, queryset: models.QuerySet
) -> Iterator[Sequence[Any]]:
    source = queryset.iterator(chunk_size=EXPORT_CHUNK)
    while chunk := list(islice(source, EXPORT_CHUNK)):
        if spec.attach:
            spec.attach(chunk, request)
        values = spec.table(chunk, request=request, orderable=False).as_values()
        next(values)
        yield from values


def about_sheet(request: HttpRequest, spec: ListSpec, filterset: django_filters.FilterSet) -> Sheet:
    """Who made the export, when, with which filters, and the totals the page shows."""
    used = [(chip["label"], chip["value"]) for chip in chips(request, filterset)]
    shaping = [(k.replace("_", " ").capitalize(), typed(v)) for k, v in request.GET.items()
               if k in (*SHAPING, "sort") and v]  # fmt: skip
    totals = spec.totals(filterset.qs, request) if spec.totals else {}
    return Sheet(
        "About",
        ["What", "Value"],
        [
            ("List", spec.title),
            ("Made by", request.user.name),
            ("Made at", timezone.now()),
            *shaping,
            *used,
            *((f"Total: {label}", typed(amount)) for label, amount in totals.items()),
            ("Note", spec.about),
        ],
    )
