"""The rules of marketing and the reasons of declinations that the house starts with."""

from datetime import date
from decimal import Decimal
from typing import Any

SINCE = date(2020, 1, 1)
# Code: number, grade, source.
RULES: dict[str, tuple[str | None, str, str]] = {
    "declinations": ("3", "", "Usual count of a diligent search; SLA Bulletin 1518"),
    "no_answer": ("5", "", "House rule"),
    "warning": ("10", "", "House rule; published triggers are 8 and 15 percent"),
    "filing": ("60", "", "CIC 1763 as usually read; one guide says 30"),
    "rating": (None, "A-", "House rule"),
}
REASONS = {
    "class": "Class of business not written",
    "losses": "Loss experience",
    "territory": "Territory or catastrophe exposure",
    "size": "Too small or too large for the market",
    "price": "Cannot meet the price or terms",
    "capacity": "No capacity for the limits",
    "information": "Information missing or late",
    "taken": "Another broker has the market",
    "other": "Another reason, in words",
}


def load(apps: Any) -> None:
    """Put rules and reasons into the database where they are missing."""
    rules = apps.get_model("renewals", "MarketRule").objects
    for code, (value, grade, source) in RULES.items():
        if not rules.filter(code=code).exists():
            rules.create(
                code=code, value=value and Decimal(value), grade=grade, from_on=SINCE,
                source=source,
            )  # fmt: skip
    reasons = apps.get_model("renewals", "DeclineReason").objects
    known = set(reasons.values_list("code", flat=True))
    for code, name in REASONS.items():
        if code not in known:
            reasons.create(code=code, name=name)
