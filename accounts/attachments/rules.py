"""Arithmetic about files."""

from datetime import date

LOSS_RUN_DAYS = 90


def is_stale(valued_on: date | None, today: date) -> bool:
    """Whether a loss run valued on this day is older than the 90 days markets accept."""
    return valued_on is not None and (today - valued_on).days > LOSS_RUN_DAYS
