"""What the demo's coverages say: limits, deductibles and terms that go with the client's size."""

from datetime import date
from decimal import Decimal
from typing import Any

M = 1_000_000
# Line → field → dollars or words; a triple is for standard, preferred and largest clients.
SAID: dict[str, dict[str, Any]] = {
    "CGL": {"each_occurrence": M, "general_aggregate": 2 * M, "products_aggregate": 2 * M,
            "personal_injury": M, "premises_rented": (100_000, 300_000, 500_000),
            "medical": (5_000, 10_000, 10_000), "deductible": (1_000, 5_000, 10_000),
            "claims_made": "No", "basis": "Revenue"},
    "PROP": {"deductible": (2_500, 5_000, 10_000), "valuation": "Replacement cost",
             "coinsurance": "90 %"},
    "BOP": {"each_occurrence": M, "general_aggregate": 2 * M, "deductible": (1_000, 1_000, 2_500)},
    "AUTOB": {"combined_single": M, "symbols": "Liability 1; physical damage 7 and 8",
              "uninsured": M, "comprehensive": (500, 1_000, 1_000),
              "collision": (1_000, 1_000, 2_500), "hired": "Yes"},
    "TRUCK": {"combined_single": M, "symbols": "Liability 67, 68, 71; physical damage 67",
              "uninsured": M, "comprehensive": 2_500, "collision": (2_500, 2_500, 5_000)},
    "GARAG": {"each_accident": M, "aggregate": 2 * M, "garagekeepers": (250_000, 500_000, M),
              "symbols": "Liability 21; garagekeepers 30", "deductible": (1_000, 2_500, 2_500)},
    "CARGO": {"any_vehicle": (100_000, 100_000, 250_000), "any_loss": (200_000, 500_000, M),
              "deductible": 2_500},
    "WORK": {"each_accident": M, "disease_policy": M, "disease_employee": M, "states": "California",
             "basis": "Payroll"},
    "UMBRC": {"each_occurrence": (M, 5 * M, 10 * M), "aggregate": (M, 5 * M, 10 * M),
              "retention": (0, 10_000, 10_000)},
    "EXLIA": {"each_occurrence": (2 * M, 5 * M, 10 * M), "aggregate": (2 * M, 5 * M, 10 * M)},
    "EPLI": {"claim": (M, M, 3 * M), "aggregate": (M, M, 3 * M),
             "retention": (10_000, 25_000, 50_000), "third_party": "Yes"},
    "CYBER": {"claim": (M, 2 * M, 5 * M), "aggregate": (M, 2 * M, 5 * M),
              "retention": (5_000, 10_000, 25_000), "business_interruption": (500_000, M, 2 * M)},
    "DO": {"claim": (M, 2 * M, 5 * M), "aggregate": (M, 2 * M, 5 * M),
           "retention": (10_000, 25_000, 50_000), "side_a": (0, M, M)},
    "EO": {"claim": (M, 2 * M, 2 * M), "aggregate": (2 * M, 2 * M, 4 * M),
           "retention": (10_000, 25_000, 50_000)},
    "PL": {"claim": M, "aggregate": 3 * M, "retention": (5_000, 10_000, 25_000)},
    "MMAL": {"claim": M, "aggregate": 3 * M, "retention": (0, 5_000, 10_000)},
    "FIDUC": {"claim": (500_000, M, 2 * M), "aggregate": (500_000, M, 2 * M), "retention": 5_000},
    "CRIM": {"employee_theft": (250_000, 500_000, M), "forgery": (100_000, 250_000, 500_000),
             "computer_fraud": (100_000, 250_000, 500_000), "deductible": (2_500, 5_000, 10_000)},
    "INMRC": {"scheduled": (50_000, 150_000, 400_000), "unscheduled": (10_000, 25_000, 50_000),
              "deductible": (500, 1_000, 1_000)},
    "CEQFL": {"scheduled": (150_000, 400_000, 1_200_000), "rented": (50_000, 100_000, 250_000),
              "deductible": (1_000, 2_500, 5_000)},
    "OCMRC": {"any_conveyance": (250_000, 500_000, M), "deductible": 5_000},
    "BLDRK": {"completed_value": (M, 3 * M, 8 * M), "soft_costs": (0, 200_000, 500_000),
              "deductible": 10_000},
    "EQ": {"each_occurrence": (2 * M, 5 * M, 10 * M), "aggregate": (2 * M, 5 * M, 10 * M),
           "percent_deductible": "10 % of the values of each building"},
    "FLOOD": {"building": 500_000, "contents": (100_000, 250_000, 500_000), "deductible": 5_000},
    "TERR": {"each_occurrence": (2 * M, 5 * M, 10 * M), "deductible": 10_000},
    "BANDM": {"any_breakdown": (2 * M, 5 * M, 10 * M), "deductible": 5_000},
    "LL": {"each_cause": M, "aggregate": (M, M, 2 * M)},
    "POLL": {"each_condition": (M, 2 * M, 5 * M), "aggregate": (M, 2 * M, 5 * M),
             "retention": (5_000, 10_000, 25_000)},
    "PRODL": {"each_occurrence": M, "aggregate": 2 * M, "deductible": (1_000, 5_000, 10_000)},
    "SURE": {"penal_sum": (250_000, M, 3 * M)},
    "LBOND": {"penal_sum": 25_000},
}  # fmt: skip
VALUES = {"building": Decimal(1_500_000), "contents": Decimal(250_000), "income": Decimal(300_000)}
SIZES = ("Standard", "Preferred", "World Class")
SINCE = 2010


def said(
    line: str, code: str, tier: str, values: dict[str, Decimal], client: int
) -> dict[str, Any] | None:
    """What a coverage of `line` says of the field `code`, as a detail keeps it; None: nothing.

    `values` are the sums of the client's locations, dollars. A retroactive date goes by the
    client, so that it stays the same from term to term.
    """
    if code == "retro_date":
        return None if line == "CGL" else {"day": date(SINCE + client % 12, 1, 1)}
    if (line == "PROP" and code in VALUES) or (line, code) == ("BOP", "contents"):
        return {"amount": values.get(code) or VALUES[code]}
    found = SAID.get(line, {}).get(code)
    if isinstance(found, tuple):
        found = found[SIZES.index(tier) if tier in SIZES else 0]
    if isinstance(found, str):
        return {"text": found}
    return {"amount": Decimal(found)} if found else None
