"""What the dashboard shows: the figures, each with the address of its rows."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from config.lib.dates import add_months
from reports.budgets.comparison import against_budget, year_forecast
from reports.budgets.models import Measure
from reports.budgets.rules import Variance
from reports.charts.spark import spark
from reports.production.charts import draw
from reports.production.ends import Why
from reports.production.figures import COLUMNS, DIMENSION_LABELS, SPANS, Figures, Row, figures
from reports.production.fresh import FRESH
from reports.production.querysets import first_open_month
from reports.production.renewed import HOW
from reports.production.rules import FORMULAS, GROUPS, PARTS, Line, Sums, change
from teams.people.models import User

# Changes of this many percent and more say nothing as a number.
MANIFOLD = 1000
# All first, so that it is in sight beside the names; its parts follow.
ACROSS = ("total", *GROUPS, "expired")


@dataclass(frozen=True)
class Tile:
    """One figure: its value, what it was before, its course, and its rows."""

    label: str
    value: str
    note: str
    prior_month: str
    prior_year: str
    picture: SafeString | str
    url: str
    meaning: str
    plan: str = ""
    plan_tone: str = ""


@dataclass(frozen=True)
class Cell:
    """One number of a table and the address of the rows behind it."""

    sums: Sums
    url: str


def address(name: str, **query: Any) -> str:
    """The address of a list; dates are written as months, empty parts left out."""
    plain = {
        key: f"{value:%Y-%m}" if isinstance(value, date) else value
        for key, value in query.items()
        if value not in (None, "")
    }
    return f"{reverse(name)}?{urlencode(plain)}"


def rows_address(**query: Any) -> str:
    """The address of the transactions behind a figure."""
    return address("production-rows", **query)


def dashboard(
    user: User, month: date, known: tuple[date, date] | None, span: str, by: str
) -> dict[str, Any]:
    """Everything the dashboard's template needs; its table covers `span` and is cut `by`."""
    found = figures(user, month)
    first, last = known or (month, month)
    lines = against_budget(user, found)
    open_from = None if found.closed_at else first_open_month()
    before_the_first = open_from is not None and month < open_from
    own = [li for li in lines if li.budget.person is None or li.budget.person_id == user.pk]
    return {
        "found": found,
        "budget_lines": own,
        "more_budget_lines": [line for line in lines if line not in own],
        "forecast": year_forecast(user, found, lines) if lines else None,
        "tiles": tiles(found, {line.measure: line.month for line in own}),
        "charts": draw(found, partial(rows_address, close=found.frozen), [by]),
        "by": by,
        "dimensions": DIMENSION_LABELS,
        "table": {"name": by, "label": DIMENSION_LABELS[by], "rows": table(found, by, span)},
        "total": cells(found, found.total, {}, span),
        "span": span,
        "spans": {
            "month": f"{month:%B %Y}",
            "ytd": f"{month.year} to date",
            "prior_year": f"{found.year_ago:%B %Y}",
        },
        "kinds": kinds(found),
        "all_kinds": [getattr(found.total, each)["total"] for each in SPANS],
        "groups": {group: label for group, (label, _) in GROUPS.items()},
        "columns": {name: COLUMNS[name] for name in ACROSS},
        "lines": [(line, line_address(found, line)) for line in found.identity.lines],
        "fresh": [_fresh_row(found, what) for what in FRESH],
        "how": [(HOW[how], sums) for how, sums in found.measures.how.items() if sums.count],
        "reasons": [_why_row(found, why) for why in found.ends.reasons],
        "outside_url": rows_address(month=month, part="outside", close=found.frozen),
        "formulas": FORMULAS,
        "months": _months(first, max(last, month)),
        "earlier": add_months(month, -1) if month > first else None,
        "later": add_months(month, 1) if month < last else None,
        "may_print": user.may("documents.make"),
        "taken_over": before_the_first,
        "may_close": user.may("months.close")
        and not found.closed_at
        and not before_the_first
        and found.last_day < timezone.localdate(),
        "nonce": uuid.uuid4().hex,
    }


def _months(first: date, last: date) -> list[date]:
    months = [last]
    while months[-1] > first and len(months) < 60:
        months.append(add_months(months[-1], -1))
    return months


def tiles(found: Figures, planned: Mapping[str, Variance]) -> list[Tile]:
    """New, renewed, lost, net change, retention and commission of the month.

    `planned` sets the measures of the viewer's own or the house's budget beside them.
    """
    renewal, book = found.renewal, found.identity
    when = {"month": found.month, "close": found.frozen}
    return [
        _tile(
            found, "new", "policies", rows_address(**when, kind="new"),
            plan=planned.get(Measure.NEW_PREMIUM),
        ),
        _tile(found, "renewed", "policies", rows_address(**when, kind="renewed")),
        _tile(
            # What was cancelled and what expired are two lists; the reasons lead to both.
            found, "lost", "policies", "#ends-head", note=_ended(found.total.month),
        ),
        Tile(
            "Net change of the book",
            _dollars(book.ending - book.beginning),
            f"{_dollars(book.beginning)} → {_dollars(book.ending)}",
            "",
            _versus(book.ending, found.book_year_ago, "the book a year ago"),
            "",
            address("production-book", **when),
            "Ending book − beginning book: the written premium in force at month end.",
        ),
        Tile(
            "Retention of premium",
            _percent(renewal.premium),
            f"policies {_percent(renewal.policies)} of {renewal.up.count:,}",
            f"{_percent(found.renewals[add_months(found.month, -1)].premium)} the month before",
            f"{_percent(found.renewals[found.year_ago].premium)} a year ago",
            spark([r.premium for r in found.renewals.values()][-12:]),
            address("production-renewals", **when),
            "(Up for renewal − lost) ÷ up for renewal, by expiring premium.",
        ),
        _commission(found, planned.get(Measure.COMMISSION)),
    ]  # fmt: skip


