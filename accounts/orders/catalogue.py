"""Kinds of orders with their usual turnaround, what they must say and the steps they go through
(DOMAIN §12), bundles, and how much a desk holds: what the house starts with."""

from datetime import date
from typing import Any

from accounts.orders.questions import CHECKLISTS, QUESTIONS

DAY = 8
# code, name, turnaround in business hours, licensed work, hint, minutes at the desk, chase days
TYPES: tuple[tuple[str, str, int, bool, str, int, int | None], ...] = (
    ("certificate", "Certificate for a new holder", DAY, False, "Holder, wording, lines", 20, None),
    ("certificate-batch", "Certificates at renewal", 2 * DAY, False, "List of holders", 90, None),
    ("auto-id", "Auto ID cards", DAY, False, "Vehicles", 15, None),
    ("endorsement", "Endorsement request to carrier", DAY, False, "Change, effective date", 30, 10),
    ("schedule-change", "Add or delete vehicle, driver, location", DAY, False, "Schedule data",
     30, 10),
    ("binder", "Issue binder", 4, True, "Bound terms", 45, None),
    ("binder-extension", "Extend binder", DAY, True, "Reason", 20, 5),
    ("invoice", "Invoice", 2 * DAY, False, "Transaction", 20, None),
    ("loss-runs", "Order loss runs", DAY, False, "Lines, years, valuation date", 30, 10),
    ("mvr", "Order MVRs", 2 * DAY, False, "Drivers, consent", 30, 3),
    ("application", "Prepare application", 3 * DAY, True, "Exposures", 120, None),
    ("submission", "Submission package", 5 * DAY, True, "Markets", 180, None),
    ("proposal", "Build proposal", 3 * DAY, True, "Chosen quotes", 180, None),
    ("summary", "Update summary of insurance", 3 * DAY, False, "As-of date", 60, None),
    ("policy-check", "Check policy", 5 * DAY, True, "Policy, binder", 90, None),
    ("policy-delivery", "Deliver policy", 2 * DAY, False, "Method", 20, None),
    ("policy-correction", "Request policy correction", DAY, False, "Discrepancies", 30, 5),
    ("audit", "Handle audit", 5 * DAY, True, "Audit, records", 120, 10),
    ("cancellation", "Cancellation request", DAY, True, "Method, date, signed release", 30, 5),
    ("reinstatement", "Reinstatement", 4, True, "Payment proof, no-loss letter", 30, 2),
    ("claim", "Report claim", 4, True, "Facts of the loss", 45, 2),
    ("contract-review", "Contract review", 3 * DAY, True, "Contract pages", 90, None),
    ("surplus-forms", "Surplus lines forms", 2 * DAY, True, "Signature", 45, None),
    ("finance", "Premium finance agreement", 2 * DAY, False, "Terms", 30, None),
    ("bor", "Process broker of record letter", DAY, True, "Letter, lines", 30, 5),
    ("balance", "Account balance or refund", DAY, False, "Items", 30, None),
    ("vendor", "OFAC, W-9, vendor set-up", DAY, False, "Form", 20, None),
)  # fmt: skip
# code, name, then either a kind of order or the words and days of a follow-up
BUNDLES: tuple[tuple[str, str, tuple[Any, ...]], ...] = (
    (
        "renewal-bind",
        "Renewal bind bundle",
        ("binder", "invoice", "certificate-batch", "auto-id"),
    ),
    (
        "new-client",
        "New client bundle",
        ("vendor", "summary", "certificate", ("Are the policies delivered?", 30)),
    ),
)
DESKS = {"client_administrator": 40, "client_manager": 40, "marketing": 60, "risk_loss": 40}


def load(apps: Any) -> None:
    """Put the kinds of orders and what belongs to them into the database where missing."""
    types = {}
    for code, name, hours, licensed, hint, minutes, chase in TYPES:
        types[code], is_new = apps.get_model("accounts", "OrderType").objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "turnaround_hours": hours,
                "licensed_only": licensed,
                "hint": hint,
                "effort_minutes": minutes,
                "chase_days": chase,
            },
        )
        if is_new or not types[code].checklist.exists():
            _load_lists(apps, types[code])
    _load_bundles(apps, types)
    limits = apps.get_model("accounts", "DeskLimit")
    if not limits.objects.exists():
        for role, hours in DESKS.items():
            limits.objects.create(
                role=role, hours=hours, from_on=date(2020, 1, 1), note="Default of the house"
            )


def _load_lists(apps: Any, kind: Any) -> None:
    inputs = apps.get_model("accounts", "OrderInput")
    items = apps.get_model("accounts", "ChecklistItem")
    inputs.objects.bulk_create(
        [
            inputs(type=kind, code=code, label=label, kind=form, required=required,
                   choices=choices, rank=rank)
            for rank, (code, label, form, required, choices) in enumerate(QUESTIONS[kind.code])
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    items.objects.bulk_create(
        [
            items(type=kind, label=label, required=required, evidence=evidence, rank=rank)
            for rank, (label, required, evidence) in enumerate(CHECKLISTS[kind.code])
        ],
        ignore_conflicts=True,
    )


def _load_bundles(apps: Any, types: dict[str, Any]) -> None:
    bundles = apps.get_model("accounts", "OrderBundle")
    for code, name, items in BUNDLES:
        bundle, is_new = bundles.objects.get_or_create(code=code, defaults={"name": name})
        if not is_new:
            continue
        for rank, item in enumerate(items):
            if isinstance(item, str):
                bundle.items.create(type=types[item], rank=rank)
            else:
                bundle.items.create(follow_up=item[0], follow_up_days=item[1], rank=rank)
