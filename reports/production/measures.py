"""A month's measures beside its sums (DOMAIN §6.1)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from config.lib.dates import add_months
from config.lib.money import ZERO
from reports.production.fresh import FRESH
from reports.production.querysets import nested
from reports.production.renewed import HOW, Renewed, changed
from reports.production.retention import Retained, retained
from reports.production.rules import NOTHING, Sums, change
from reports.production.tally import Tally

SPANS = ("month", "ytd", "prior_year")


@dataclass(frozen=True)
class Measures:
    """A month's measures beside its sums."""

    retained: tuple[Retained, ...]
    fresh: dict[str, dict[str, Sums]]
    how: dict[str, Sums]
    renewed: Renewed
    organic: tuple[Decimal, Decimal]

    @property
    def organic_percent(self) -> Decimal | None:
        return change(*self.organic)


def measures(tally: Tally, month: date) -> Measures:
    """The measures of `month`, from its tally."""
    return Measures(
        retained=retained(tally, month),
        fresh={
            what: {span: tally.get(("fresh", what, span), NOTHING) for span in SPANS}
            for what in FRESH
        },
        how={how: tally.get(("how", how), NOTHING) for how in HOW},
        renewed=changed(tally),
        organic=_organic(tally, month),
    )


def _organic(tally: Tally, month: date) -> tuple[Decimal, Decimal]:
    """Commission of the year to date, and of the same months a year ago."""
    made = nested(tally, "made").by_month
    january = month.replace(month=1)
    sums = [
        sum(
            (
                sums.commission
                for each, kinds in made.items()
                if add_months(january, -back) <= each <= add_months(month, -back)
                for sums in kinds.values()
            ),
            ZERO,
        )
        for back in (0, 12)
    ]
    return sums[0], sums[1]
