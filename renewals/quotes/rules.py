"""The arithmetic of a changed premium, with no database. Amounts are dollars, rates percent."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from config.lib.money import cents


@dataclass(frozen=True)
class Split:
    """Why a premium changed: by its exposure and by its rate; both sum to the change.

    `rate_percent` is (P1/E1)/(P0/E0) − 1, None where nothing can be compared.
    """

    change: Decimal
    exposure: Decimal
    rate: Decimal
    percent: Decimal | None
    rate_percent: Decimal | None


def share(new: Decimal, old: Decimal) -> Decimal | None:
    """By how many percent `new` differs from `old`, to a tenth; None without an old one."""
    if not old:
        return None
    return ((new / old - 1) * 100).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def split_change(
    old: Decimal, new: Decimal, old_exposure: Decimal | None, new_exposure: Decimal | None
) -> Split | None:
    """The change from premium `old` to `new`, split (DOMAIN §6.1).

    The exposure's effect is what the old rate asks of the change in exposure, to the cent; the
    rest is the rate's. None when an exposure is not known or is zero.
    """
    if not old_exposure or not new_exposure:
        return None
    change = new - old
    exposure = cents(old * (new_exposure - old_exposure) / old_exposure)
    rate_percent = share(new / new_exposure, old / old_exposure) if old else None
    return Split(change, exposure, change - exposure, share(new, old), rate_percent)
