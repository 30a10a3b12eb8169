"""The arithmetic of money held for others, with no database (DOMAIN §8.3, Ins. Code 1733–1734.5).

Of every invoice the house collects what is due to others (premium less commission, carrier fees,
surplus lines tax, stamping fee) and what is its own (commission, broker fees). What a client has
paid counts first for the others: commission is covered only once their part is.
"""

from decimal import Decimal

from config.lib.money import ZERO

SECTION = "Ins. Code §1734(b)"


def held(received: Decimal, due: Decimal, paid: Decimal) -> Decimal:
    """Dollars of one invoice that belong to others and must lie in trust.

    `received` from the client, `due` to others over the invoice's life, `paid` on to them.
    Return premium (`due` below zero) is held from when the carrier gave it until it reaches
    the client.
    """
    if due < 0:
        return max(ZERO, received - paid)
    return max(ZERO, min(received, due) - paid)


def position(received: Decimal, paid: Decimal, swept: Decimal) -> Decimal:
    """Client receipts less remittances and commission taken; below zero others' money was used."""
    return received - paid - swept


def covered(received: Decimal, due: Decimal, paid: Decimal, swept: Decimal) -> Decimal:
    """Dollars of commission and fees on one invoice that may be taken out of trust."""
    if due < 0:
        return ZERO
    return max(ZERO, received - max(due, paid) - swept)


def sweep_limit(covered: Decimal, surplus: Decimal, own: Decimal, advancing: Decimal) -> Decimal:
    """The most commission that may leave the trust account now, in dollars.

    `surplus` is what trust cash exceeds the money held for others by; `own` is the house's own
    money in it, and `advancing` what carriers are due before clients have paid: both stay.
    """
    return max(ZERO, min(covered, surplus - own - advancing))
