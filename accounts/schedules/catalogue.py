"""What premiums are measured against to begin with: usual practice of rating."""

from typing import Any

# Line code → the measure, and per how much of it a rate is stated.
BASES = {
    "CGL": ("revenue", 1000),
    "WORK": ("payroll", 100),
    "AUTOB": ("vehicles", 1),
    "TRUCK": ("vehicles", 1),
    "PROP": ("insured_value", 100),
    "CPKGE": ("revenue", 1000),
    "BOP": ("revenue", 1000),
    "PRODL": ("revenue", 1000),
    "UMBRC": ("revenue", 1000),
    "CYBER": ("revenue", 1000),
    "EO": ("revenue", 1000),
    "EPLI": ("headcount", 1),
}


def load(apps: Any) -> None:
    """Put the bases into the database while none is there."""
    bases = apps.get_model("accounts", "ExposureBasis").objects
    if bases.exists():
        return
    for line in apps.get_model("accounts", "LineOfBusiness").objects.filter(code__in=BASES):
        measure, per = BASES[line.code]
        bases.create(line=line, measure=measure, per=per)
