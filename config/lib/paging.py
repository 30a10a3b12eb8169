"""Paging by key: the cost of a page does not grow with how far one has paged."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import F, Q

from config.lib.errors import DomainError


@dataclass
class Page:
    """Some rows of a list and the keys of the pages around them."""

    rows: list[Any]
    after: str | None
    before: str | None


def _encode(values: list[Any]) -> str:
    plain = [v.isoformat() if isinstance(v, date | datetime) else v for v in values]
    text = json.dumps([str(v) if isinstance(v, Decimal) else v for v in plain])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decode(cursor: str) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:
        raise DomainError("This page address is damaged; open the list again.") from error
    if not isinstance(values, list) or len(values) != 2 or not isinstance(values[1], int):
        raise DomainError("This page address is damaged; open the list again.")
    return values


def _value(row: Any, path: str) -> Any:
    for part in path.split("__"):
        row = getattr(row, part)
    return row


def page_by_key(
    queryset: models.QuerySet, sort: str, size: int, after: str = "", before: str = ""
) -> Page:
    """The page of `size` rows after (or before) a key, ordered by `sort` and then by id.

    `sort` is a field path or annotation, `-` in front for descending; rows whose value is
    null come last and are paged by id. Raises DomainError for a damaged key.
    """
    descending, field = sort.startswith("-"), sort.lstrip("-")
    backwards = bool(before)
    forward = descending == backwards
    order = F(field).asc() if forward else F(field).desc()
    if may_be_null(queryset, field):
        # Said only where it is needed: an index does not serve an order it was not built for.
        order = _with_nulls(field, forward, first=backwards)
    queryset = queryset.order_by(order, "pk" if forward else "-pk")
    cursor = after or before
    try:
        if cursor:
            queryset = queryset.filter(_beyond(field, _decode(cursor), forward, backwards))
        rows = list(queryset[: size + 1])
    except (ValueError, TypeError, ValidationError) as error:
        raise DomainError("This page address is damaged; open the list again.") from error
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    key = [_encode([_value(r, field), r.pk]) for r in (rows[0], rows[-1])] if rows else [None, None]
    return Page(
        rows=rows,
        after=key[1] if (more or backwards) and rows else None,
        before=key[0] if (more if backwards else bool(after)) and rows else None,
    )


def _with_nulls(field: str, ascending: bool, first: bool) -> Any:
    ends: dict[str, Any] = {"nulls_first": True} if first else {"nulls_last": True}
    return F(field).asc(**ends) if ascending else F(field).desc(**ends)


def may_be_null(queryset: models.QuerySet, path: str) -> bool:
    """Whether values at `path` can be null; annotations are taken to be able to."""
    model: Any = queryset.model
    for part in path.split("__"):
        try:
            found = model._meta.pk if part == "pk" else model._meta.get_field(part)
        except FieldDoesNotExist:
            return True
        if found.null:
            return True
        model = found.related_model
    return False


def _beyond(field: str, key: list[Any], forward: bool, backwards: bool) -> Q:
    value, pk = key
    same_pk = {"pk__gt" if forward else "pk__lt": pk}
    if value is None:
        beyond = Q(**{f"{field}__isnull": True}, **same_pk)
        return beyond | Q(**{f"{field}__isnull": False}) if backwards else beyond
    step = "gt" if forward else "lt"
    beyond = Q(**{f"{field}__{step}": value}) | Q(**{field: value}, **same_pk)
    return beyond if backwards else beyond | Q(**{f"{field}__isnull": True})
