"""The rule of loss runs that the house starts with (DOMAIN §9.3)."""

from datetime import date
from typing import Any

SINCE = date(2020, 1, 1)


def load(apps: Any) -> None:
    """Put the rule into the database where there is none."""
    rules = apps.get_model("accounts", "LossRunRule")
    if not rules.objects.exists():
        rules.objects.create(
            from_on=SINCE, stale_days=90, years=5, source="DOMAIN §9.3; practice of markets",
            note="Loss runs valued earlier are ordered anew before submissions leave.",
        )  # fmt: skip
