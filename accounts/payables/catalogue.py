"""The numbers that paying on goes by, to begin with."""

from datetime import date
from typing import Any

NUMBERS = (
    ("tax", 15, "Default of the house; enter the day your filing states"),
    ("stamping", 15, "Default of the house; enter the day the stamping office states"),
    ("warn", 5, "Default of the house"),
)


def load(apps: Any) -> None:
    """Put the rules into the database where there are none."""
    model = apps.get_model("accounts", "PaymentRule")
    if not model.objects.exists():
        for code, value, note in NUMBERS:
            model.objects.create(code=code, value=value, from_on=date(2020, 1, 1), note=note)
