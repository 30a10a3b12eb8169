"""How long links, codes and visits last, and when reminders are due; pure."""

import hashlib
from datetime import date, timedelta

LINK_DAYS = 30
CODE_MINUTES = 15
CODE_TRIES = 5
CODES_AN_HOUR = 5
LOCK_MINUTES = 30
IDLE_MINUTES = 30
VISIT_HOURS = 4
MOST_FILES = 30
MOST_BYTES = 200 * 1024 * 1024


def digest_of(secret: str) -> str:
    """What is kept of a link's or a visit's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def reminder_day(basis: str, days: int, asked_on: date, due_on: date) -> date:
    """When a reminder is due: `days` after the request, or `days` before what is due."""
    return asked_on + timedelta(days) if basis == "asked" else due_on - timedelta(days)
