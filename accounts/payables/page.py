"""What the account current of a remittance shows: its items with gross, commission and net."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.ledger.models import PAYABLES
from accounts.payables.models import Remittance
from accounts.trust.positions import of_invoices
from config.lib.money import ZERO


def account_current(remittance: Remittance) -> list[dict[str, Any]]:
    """A row for each invoice, in the order chosen: its parts paid, and what was owed then."""
    lines: dict[int, dict[str, Any]] = {}
    for line in remittance.lines.all():
        row = lines.setdefault(
            line.invoice_id, {"owed": ZERO, "paid": ZERO} | dict.fromkeys(PAYABLES, ZERO)
        )
        row[line.account] += line.amount
        row["paid"] += line.amount
        row["owed"] += line.owed
    for invoice_id, position in of_invoices(list(lines), timezone.localdate()).items():
        row = lines[invoice_id]
        row["position"] = position
        row["gross"] = position.premium_payable + position.commission
        row["short"] = row["owed"] - row["paid"]
    return [row for row in lines.values() if "position" in row]


def totals(lines: list[dict[str, Any]]) -> dict[str, Decimal]:
    """Sums of the columns."""
    names = [*PAYABLES, "owed", "paid", "short", "gross"]
    found = {name: sum((row[name] for row in lines), ZERO) for name in names}
    found["commission"] = sum((row["position"].commission for row in lines), ZERO)
    return found
