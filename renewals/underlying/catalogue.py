"""The attachment points the house starts with: usual practice; the carrier's form governs."""

from datetime import date
from decimal import Decimal
from typing import Any

SINCE = date(2020, 1, 1)
SOURCE = "Usual practice; the umbrella’s form governs"
LEAST = {
    ("CGL", "each_occurrence"): 1_000_000,
    ("CGL", "general_aggregate"): 2_000_000,
    ("BOP", "each_occurrence"): 1_000_000,
    ("AUTOB", "combined_single"): 1_000_000,
    ("WORK", "each_accident"): 500_000,
}


def load(apps: Any) -> None:
    """Put the attachment points into the database where there are none."""
    rules = apps.get_model("renewals", "UnderlyingRule").objects
    if rules.exists():
        return
    fields = apps.get_model("accounts", "CoverageField").objects.filter(
        line__code__in={line for line, _ in LEAST}
    )
    for field in fields.select_related("line"):
        if minimum := LEAST.get((field.line.code, field.code)):
            rules.create(field=field, minimum=Decimal(minimum), from_on=SINCE, source=SOURCE)
