"""What the premium of a line is measured against: usual practice of rating."""

from accounts.schedules.models import ExposureKind

# Line code → the measure, per how much of it a rate is stated, and that in words.
BASES = {
    "CGL": (ExposureKind.REVENUE, 1000, "$1,000 of revenue"),
    "WORK": (ExposureKind.PAYROLL, 100, "$100 of payroll"),
    "AUTOB": (ExposureKind.VEHICLES, 1, "vehicle"),
    "TRUCK": (ExposureKind.VEHICLES, 1, "vehicle"),
    "PROP": (ExposureKind.INSURED_VALUE, 100, "$100 of insured value"),
    "CPKGE": (ExposureKind.REVENUE, 1000, "$1,000 of revenue"),
    "BOP": (ExposureKind.REVENUE, 1000, "$1,000 of revenue"),
    "PRODL": (ExposureKind.REVENUE, 1000, "$1,000 of revenue"),
    "UMBRC": (ExposureKind.REVENUE, 1000, "$1,000 of revenue"),
    "CYBER": (ExposureKind.REVENUE, 1000, "$1,000 of revenue"),
    "EO": (ExposureKind.REVENUE, 1000, "$1,000 of revenue"),
    "EPLI": (ExposureKind.HEADCOUNT, 1, "employee"),
}
