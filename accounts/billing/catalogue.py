"""Rates, rules and schemes of billing as the house starts with them (DOMAIN §4.4, 4.5, 8.4)."""

from datetime import date
from decimal import Decimal
from typing import Any

SINCE = date(2000, 1, 1)
FIRST_KNOWN = date(2007, 1, 1)
BULLETIN_1429 = "SLA Bulletin 1429; SLA stamping fee rules"

# Percent, from, until (first day without it), source. Nothing is known of 2011 and 2012.
STAMPING_FEE: tuple[tuple[str, date, date | None, str], ...] = (
    ("0.125", FIRST_KNOWN, date(2009, 1, 1), "SLA notice 2007"),
    ("0.225", date(2009, 1, 1), date(2010, 2, 1), "Insurance Journal 2009"),
    ("0.25", date(2010, 2, 1), date(2011, 1, 1), "Insurance Journal 2010"),
    ("0.20", date(2013, 1, 1), date(2020, 1, 1), "Surplus lines guide"),
    ("0.25", date(2020, 1, 1), date(2023, 1, 1), "SLA notice 2020"),
    ("0.18", date(2023, 1, 1), None, BULLETIN_1429),
)
RULES: dict[str, tuple[str, str]] = {
    "payment_days": ("20", "House rule"),
    "installment_charge": ("10", "House rule"),
    "statement_dollars": ("1", "House rule"),
    "statement_percent": ("1", "House rule"),
}
# Code, parts, months between them (payment plans seen in agency data).
SCHEMES = (("FULL", 1, 1), ("2-PAY", 2, 6), ("4-PAY", 4, 3), ("6-PAY", 6, 2), ("12-PAY", 12, 1))


def load(apps: Any) -> None:
    """Put rates, rules and schemes into the database where there are none."""
    taxes = apps.get_model("accounts", "TaxFeeRule").objects
    if not taxes.exists():
        shared = {"state": "CA", "base": "carrier_fees", "date_basis": "policy"}
        taxes.create(
            code="surplus_tax", rate=Decimal("3"), from_on=FIRST_KNOWN, **shared,
            source="California surplus lines tax; SLA and broker guides",
            note="The sources name no first day; this is the first day of the known stamping fees",
        )  # fmt: skip
        for rate, from_on, until_on, source in STAMPING_FEE:
            taxes.create(
                code="stamping_fee", rate=Decimal(rate), from_on=from_on, until_on=until_on,
                source=source, **shared,
            )  # fmt: skip
    rules = apps.get_model("accounts", "BillingRule").objects
    for code, (value, source) in RULES.items():
        if not rules.filter(code=code).exists():
            rules.create(code=code, value=Decimal(value), from_on=SINCE, source=source)
    schemes = apps.get_model("accounts", "PaymentScheme").objects
    if not schemes.exists():
        for code, parts, months in SCHEMES:
            schemes.create(code=code, parts=parts, months_apart=months)
