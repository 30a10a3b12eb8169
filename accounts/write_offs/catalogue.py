"""Who writes off how much, to begin with (DOMAIN §8.2: small balances up to $10)."""

from datetime import date
from decimal import Decimal
from typing import Any

LIMITS = {
    "account_executive": ("0", "0"),
    "accounting": ("10", "0"),
    "manager": ("10", "1000"),
    "director": ("10", "10000"),
    "principal": ("10", "1000000"),
}


def load(apps: Any) -> None:
    """Put the limits into the database where there are none."""
    model = apps.get_model("accounts", "WriteOffLimit")
    if not model.objects.exists():
        for role, (alone, approves) in LIMITS.items():
            model.objects.create(
                role=role,
                alone=Decimal(alone),
                approves=Decimal(approves),
                from_on=date(2020, 1, 1),
                note="Default of the house",
            )
