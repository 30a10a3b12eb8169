"""The trust position of each client's policy (DOMAIN §8.3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.trust.positions import Position, every
from config.lib.money import ZERO


@dataclass
class PolicyPosition:
    """What a client paid on a policy, what went on, and what must still lie in trust (dollars)."""

    client_id: int
    client: str
    term_id: int | None
    policy: str
    company: str
    received: Decimal = ZERO
    due: Decimal = ZERO
    paid: Decimal = ZERO
    swept: Decimal = ZERO
    held: Decimal = ZERO
    covered: Decimal = ZERO
    position: Decimal = ZERO


def by_policy(on: date) -> list[PolicyPosition]:
    """Every policy that money is held for, may be taken from, or was advanced for, as of `on`."""
    return summed(every(on))


def summed(positions: Iterable[Position]) -> list[PolicyPosition]:
    """Positions of invoices added up by client and policy."""
    rows: dict[tuple[int, int | None], PolicyPosition] = {}
    for p in positions:
        key = (p.client_id, p.term_id)
        row = rows.setdefault(
            key, PolicyPosition(p.client_id, p.client, p.term_id, p.policy, p.company)
        )
        for name in ("received", "due", "paid", "swept", "held", "covered", "position"):
            setattr(row, name, getattr(row, name) + getattr(p, name))
    return list(rows.values())
