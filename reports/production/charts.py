"""The charts of production, for the page and for the PDF."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from config.lib.money import ZERO
from reports.charts.render import svg
from reports.charts.specs import Bar, stacked_columns, stacked_rows
from reports.production.figures import DIMENSION_LABELS, Figures, Row
from reports.production.rules import GROUPS

TOP = 12
LABELS = {group: label for group, (label, _) in GROUPS.items()}
Link = Callable[..., str]


def no_link(**query: Any) -> str:
    """Marks without a link, for paper."""
    return ""


@dataclass(frozen=True)
class Chart:
    """A drawn chart with its title, and the same figures as rows of (name, amounts)."""

    title: str
    picture: SafeString
    rows: list[tuple[str, list[Any]]]


def _chart(title: str, bars: list[Bar], spec: Callable[..., dict[str, Any]]) -> Chart:
    rows: dict[str, list[Any]] = {}
    for bar in bars:
        rows.setdefault(bar.place, []).append(bar.amount)
    # Where nothing is booked there is no scale to draw.
    drawn = svg(spec(bars, LABELS), title) if any(bar.amount for bar in bars) else ""
    return Chart(title, mark_safe(drawn), list(rows.items()))  # noqa: S308 - escaped by the renderer


def draw(
    found: Figures,
    link: Link = no_link,
    dimensions: Iterable[str] = ("executive", "line", "carrier"),
) -> dict[str, Chart]:
    """Premium by month and kind, and this month's by each of the `dimensions`."""
    charts = {"trend": _trend(found, link)}
    for dimension in dimensions:
        charts[dimension] = _dimension(found, dimension, link)
    return charts


def _trend(found: Figures, link: Link) -> Chart:
    months = list(found.trend)[-12:]
    bars = [
        Bar(_short(month), group, found.trend[month][group].premium, link(month=month, kind=group))
        for month in months
        for group in GROUPS
    ]
    title = "Premium booked, twelve months"
    return _chart(title, bars, stacked_columns)


def _dimension(found: Figures, dimension: str, link: Link) -> Chart:
    rows = sorted(found.dimensions[dimension], key=lambda r: -abs(r.month["total"].premium))
    rows = [row for row in rows if row.month["total"].count]
    bars = [bar for row in rows[:TOP] for bar in _bars(found.month, dimension, row, link)]
    others = rows[TOP:]
    for group in GROUPS:
        rest = sum((row.month[group].premium for row in others), ZERO)
        if others:
            bars.append(Bar(f"{len(others)} others", group, rest))
    title = f"Premium booked in {found.month:%B %Y} by {DIMENSION_LABELS[dimension].lower()}"
    return _chart(title, bars, stacked_rows)


def _bars(month: date, dimension: str, row: Row, link: Link) -> list[Bar]:
    who = {dimension: row.key if row.key is not None else "none"}
    return [
        Bar(row.name, group, row.month[group].premium, link(month=month, kind=group, **who))
        for group in GROUPS
    ]


def _short(month: date) -> str:
    return month.strftime("%b") + ("" if month.month > 1 else month.strftime(" %y"))
