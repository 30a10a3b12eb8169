"""What coverages of the main lines say (DOMAIN §4.1): code, label, kind, required."""

from typing import Any

Fields = tuple[tuple[str, str, str, bool], ...]
_MADE: Fields = (
    ("claim", "Each claim", "limit", True),
    ("aggregate", "Aggregate", "limit", True),
    ("retention", "Retention", "retention", False),
    ("retro_date", "Retroactive date", "date", False),
)
FIELDS: dict[str, Fields] = {
    "CGL": (
        ("each_occurrence", "Each occurrence", "limit", True),
        ("general_aggregate", "General aggregate", "limit", True),
        ("products_aggregate", "Products and completed operations aggregate", "limit", False),
        ("personal_injury", "Personal and advertising injury", "limit", False),
        ("premises_rented", "Damage to premises rented to you", "limit", False),
        ("medical", "Medical expense", "limit", False),
        ("deductible", "Deductible", "deductible", False),
        ("claims_made", "Claims-made", "yes_no", False),
        ("retro_date", "Retroactive date", "date", False),
        ("basis", "Rating basis", "basis", False),
    ),
    "PROP": (
        ("building", "Building", "limit", False),
        ("contents", "Business personal property", "limit", False),
        ("income", "Business income", "limit", False),
        ("deductible", "Deductible", "deductible", True),
        ("valuation", "Valuation", "text", False),
        ("coinsurance", "Coinsurance", "text", False),
    ),
    "BOP": (
        ("each_occurrence", "Each occurrence", "limit", True),
        ("general_aggregate", "General aggregate", "limit", False),
        ("contents", "Business personal property", "limit", False),
        ("deductible", "Deductible", "deductible", False),
    ),
    "AUTOB": (
        ("combined_single", "Combined single limit", "limit", True),
        ("symbols", "Covered auto symbols", "text", False),
        ("uninsured", "Uninsured motorists", "limit", False),
        ("comprehensive", "Comprehensive", "deductible", False),
        ("collision", "Collision", "deductible", False),
        ("hired", "Hired and non-owned", "yes_no", False),
    ),
    "WORK": (
        ("each_accident", "Employers liability, each accident", "limit", True),
        ("disease_policy", "Employers liability, disease, policy", "limit", True),
        ("disease_employee", "Employers liability, disease, employee", "limit", True),
        ("states", "States of item 3.A", "text", False),
        ("basis", "Rating basis", "basis", False),
    ),
    "UMBRC": (
        ("each_occurrence", "Each occurrence", "limit", True),
        ("aggregate", "Aggregate", "limit", True),
        ("retention", "Self-insured retention", "retention", False),
    ),
    "EXLIA": (
        ("each_occurrence", "Each occurrence", "limit", True),
        ("aggregate", "Aggregate", "limit", False),
    ),
    "EPLI": (*_MADE, ("third_party", "Third-party cover", "yes_no", False)),
    "CYBER": (*_MADE, ("business_interruption", "Business interruption", "limit", False)),
    "DO": (*_MADE, ("side_a", "Additional side A", "limit", False)),
    "EO": _MADE,
    "PL": _MADE,
    "FIDUC": _MADE,
    "CRIM": (
        ("employee_theft", "Employee theft", "limit", True),
        ("forgery", "Forgery or alteration", "limit", False),
        ("computer_fraud", "Computer and funds transfer fraud", "limit", False),
        ("deductible", "Deductible", "deductible", False),
    ),
    "INMRC": (
        ("scheduled", "Scheduled property", "limit", False),
        ("unscheduled", "Unscheduled property", "limit", False),
        ("deductible", "Deductible", "deductible", False),
    ),
    "GARAG": (
        ("each_accident", "Garage operations, each accident", "limit", True),
        ("aggregate", "Garage operations, aggregate", "limit", False),
        ("garagekeepers", "Garagekeepers", "limit", False),
        ("symbols", "Covered auto symbols", "text", False),
        ("deductible", "Deductible", "deductible", False),
    ),
    "TRUCK": (
        ("combined_single", "Combined single limit", "limit", True),
        ("symbols", "Covered auto symbols", "text", False),
        ("uninsured", "Uninsured motorists", "limit", False),
        ("comprehensive", "Comprehensive", "deductible", False),
        ("collision", "Collision", "deductible", False),
    ),
    "CARGO": (
        ("any_vehicle", "Any one vehicle", "limit", True),
        ("any_loss", "Any one loss", "limit", False),
        ("deductible", "Deductible", "deductible", False),
    ),
    "CEQFL": (
        ("scheduled", "Scheduled equipment", "limit", False),
        ("rented", "Equipment rented from others", "limit", False),
        ("deductible", "Deductible", "deductible", False),
    ),
    "OCMRC": (
        ("any_conveyance", "Any one conveyance", "limit", True),
        ("deductible", "Deductible", "deductible", False),
    ),
    "BLDRK": (
        ("completed_value", "Completed value", "limit", True),
        ("soft_costs", "Soft costs", "limit", False),
        ("deductible", "Deductible", "deductible", False),
    ),
    "EQ": (
        ("each_occurrence", "Each occurrence", "limit", True),
        ("aggregate", "Aggregate", "limit", False),
        ("percent_deductible", "Deductible, percent of values", "text", False),
    ),
    "FLOOD": (
        ("building", "Building", "limit", False),
        ("contents", "Contents", "limit", False),
        ("deductible", "Deductible", "deductible", False),
    ),
    "TERR": (
        ("each_occurrence", "Each occurrence", "limit", True),
        ("deductible", "Deductible", "deductible", False),
    ),
    "BANDM": (
        ("any_breakdown", "Any one breakdown", "limit", True),
        ("deductible", "Deductible", "deductible", False),
    ),
    "MMAL": _MADE,
    "LL": (
        ("each_cause", "Each common cause", "limit", True),
        ("aggregate", "Aggregate", "limit", False),
    ),
    "POLL": (
        ("each_condition", "Each pollution condition", "limit", True),
        ("aggregate", "Aggregate", "limit", False),
        ("retention", "Retention", "retention", False),
        ("retro_date", "Retroactive date", "date", False),
    ),
    "PRODL": (
        ("each_occurrence", "Each occurrence", "limit", True),
        ("aggregate", "Aggregate", "limit", True),
        ("deductible", "Deductible", "deductible", False),
    ),
    "SURE": (("penal_sum", "Penal sum", "limit", True),),
    "LBOND": (("penal_sum", "Penal sum", "limit", True),),
}


def load(apps: Any) -> None:
    """Put the fields into the database where they are missing; the lines are there before."""
    field_model = apps.get_model("accounts", "CoverageField")
    lines = {line.code: line for line in apps.get_model("accounts", "LineOfBusiness").objects.all()}
    known = set(field_model.objects.values_list("line_id", "code"))
    field_model.objects.bulk_create(
        field_model(
            line=lines[line], code=code, label=label, kind=kind, required=required, order=order
        )
        for line, fields in FIELDS.items()
        for order, (code, label, kind, required) in enumerate(fields)
        if (lines[line].pk, code) not in known
    )
