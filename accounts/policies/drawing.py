"""A policy's terms as bars on a time axis, its transactions as marks with links: inline SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from accounts.policies.models import PolicyTerm, PolicyTransaction

WIDTH, LEFT, RIGHT, ROW, TOP = 360, 8, 352, 34, 22
LETTERS = {
    "NEW": "N", "REN": "R", "END": "E", "CAN": "×", "REI": "↺", "REW": "W", "AUD": "A", "NRN": "–",
}  # fmt: skip


@dataclass(frozen=True)
class Axis:
    """Maps days onto the width of the drawing."""

    first: date
    last: date

    def x(self, day: date) -> float:
        """The place of `day`, kept inside the drawing."""
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return round(LEFT + (RIGHT - LEFT) * min(max(share, 0), 1), 1)


def draw(
    terms: "Sequence[PolicyTerm]", transactions: "Sequence[PolicyTransaction]", today: date
) -> SafeString:
    """The terms, oldest on top, with what happened in each and a line at `today`.

    `terms` carry their status; every bar and mark has a title and leads to its row.
    """
    terms = sorted(terms, key=lambda t: t.effective_on)
    ends = [t.expires_on or max(today, t.effective_on) + timedelta(days=180) for t in terms]
    axis = Axis(min(t.effective_on for t in terms), max(ends))
    height = TOP + ROW * len(terms) + 6
    bars = [_bar(axis, n, t, end) for n, (t, end) in enumerate(zip(terms, ends, strict=True))]
    rows = {t.pk: n for n, t in enumerate(terms)}
    marks = [_mark(axis, rows[t.term_id], t) for t in transactions if t.term_id in rows]
    return format_html(
        '<svg class="policy-drawing" viewBox="0 0 {w} {h}" role="group" '
        'aria-label="Terms and transactions of the policy over time">'
        "{years}{bars}{now}{marks}</svg>",
        w=WIDTH, h=height, years=_years(axis, height), now=_today(axis, today, height),
        bars=format_html_join("", "{}", ((b,) for b in bars)),
        marks=format_html_join("", "{}", ((m,) for m in marks)),
    )  # fmt: skip


def _years(axis: Axis, height: int) -> SafeString:
    years = range(axis.first.year, axis.last.year + 2)
    step = max(1, len(years) // 8 + 1)
    days = [date(y, 1, 1) for y in years[::step] if axis.first <= date(y, 1, 1) <= axis.last]
    return format_html_join(
        "",
        '<line class="year" x1="{0}" x2="{0}" y1="14" y2="{1}"/>'
        '<text class="label" x="{0}" y="10" text-anchor="middle">{2}</text>',
        ((axis.x(day), height, day.year) for day in days if LEFT + 12 < axis.x(day) < RIGHT - 10),
    )


def _bar(axis: Axis, row: int, term: "PolicyTerm", end: date) -> SafeString:
    left, right = axis.x(term.effective_on), axis.x(end)
    until = f"{term.expires_on:%m/%d/%Y}" if term.expires_on else "continuous"
    title = f"{term.number}: {term.effective_on:%m/%d/%Y} – {until}"
    y = TOP + ROW * row
    anchor, at = ("end", right) if left > WIDTH * 0.6 else ("start", left)
    return format_html(
        '<a href="{}" class="term {}" aria-label="{}"><title>{}</title>'
        '<rect x="{}" y="{}" width="{}" height="12" rx="3"/>'
        '<text class="label" x="{}" y="{}" text-anchor="{}">{}</text></a>',
        term.get_absolute_url(), term.status, title, title, left, y,  # type: ignore[attr-defined]
        max(right - left, 3), at, y + 23, anchor, term.number,
    )  # fmt: skip


def _mark(axis: Axis, row: int, made: "PolicyTransaction") -> SafeString:
    words = f"{made.get_kind_display()} {made.effective_on:%m/%d/%Y}, premium {made.premium:,.2f}"
    x, y = axis.x(made.effective_on), TOP + ROW * row + 6
    return format_html(
        '<a href="{}#transaction-{}" class="mark {}" aria-label="{}"><title>{}</title>'
        '<circle cx="{}" cy="{}" r="6.5"/><text x="{}" y="{}" text-anchor="middle">{}</text></a>',
        made.term.get_absolute_url(), made.pk, made.kind.lower(), words, words, x, y, x, y + 3,
        LETTERS[made.kind],
    )  # fmt: skip


def _today(axis: Axis, today: date, height: int) -> SafeString | str:
    if not axis.first <= today <= axis.last:
        return ""
    return format_html(
        '<line class="today" x1="{0}" x2="{0}" y1="14" y2="{1}"><title>Today</title></line>',
        axis.x(today), height,
    )  # fmt: skip
