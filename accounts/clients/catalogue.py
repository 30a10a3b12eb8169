"""Service tiers as the house starts with them (DOMAIN §2)."""

from typing import Any

TIERS = (("World Class", 10), ("Preferred", 20), ("Standard", 30))


def load(apps: Any) -> None:
    """Put the tiers into the database where they are missing."""
    model = apps.get_model("accounts", "Tier")
    for name, rank in TIERS:
        model.objects.get_or_create(name=name, defaults={"rank": rank})
