"""The arithmetic of the pipeline: hit ratios in percent, one place (DOMAIN §6.1)."""

from dataclasses import dataclass
from decimal import Decimal

from config.lib.money import ZERO, share

FORMULA = (
    "Hit ratio = won ÷ quoted, by count and by premium, of the opportunities decided in the "
    "period. Submission to quote = quoted ÷ submitted. What was lost before it was quoted is in "
    "neither ratio; it stands in a column of its own."
)


@dataclass(frozen=True)
class Hits:
    """What was decided in a period for one person, line, source or month."""

    label: str
    submitted: int = 0
    quoted: int = 0
    won: int = 0
    lost_unquoted: int = 0
    quoted_premium: Decimal = ZERO
    won_premium: Decimal = ZERO
    won_revenue: Decimal = ZERO
    query: str = ""

    @property
    def by_count(self) -> Decimal | None:
        return share(self.won, self.quoted)

    @property
    def by_premium(self) -> Decimal | None:
        return share(self.won_premium, self.quoted_premium)

    @property
    def to_quote(self) -> Decimal | None:
        return share(self.quoted, self.submitted)
