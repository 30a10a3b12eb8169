"""The steps of a placement on a time axis: inline SVG, every mark a link to its step."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.policies.drawing import Axis
from renewals.placements.models import Placement

WIDTH, TOP, ROW = 360, 26, 15


def draw(placement: Placement, steps: Sequence[Any], today: date) -> SafeString:
    """A row for each step: a mark at its due day, a line from where it was planned.

    Lines stand at today and at the day by which the placement is needed.
    """
    days = [d for s in steps for d in (s.planned_on, s.due_on)] + [placement.target_on, today]
    axis = Axis(min(days) - timedelta(days=4), max(days) + timedelta(days=4))
    height = TOP + ROW * len(steps) + 4
    marks = [_mark(axis, n, step, today) for n, step in enumerate(steps)]
    return format_html(
        '<svg class="placement-drawing" viewBox="0 0 {w} {h}" role="group" '
        'aria-label="Steps of the placement over time">{months}{lines}{marks}</svg>',
        w=WIDTH, h=height, months=_months(axis, height),
        lines=_line(axis, today, height, "today", "Today")
        + _line(axis, placement.target_on, height, "target", "Needed by"),
        marks=format_html_join("", "{}", ((mark,) for mark in marks)),
    )  # fmt: skip


def tone(step: Any, today: date) -> str:
    """Done, waived, late or to come."""
    if step.done_on:
        return "done"
    if step.waived_why:
        return "waived"
    return "late" if step.due_on < today else "to-come"


def _months(axis: Axis, height: int) -> SafeString:
    day, found = axis.first.replace(day=1), []
    while day <= axis.last:
        if day >= axis.first:
            found.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    step = len(found) // 7 + 1
    return format_html_join(
        "",
        '<line class="month" x1="{0}" x2="{0}" y1="14" y2="{1}"/>'
        '<text class="label" x="{0}" y="10" text-anchor="middle">{2}</text>',
        ((axis.x(day), height, f"{day:%b}") for day in found[::step]),
    )


def _line(axis: Axis, day: date, height: int, name: str, words: str) -> SafeString:
    return format_html(
        '<line class="{0}" x1="{1}" x2="{1}" y1="14" y2="{2}"><title>{3} {4}</title></line>',
        name, axis.x(day), height, words, f"{day:%m/%d/%Y}",
    )  # fmt: skip


def _mark(axis: Axis, row: int, step: Any, today: date) -> SafeString:
    y, x = TOP + ROW * row, axis.x(step.due_on)
    state = tone(step, today)
    moved = "" if step.planned_on == step.due_on else f", planned {step.planned_on:%m/%d/%Y}"
    words = f"{step.name}: {state.replace('-', ' ')}, due {step.due_on:%m/%d/%Y}{moved}"
    anchor, at = ("end", x - 7) if x > WIDTH * 0.55 else ("start", x + 7)
    return format_html(
        '<a href="#step-{}" class="step {}" aria-label="{}"><title>{}</title>'
        '<line x1="{}" x2="{}" y1="{}" y2="{}"/><circle cx="{}" cy="{}" r="4"/>'
        '<text class="label" x="{}" y="{}" text-anchor="{}">{}</text></a>',
        step.pk, state, words, words, axis.x(step.planned_on), x, y, y, x, y, at, y + 2.5, anchor,
        step.name,
    )  # fmt: skip
