"""A month's measures beside its sums, put together and frozen (DOMAIN §6.1)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Sum

from config.lib.dates import add_months
from config.lib.money import ZERO
from reports.production.fresh import fresh
from reports.production.querysets import counted
from reports.production.renewed import Renewed, renewed
from reports.production.retention import Retained, cancellations, in_force
from reports.production.rules import Sums, change

if TYPE_CHECKING:
    from teams.people.models import User


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


def measures(user: "User", month: date, kinds: Mapping[date, Mapping[str, Sums]]) -> Measures:
    """The measures of `month`; `kinds` are its last thirteen months by transaction kind."""
    how, changed = renewed(user, month)
    return Measures(
        retained=(*in_force(user, month), cancellations(month, kinds)),
        fresh=fresh(user, month),
        how=how,
        renewed=changed,
        organic=_organic(user, month),
    )


def _organic(user: "User", month: date) -> tuple[Decimal, Decimal]:
    """Commission of the year to date, and of the same months a year ago."""
    january = month.replace(month=1)
    sums = [
        counted(user)
        .filter(counted_in__range=(add_months(january, -back), add_months(month, -back)))
        .aggregate(n=Sum("commission"))["n"]
        or ZERO
        for back in (0, 12)
    ]
    return sums[0], sums[1]


def freeze_measures(found: Measures) -> dict[str, Any]:
    """The measures as JSON, to be kept with the close."""
    return {
        "retained": [[r.label, r.of, *map(_text, (r.policies, r.premium, r.commission))]
                     for r in found.retained],
        "fresh": {what: {span: _plain(s) for span, s in spans.items()}
                  for what, spans in found.fresh.items()},
        "how": {how: _plain(sums) for how, sums in found.how.items()},
        "renewed": {k: v if isinstance(v, int) else str(v)
                    for k, v in asdict(found.renewed).items()},
        "organic": [str(amount) for amount in found.organic],
    }  # fmt: skip


def thaw_measures(kept: dict[str, Any]) -> Measures:
    """The measures that `freeze_measures` kept."""
    changed: dict[str, Any] = {
        name: value if isinstance(value, int) else Decimal(value)
        for name, value in kept["renewed"].items()
    }
    return Measures(
        retained=tuple(
            Retained(label, of, *(Decimal(v) if v is not None else None for v in values))
            for label, of, *values in kept["retained"]
        ),
        fresh={what: {span: _sums(s) for span, s in spans.items()}
               for what, spans in kept["fresh"].items()},
        how={how: _sums(s) for how, s in kept["how"].items()},
        renewed=Renewed(**changed),
        organic=(Decimal(kept["organic"][0]), Decimal(kept["organic"][1])),
    )  # fmt: skip


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _plain(sums: Sums) -> list[Any]:
    return [sums.count, str(sums.premium), str(sums.commission)]


def _sums(kept: list[Any]) -> Sums:
    return Sums(kept[0], Decimal(kept[1]), Decimal(kept[2]))
