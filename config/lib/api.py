"""The lists of the pages, as JSON: the same filters, sorts, columns and keys."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from ninja import Schema

from config.lib.lists import ListSpec, exported, filtered, sort_path
from config.lib.paging import page_by_key


class PageOut(Schema):
    """One page of a list. `next` is the ?after= key of the page that follows."""

    items: list[dict[str, Any]]
    next: str | None


def page_out(request: HttpRequest, spec: ListSpec, queryset: models.QuerySet) -> dict[str, Any]:
    """The page that the request asks for. Money is text with two decimals, dates are ISO.

    Raises DomainError for unknown parameters and damaged keys.
    """
    matching = filtered(request, spec, queryset).qs
    sort = sort_path(spec, request.GET.get("sort") or spec.default_sort)
    page = page_by_key(
        matching, sort, spec.page_size, request.GET.get("after", ""), request.GET.get("before", "")
    )
    if spec.attach:
        spec.attach(page.rows, request)
    table = spec.table(page.rows, request=request, orderable=False)
    names = ["id", *(column.name for column in exported(table))]
    values = table.as_values()
    next(values)
    items = [
        dict(zip(names, [row.pk, *cells], strict=True))
        for row, cells in zip(page.rows, values, strict=True)
    ]
    return {"items": items, "next": page.after}


def documented(spec: ListSpec) -> dict[str, Any]:
    """The list's parameters for the OpenAPI description."""
    filters = [
        {"name": name, "in": "query", "description": str(found.label or name), "schema": {}}
        for name, found in spec.filterset.base_filters.items()
    ]
    words = sorted([*spec.sorts, *(f"-{word}" for word in spec.sorts)])
    own = [
        {"name": "sort", "in": "query", "schema": {"type": "string", "enum": words}},
        {"name": "after", "in": "query", "schema": {"type": "string"}},
        {"name": "before", "in": "query", "schema": {"type": "string"}},
    ]
    return {"parameters": filters + own}
