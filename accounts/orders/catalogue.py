"""Kinds of orders and their usual turnaround in business hours (DOMAIN §12)."""

from typing import Any

DAY = 8
TYPES: tuple[tuple[str, str, int, bool, str], ...] = (
    ("certificate", "Certificate for a new holder", DAY, False, "Holder, wording, lines"),
    ("certificate-batch", "Certificates at renewal", 2 * DAY, False, "List of holders"),
    ("auto-id", "Auto ID cards", DAY, False, "Vehicles"),
    ("endorsement", "Endorsement request to carrier", DAY, False, "Change, effective date"),
    ("schedule-change", "Add or delete vehicle, driver, location", DAY, False, "Schedule data"),
    ("binder", "Issue binder", 4, True, "Bound terms"),
    ("binder-extension", "Extend binder", DAY, True, "Reason"),
    ("invoice", "Invoice", 2 * DAY, False, "Transaction"),
    ("loss-runs", "Order loss runs", DAY, False, "Lines, years, valuation date"),
    ("mvr", "Order MVRs", 2 * DAY, False, "Drivers, consent"),
    ("application", "Prepare application", 3 * DAY, True, "Exposures"),
    ("submission", "Submission package", 5 * DAY, True, "Markets"),
    ("proposal", "Build proposal", 3 * DAY, True, "Chosen quotes"),
    ("summary", "Update summary of insurance", 3 * DAY, False, "As-of date"),
    ("policy-check", "Check policy", 5 * DAY, True, "Policy, binder"),
    ("policy-delivery", "Deliver policy", 2 * DAY, False, "Method"),
    ("policy-correction", "Request policy correction", DAY, False, "Discrepancies"),
    ("audit", "Handle audit", 5 * DAY, True, "Audit, records"),
    ("cancellation", "Cancellation request", DAY, True, "Method, date, signed release"),
    ("reinstatement", "Reinstatement", 4, True, "Payment proof, no-loss letter"),
    ("claim", "Report claim", 4, True, "Facts of the loss"),
    ("contract-review", "Contract review", 3 * DAY, True, "Contract pages"),
    ("surplus-forms", "Surplus lines forms", 2 * DAY, True, "Signature"),
    ("finance", "Premium finance agreement", 2 * DAY, False, "Terms"),
    ("bor", "Process broker of record letter", DAY, True, "Letter, lines"),
    ("balance", "Account balance or refund", DAY, False, "Items"),
    ("vendor", "OFAC, W-9, vendor set-up", DAY, False, "Form"),
)


def load(apps: Any) -> None:
    """Put the order types into the database where they are missing."""
    model = apps.get_model("accounts", "OrderType")
    for code, name, hours, licensed, hint in TYPES:
        model.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "turnaround_hours": hours,
                "licensed_only": licensed,
                "hint": hint,
            },
        )
