"""After how long declined coverages are offered again (DOMAIN §4.2)."""

from datetime import date
from typing import Any

SINCE = date(2020, 1, 1)
SEVERE = ["UMBRC", "EXLIA", "CYBER", "EPLI", "FLOOD", "XFLOD"]
RULES: tuple[tuple[list[str], int, str], ...] = (
    (SEVERE, 12, "Severe coverages and higher limits are offered at every renewal"),
    ([], 24, "Other coverages are offered every two to three years"),
)


def load(apps: Any) -> None:
    """Put the rules into the database where there are none."""
    rules = apps.get_model("renewals", "ReofferRule").objects
    if not rules.exists():
        for lines, months, source in RULES:
            rules.create(lines=lines, months=months, from_on=SINCE, source=source)