def _ended(columns: Mapping[str, Sums]) -> str:
    """How many policies of the lost were cancelled, and how many expired."""
    expired = columns["expired"].count
    cancelled = columns["lost"].count - expired
    words = f"{cancelled} cancelled" if cancelled >= 0 else f"{-cancelled} reinstated"
    return f"{words}, {expired} expired"


def _tile(
    found: Figures, column: str, unit: str, url: str, note: str = "", plan: Variance | None = None
) -> Tile:
    now = found.total.month[column]
    before = found.trend[add_months(found.month, -1)][column]
    year_ago = found.total.prior_year[column]
    return Tile(
        COLUMNS[column],
        _dollars(now.premium),
        note or f"{now.count:,} {unit}",
        _versus(abs(now.premium), abs(before.premium), "the month before"),
        _versus(abs(now.premium), abs(year_ago.premium), "a year ago"),
        spark([m[column].premium for m in found.trend.values()][-12:]),
        url,
        next((text for name, text in FORMULAS if name == COLUMNS[column]), ""),
        *_against(plan),
    )


def _against(plan: Variance | None) -> tuple[str, str]:
    """The variance from a plan in words, and whether it is reached ("good") or not ("bad")."""
    if plan is None or plan.percent is None:
        return "", ""
    sign = "+" if plan.percent >= 0 else "−"
    words = f"{sign}{abs(plan.percent):,} % on the budget of {_dollars(plan.budget)}"
    return words, "good" if plan.amount >= 0 else "bad"


def _commission(found: Figures, plan: Variance | None) -> Tile:
    now = found.total.month["total"].commission
    before = found.trend[add_months(found.month, -1)]["total"].commission
    return Tile(
        "Commission",
        _dollars(now),
        f"{_dollars(found.total.ytd['total'].commission)} year to date",
        _versus(now, before, "the month before"),
        _versus(now, found.total.prior_year["total"].commission, "a year ago"),
        spark([m["total"].commission for m in found.trend.values()][-12:]),
        rows_address(month=found.month, close=found.frozen),
        "Commission of all transactions of the month.",
        *_against(plan),
    )


def _dollars(amount: Decimal) -> str:
    return f"−${abs(amount):,.0f}" if amount < 0 else f"${amount:,.0f}"


def _percent(rate: Decimal | None) -> str:
    return "–" if rate is None else f"{rate} %"


def _versus(now: Decimal, then: Decimal, words: str) -> str:
    moved = change(now, then)
    if moved is None:
        return f"none {words}"
    if abs(moved) >= MANIFOLD:
        return f"many times {words}"
    sign = "+" if moved >= 0 else "−"
    return f"{sign}{abs(moved):,} % on {words}"


def table(found: Figures, dimension: str, span: str) -> list[dict[str, Any]]:
    """The rows of one dimension for a span, every number with its address."""
    return [
        {
            "name": row.name,
            "cells": cells(
                found, row, {dimension: row.key if row.key is not None else "none"}, span
            ),
        }
        for row in found.dimensions[dimension]
        if any(sums.count for sums in getattr(row, span).values())
    ]


def cells(found: Figures, row: Row, who: dict[str, Any], span: str) -> list[Cell]:
    """The columns of a row for a span, in the order of ACROSS."""
    first, last = {
        "month": (found.month, None),
        "ytd": (found.january, found.month if found.month != found.january else None),
        "prior_year": (found.year_ago, None),
    }[span]
    when = {"month": first, "through": last, "close": found.frozen, **who}
    sums = getattr(row, span)
    return [
        Cell(sums[column], rows_address(**when, kind=column if column in GROUPS else None))
        if column != "expired"
        else Cell(sums[column], address("production-renewals", **when, outcome="lost"))
        for column in ACROSS
    ]


def kinds(found: Figures) -> list[dict[str, Any]]:
    """Month, year to date and a year ago by transaction kind, every number with its address."""
    spans = (
        {"month": found.month},
        {"month": found.january, "through": found.month},
        {"month": found.year_ago},
    )
    return [
        {
            "label": label,
            "cells": [
                Cell(sums, rows_address(kind=kind, close=found.frozen, **span))
                for sums, span in zip(parts, spans, strict=True)
            ],
        }
        for kind, label, *parts in found.kinds
    ]


def _fresh_row(found: Figures, what: str) -> dict[str, Any]:
    """A part of New with its three spans, every number with its address."""
    spans = (
        ("month", {"month": found.month}),
        ("ytd", {"month": found.january, "through": found.month}),
        ("prior_year", {"month": found.year_ago}),
    )
    sums, asked = found.measures.fresh[what], {"kind": "new", "fresh": what, "close": found.frozen}
    return {
        "label": FRESH[what],
        "cells": [Cell(sums[s], rows_address(**when, **asked)) for s, when in spans],
    }


def _why_row(found: Figures, why: Why) -> dict[str, Any]:
    """A reason with what was cancelled and what expired for it, each with its address."""
    reason = why.key or "none"
    asked = {"month": found.month, "reason": reason, "close": found.frozen}
    ended = rows_address(kind="cancelled", **asked)
    expired = address("production-renewals", outcome="lost", **asked)
    return {
        "why": why, "cancelled": Cell(why.cancelled, ended), "expired": Cell(why.expired, expired)
    }  # fmt: skip


def line_address(found: Figures, line: Line) -> str:
    """The rows behind one line of the identity."""
    when = {"month": found.month, "close": found.frozen}
    if PARTS[line.part][1]:
        return address("production-book", **when, part=line.part)
    kind = "endorsed" if line.part == "endorsed" else None
    return rows_address(**when, kind=kind, part="stayed")
