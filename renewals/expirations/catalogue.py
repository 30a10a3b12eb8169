"""When executives are told of an expiration, to begin with (DOMAIN §7)."""

from datetime import date
from typing import Any

DAYS = (120, 90, 60, 30)


def load(apps: Any) -> None:
    """Put the alert rules into the database where there are none."""
    model = apps.get_model("renewals", "AlertRule")
    if not model.objects.exists():
        for days in DAYS:
            model.objects.create(
                days_before=days, from_on=date(2020, 1, 1), note="Default of the house"
            )
