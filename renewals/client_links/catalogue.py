"""The reminders the house starts with (DOMAIN §9.1: follow-up after 10 to 14 days)."""

from datetime import date
from typing import Any

SINCE = date(2020, 1, 1)
RULES = (
    ("First reminder", "asked", 10, "DOMAIN §9.1: follow-up after 10 to 14 days"),
    ("Second reminder", "asked", 17, "A week after the first"),
    ("Before the day", "due", 3, "Three days before it is wanted"),
)


def load(apps: Any) -> None:
    """Put the reminders into the database where there is none of their name."""
    model = apps.get_model("renewals", "ChaserRule")
    for name, basis, days, note in RULES:
        if not model.objects.filter(name=name).exists():
            model.objects.create(name=name, basis=basis, days=days, note=note, from_on=SINCE)
