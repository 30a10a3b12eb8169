"""Vega-Lite specifications: pure functions from data to a dictionary.

The same specification draws the chart of the page and of the PDF. A datum may carry `url`
(its mark becomes a link to the rows behind it) and always carries `words` (its text
alternative). Amounts are whole dollars as numbers; tables beside the chart have the cents.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reports.charts.palette import FONT, GRID, GROUP_COLORS, INK, PAIR_COLORS

WIDTH = 430
AMOUNTS = {
    "format": "~s", "tickCount": 5, "domain": False,
    "labelExpr": "datum.value ? datum.label : '0'",
}  # fmt: skip
BAR = 24


@dataclass(frozen=True)
class Bar:
    """One piece of a stacked bar: where it stands, what it is, its dollars and its rows."""

    place: str
    series: str
    amount: Decimal
    url: str = ""


def stacked_columns(bars: Sequence[Bar], labels: dict[str, str]) -> dict[str, Any]:
    """Upright stacked bars, one per place in the order given, e.g. months."""
    return _stacked(bars, labels, upright=True)


def stacked_rows(bars: Sequence[Bar], labels: dict[str, str]) -> dict[str, Any]:
    """Lying stacked bars, one per place in the order given, e.g. executives."""
    return _stacked(bars, labels, upright=False)


def _stacked(bars: Sequence[Bar], labels: dict[str, str], *, upright: bool) -> dict[str, Any]:
    places = list(dict.fromkeys(bar.place for bar in bars))
    series = [name for name in labels if any(bar.series == name for bar in bars)]
    place = {
        "field": "place",
        "type": "nominal",
        "sort": places,
        "title": None,
        "axis": {"labelAngle": 0, "labelLimit": 150, "ticks": False},
    }
    amount = {
        "field": "amount",
        "type": "quantitative",
        "title": None,
        "axis": AMOUNTS,
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "height": 210 if upright else max(2, len(places)) * BAR,
        "data": {"values": [_datum(bar, labels) for bar in bars]},
        "mark": {"type": "bar", "cornerRadius": 1},
        "encoding": {
            "x" if upright else "y": place,
            "y" if upright else "x": amount,
            "color": {
                "field": "label",
                "type": "nominal",
                "title": None,
                "scale": {
                    "domain": [labels[name] for name in series],
                    "range": [GROUP_COLORS[name] for name in series],
                },
                "legend": {"orient": "top", "symbolType": "square", "direction": "horizontal"},
            },
            "order": {"field": "rank", "type": "quantitative"},
            "tooltip": {"field": "words", "type": "nominal"},
            "description": {"field": "words", "type": "nominal"},
        },
        "config": CONFIG,
    }


def _datum(bar: Bar, labels: dict[str, str]) -> dict[str, Any]:
    label = labels[bar.series]
    return {
        "place": bar.place,
        "label": label,
        "rank": list(labels).index(bar.series),
        "amount": float(bar.amount),
        "url": bar.url,
        "words": f"{bar.place}, {label}: {bar.amount:,.2f}",
    }


@dataclass(frozen=True)
class Pair:
    """Two amounts that stand beside each other at one place; the second may be unknown."""

    place: str
    first: Decimal
    second: Decimal | None


def paired_columns(pairs: Sequence[Pair], first: str, second: str) -> dict[str, Any]:
    """Upright bars side by side, in the order given; an unknown amount draws no bar."""
    values = [
        {"place": p.place, "label": label, "amount": float(amount), "url": "",
         "words": f"{p.place}, {label}: {amount:,.2f}"}
        for p in pairs
        for label, amount in ((first, p.first), (second, p.second))
        if amount is not None
    ]  # fmt: skip
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "height": 170,
        "data": {"values": values},
        "mark": {"type": "bar", "cornerRadius": 1},
        "encoding": {
            "x": {
                "field": "place",
                "type": "nominal",
                "sort": [p.place for p in pairs],
                "title": None,
                "axis": {"labelAngle": 0, "ticks": False},
            },
            "xOffset": {"field": "label", "sort": [first, second]},
            "y": {
                "field": "amount",
                "type": "quantitative",
                "title": None,
                "axis": AMOUNTS,
            },
            "color": {
                "field": "label",
                "type": "nominal",
                "title": None,
                "scale": {"domain": [first, second], "range": list(PAIR_COLORS)},
                "legend": {"orient": "top", "symbolType": "square", "direction": "horizontal"},
            },
            "tooltip": {"field": "words", "type": "nominal"},
            "description": {"field": "words", "type": "nominal"},
        },
        "config": CONFIG,
    }


CONFIG: dict[str, Any] = {
    "background": "transparent",
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "gridColor": GRID,
        "tickColor": GRID,
        "domainColor": GRID,
        "labelFontSize": 11,
    },
    "legend": {"labelColor": INK, "labelFontSize": 11},
}
