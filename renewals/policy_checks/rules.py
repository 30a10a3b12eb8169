"""Chasing and delivery, with no database."""

from collections.abc import Sequence
from datetime import date, timedelta


def due_steps(steps: Sequence[int], since: date, told: int, on: date) -> list[int]:
    """The steps, in days after `since`, that are due by `on` and lie after the step `told`."""
    return [days for days in sorted(steps) if told < days and since + timedelta(days=days) <= on]


def next_step(steps: Sequence[int], since: date, told: int) -> date | None:
    """The day of the first step after `told`; None when there is no further one."""
    left = [days for days in steps if days > told]
    return since + timedelta(days=min(left)) if left else None
