"""A spark: the course of one figure as a small inline SVG, without script or library."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 140, 24


def spark(values: Sequence[Decimal | int | None]) -> SafeString | str:
    """A line through `values`, oldest first, the last one marked; empty for fewer than two.

    A value that is missing leaves its place empty, at the end of the line too.

    It decorates a figure that stands beside it, so screen readers pass over it.
    """
    known = [(place, Decimal(v)) for place, v in enumerate(values) if v is not None]
    if len(known) < 2:
        return ""
    low, high = min(v for _, v in known), max(v for _, v in known)
    span = (high - low) or Decimal(1)
    step = Decimal(WIDTH - 6) / (len(values) - 1)
    points = [
        (3 + step * place, HEIGHT - 3 - (value - low) * (HEIGHT - 6) / span)
        for place, value in known
    ]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" style="max-width:100%" width="{}" height="{}" '
        'aria-hidden="true">'
        '<polyline points="{}" fill="none" stroke="currentColor" stroke-width="1.5"/>'
        '<circle cx="{}" cy="{}" r="2.5" fill="currentColor"/></svg>',
        WIDTH, HEIGHT, WIDTH, HEIGHT, path, f"{points[-1][0]:.1f}", f"{points[-1][1]:.1f}",
    )  # fmt: skip
