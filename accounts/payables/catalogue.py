"""The numbers that paying on goes by, to begin with."""

from datetime import date
from typing import Any

NUMBERS = (
    ("tax", 15, "Default of the house; enter the day your filing states"),
    ("stamping", 15, "Default of the house; enter the day the stamping office states"),
    ("warn", 5, "Default of the house"),
    ("refund", 15, "Default of the house; enter the days your counsel advises"),
)


def load(apps: Any) -> None:
    """Put the rules into the database where they are missing."""
    model = apps.get_model("accounts", "PaymentRule")
    known = set(model.objects.values_list("code", flat=True))
    for code, value, note in NUMBERS:
        if code not in known:
            model.objects.create(code=code, value=value, from_on=date(2020, 1, 1), note=note)
