"""Service tiers as the house starts with them (DOMAIN §2)."""

from typing import Any

TIERS = (
    ("World Class", 10, "20000", "#17506b",
     "The most valuable and strategic accounts: income, but also complexity, growth and loyalty."),
    ("Preferred", 20, "7500", "#176b46", "Solid accounts with room to grow."),
    ("Standard", 30, None, "#7a5200",
     "Small commercial: under $7,500 of commission; standardized service."),
)  # fmt: skip


def load(apps: Any) -> None:
    """Put the tiers into the database where they are missing."""
    model = apps.get_model("accounts", "Tier")
    for name, rank, revenue, color, criteria in TIERS:
        model.objects.get_or_create(
            name=name,
            defaults={
                "rank": rank, "criteria": criteria, "min_revenue": revenue, "color": color,
            },
        )  # fmt: skip
