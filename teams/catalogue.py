"""Everything the people's app starts with."""

from typing import Any

from teams.calendar import catalogue as calendar
from teams.development import catalogue as development


def load(apps: Any) -> None:
    """Load every catalogue of the app through the model registry `apps`; safe to repeat."""
    for subject in (calendar, development):
        subject.load(apps)
