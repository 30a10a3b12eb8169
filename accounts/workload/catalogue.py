"""Hours that work usually takes, to begin with; the house measures and corrects them."""

from datetime import date
from typing import Any

HOURS = (
    ("order", "", "1.00"), ("order", "certificate", "0.25"), ("order", "certificate-batch", "3.00"),
    ("order", "auto-id", "0.25"), ("order", "binder", "1.00"), ("order", "submission", "6.00"),
    ("order", "proposal", "5.00"), ("order", "application", "3.00"), ("order", "audit", "4.00"),
    ("order", "policy-check", "2.00"), ("order", "summary", "2.00"),
    ("order", "contract-review", "1.50"), ("order", "loss-runs", "0.50"),
    ("follow_up", "", "0.25"), ("commitment", "", "1.00"), ("commitment", "STEW", "8.00"),
    ("commitment", "PRM", "4.00"), ("commitment", "PROP", "6.00"), ("commitment", "MID", "3.00"),
    ("commitment", "COW", "3.00"), ("commitment", "CLM3", "2.00"), ("commitment", "CLM6", "2.00"),
    ("commitment", "CLM9", "2.00"), ("commitment", "CALL", "0.25"), ("commitment", "COI", "0.25"),
)  # fmt: skip


def load(apps: Any) -> None:
    """Put the hours into the database where there are none."""
    model = apps.get_model("accounts", "WorkWeight")
    if not model.objects.exists():
        for kind, code, hours in HOURS:
            model.objects.create(kind=kind, code=code, hours=hours, from_on=date(2020, 1, 1))
