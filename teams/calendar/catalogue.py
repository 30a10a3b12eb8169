"""Opening hours of the office, to begin with."""

from datetime import date, time
from typing import Any


def load(apps: Any) -> None:
    """Put the opening hours into the database where there are none."""
    model = apps.get_model("teams", "OfficeHours")
    if not model.objects.exists():
        model.objects.create(
            from_on=date(2020, 1, 1),
            opens_at=time(8, 30),
            closes_at=time(17, 0),
            cut_off_at=time(15, 0),
            note="Default of the house",
        )
