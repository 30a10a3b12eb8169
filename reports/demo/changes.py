"""What transactions of the demo say besides their figures: who asked, why, by which method."""

from datetime import date
from decimal import Decimal
from typing import Any

from accounts.policies.rules import differs
from config.lib.money import cents
from reports.demo.plan import TermPlan

INSURED = ("price", "service", "coverage", "sold-closed", "moved-direct")
# What is changed on a policy in the middle of its term, by its line.
ON_VEHICLES = ("Vehicle added", "Vehicle replaced", "Driver added", "Vehicle taken off")
ON_PROPERTY = ("Building value raised", "Contents revalued", "Mortgagee changed", "Location added")
CHANGES = {
    "WORK": ("Payroll estimate changed", "Class added", "Officer excluded"),
    "PROP": ON_PROPERTY, "CPKGE": ON_PROPERTY, "BOP": ON_PROPERTY, "EQ": ON_PROPERTY,
    "AUTOB": ON_VEHICLES, "TRUCK": ON_VEHICLES, "GARAG": ON_VEHICLES, "CARGO": ON_VEHICLES,
    "CEQFL": ("Equipment added", "Equipment sold", "Rented equipment added"),
}  # fmt: skip
ON_LIABILITY = ("Limits raised", "Additional insured added", "Sales estimate changed",
                "Named insured added")  # fmt: skip
DOLLAR, PERCENT = Decimal(1), Decimal(1)


def endorsed(yearly: Decimal, remaining: Decimal, line: str) -> dict[str, Any]:
    """An endorsement; one in seven carriers bills another amount than the days say."""
    booked = cents(yearly * remaining)
    pick = int(abs(booked) * 100)
    changes = CHANGES.get(line, ON_LIABILITY)
    facts = {
        "description": changes[pick % len(changes)],
        "asked_by": "insured",
        "yearly_change": cents(yearly),
    }
    if pick % 7:
        return {**facts, "computed_premium": booked}
    computed = cents(booked * Decimal("0.96"))
    off = differs(computed, booked, DOLLAR, PERCENT)
    return {
        **facts, "computed_premium": computed, "stated_premium": booked, "off_tolerance": off,
        "carrier_reference": f"E-{pick % 90_000 + 10_000}",
    }  # fmt: skip


def cancelled(term: TermPlan, on: date, short_rate: bool, back: Decimal) -> dict[str, Any]:
    """A cancellation: flat on the first day, short rate when the insured asked, else pro rata."""
    pick = int(back * 100)
    if on == term.effective_on:
        method, who, why = "flat", "insured", "coverage"
    elif short_rate:
        method, who, why = "short_rate", "insured", INSURED[pick % len(INSURED)]
    else:
        method, who, why = "pro_rata", "carrier", "non-payment"
    return {"method": method, "asked_by": who, "reason": why, "computed_premium": -back}
