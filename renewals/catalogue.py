"""What the app starts with, from its subjects."""

from typing import Any

from renewals.clocks import catalogue as clocks
from renewals.expirations import catalogue as expirations
from renewals.marketing import catalogue as marketing
from renewals.placements import catalogue as placements


def load(apps: Any) -> None:
    """Put the rows of all subjects into the database where they are missing."""
    expirations.load(apps)
    clocks.load(apps)
    placements.load(apps)
    marketing.load(apps)
