"""The arithmetic of budgets: variance and forecast (DOMAIN §6.1)."""

from dataclasses import dataclass
from decimal import Decimal

from config.lib.money import cents


@dataclass(frozen=True)
class Variance:
    """What was booked against what was planned, in dollars."""

    actual: Decimal
    budget: Decimal

    @property
    def amount(self) -> Decimal:
        """Actual − budget, in dollars."""
        return self.actual - self.budget

    @property
    def percent(self) -> Decimal | None:
        """Variance ÷ budget in percent, one decimal; None where nothing was planned."""
        if not self.budget:
            return None
        return (self.amount * 100 / abs(self.budget)).quantize(Decimal("0.1"))


def forecast(
    booked: Decimal, due: Decimal, retention: Decimal | None, pipeline: Decimal = Decimal(0)
) -> Decimal | None:
    """What the year will come to, in dollars: booked to date + renewals still due × retention +
    what the weighted pipeline brings in it.

    `due` is what the terms that expire in the rest of the year bring today; `retention` is in
    percent. None when nothing has come up for renewal yet, so that no retention is known.
    """
    if retention is None:
        return None
    return booked + cents(due * retention / 100) + pipeline
