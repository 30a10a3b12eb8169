"""Whether loss runs are still current; pure."""

from datetime import date


def is_stale(valued_on: date | None, stale_days: int | None, on: date) -> bool:
    """Whether loss runs valued on that day are older on `on` than markets accept.

    A day of that many days exactly is still current. Without a rule nothing is stale.
    """
    if valued_on is None or stale_days is None:
        return False
    return (on - valued_on).days > stale_days
