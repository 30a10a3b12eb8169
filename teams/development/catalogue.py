"""Education rules, designations and alert days, to begin with (DOMAIN §13)."""

from datetime import date
from typing import Any

RULES = (
    (
        "Property and casualty broker-agent", 24, 3,
        "California Department of Insurance: 24 hours in a two-year term, 3 of them ethics",
    ),
)  # fmt: skip
KINDS = (
    ("CIC", "Certified Insurance Counselor", True, "Yearly update, in each person’s own month"),
    ("CISR", "Certified Insurance Service Representative", False, ""),
    ("CRM", "Certified Risk Manager", False, ""),
    ("CPCU", "Chartered Property Casualty Underwriter", False, "No yearly exam"),
    ("ARM", "Associate in Risk Management", False, ""),
    ("AAI", "Accredited Adviser in Insurance", False, ""),
)
DAYS = (90, 60, 30)


def load(apps: Any) -> None:
    """Put rules, kinds and alert days into the database where there are none."""
    start = date(2020, 1, 1)
    rules = apps.get_model("teams", "EducationRule")
    if not rules.objects.exists():
        for kind, hours, ethics, source in RULES:
            rules.objects.create(
                kind=kind, hours=hours, ethics_hours=ethics, from_on=start, source=source
            )
    kinds = apps.get_model("teams", "DesignationKind")
    for code, name, yearly, note in KINDS:
        kinds.objects.get_or_create(
            code=code, defaults={"name": name, "yearly_update": yearly, "note": note}
        )
    alerts = apps.get_model("teams", "CredentialAlertRule")
    if not alerts.objects.exists():
        for days in DAYS:
            alerts.objects.create(days_before=days, from_on=start, note="Default of the house")
