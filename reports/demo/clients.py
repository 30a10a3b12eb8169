"""Thinking up clients: Californian businesses of all sizes."""

from datetime import timedelta
from decimal import Decimal
from random import Random

from reports.demo.plan import ClientPlan, Window
from reports.demo.trades import (
    CITIES,
    ENDINGS,
    FAMILIES,
    FIRST_WORDS,
    SECOND_WORDS,
    STREET_KINDS,
    STREETS,
    TRADES,
)

# Tier, percent of clients, size of premiums, lines bought.
TIERS = (
    ("World Class", 6, (2.6, 6.0), (5, 9)),
    ("Preferred", 24, (1.2, 2.2), (3, 6)),
    ("Standard", 70, (0.45, 1.1), (1, 4)),
)
# How a client pays, in percent of clients.
PAYERS = (("prompt", 78), ("slow", 16), ("poor", 6))


def think_up(index: int, seed: int, window: Window) -> ClientPlan:
    """Client number `index` of the book with this seed; the same whatever the book's size."""
    rng = Random(f"{seed}:{index}")
    trade = rng.choice(TRADES)
    tier = _drawn(rng, [(t[0], t[1]) for t in TIERS])
    sizes = next(t[2] for t in TIERS if t[0] == tier)
    is_new = rng.random() < 0.26
    days = (window.today - window.start).days
    since = (
        window.start + timedelta(days=rng.randrange(1, days - 5))
        if is_new
        else window.start - timedelta(days=rng.randrange(400, 4400))
    )
    name, dba = _name(rng, trade.words)
    return ClientPlan(
        index=index,
        rng=rng,
        trade=trade,
        tier=tier,
        name=name,
        dba=dba,
        since=since,
        is_new=is_new,
        scale=trade.size * rng.uniform(*sizes),
        payer=_drawn(rng, list(PAYERS)),
        fields=_address(rng, index, name) | {"naics": rng.choice(trade.naics)},
    )


def lines_wanted(plan: ClientPlan) -> list[str]:
    """The lines this client buys: the first of its trade always, the rest as its size allows."""
    low, high = next(t[3] for t in TIERS if t[0] == plan.tier)
    return list(plan.trade.lines[: plan.rng.randint(low, high)])


def _drawn(rng: Random, shares: list[tuple[str, int]]) -> str:
    return rng.choices([s[0] for s in shares], [s[1] for s in shares])[0]


def _name(rng: Random, words: tuple[str, ...]) -> tuple[str, str]:
    """The legal name, and for some the name they trade under."""
    word, ending = rng.choice(words), rng.choice(ENDINGS)
    fancy = f"{rng.choice(FIRST_WORDS)} {rng.choice(SECOND_WORDS)} {word}"
    kind = rng.random()
    if kind < 0.68:
        return f"{fancy} {ending}", ""
    families = rng.sample(FAMILIES, 2)
    if kind < 0.82:
        return f"{families[0]} {word} {ending}", ""
    if kind < 0.92:
        return f"{families[0]} & {families[1]} {word} {ending}", ""
    return f"{families[0]} Holdings {ending}", fancy


def _address(rng: Random, index: int, name: str) -> dict[str, str]:
    city, zip_code, area = rng.choice(CITIES)
    letters = "".join(c for c in name.upper() if c.isalpha())[:6]
    return {
        "code": f"{letters}{index + 1:04d}",
        "fein": f"{rng.randint(10, 98)}-{rng.randint(1_000_000, 9_999_999)}",
        "street": f"{rng.randint(2, 999) * 10 + rng.choice((0, 1, 5))} "
        f"{rng.choice(STREETS)} {rng.choice(STREET_KINDS)}",
        "city": city,
        "state": "CA",
        "zip": zip_code,
        "phone": f"({area}) 555-01{rng.randint(0, 99):02d}",
        "email": f"office@{letters.lower()}{index + 1}.example",
    }


def deposit(plan: ClientPlan, window: Window) -> None:
    """Money of the client that nobody has applied to an invoice yet."""
    on = window.today - timedelta(days=plan.rng.randint(2, 40))
    plan.unapplied.append((on, Decimal(plan.rng.randint(5, 90) * 50)))
