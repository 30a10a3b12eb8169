"""The arithmetic of invoices: taxes, parts and due dates, with no database. Amounts are dollars."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from config.lib.dates import add_months
from config.lib.errors import DomainError
from config.lib.money import ZERO, percent_of, split

CARRIER_FEES = ("carrier_fee", "policy_fee")
BASES = {
    "premium": ("premium",),
    "carrier_fees": ("premium", *CARRIER_FEES),
    "all_fees": ("premium", *CARRIER_FEES, "broker_fee"),
}
NAMES = {"surplus_tax": "surplus lines tax", "stamping_fee": "stamping fee"}


@dataclass(frozen=True)
class Rate:
    """A tax or fee of a state: percent of its base, from a day until the first day without."""

    state: str
    code: str
    percent: Decimal
    base: str
    date_basis: str
    from_on: date
    until_on: date | None

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on `day`."""
        return self.from_on <= day and (self.until_on is None or day < self.until_on)


@dataclass(frozen=True)
class Dates:
    """The days that may decide a rate; `extends` marks an endorsement that extends the policy."""

    kind: str
    policy_on: date
    transaction_on: date
    invoice_on: date
    extends: bool = False

    def deciding(self, basis: str) -> date:
        """The day that picks the rate (SLA stamping fee rules, DOMAIN §4.5).

        New and renewal business: the policy's effective date. An extension endorsement: its own.
        Other endorsements, audits, installments and cancellations: that of the policy.
        """
        if basis == "invoice":
            return self.invoice_on
        if basis == "transaction" or (self.kind == "END" and self.extends):
            return self.transaction_on
        return self.policy_on


def rates_for(state: str, dates: Dates, table: Sequence[Rate]) -> dict[str, Rate]:
    """Tax or fee → rate for a surplus lines placement whose home state is `state`.

    The home state taxes all of the premium, wherever the risks are (NRRA; DOMAIN §4.5).
    Raises DomainError for a state or a day that no row covers: a rate is never guessed.
    """
    if not state:
        raise DomainError(
            "Surplus lines tax follows the insured’s home state: "
            "enter the state in the client’s profile, or choose it here.",
            "home_state",
        )
    found = {}
    for code, name in NAMES.items():
        rows = [r for r in table if r.state == state and r.code == code]
        if not rows:
            raise DomainError(
                f"No {name} of {state} is in the rate table. Accounting or the director "
                "adds the row with its source; nothing is guessed.",
                "home_state",
            )
        fitting = [r for r in rows if r.holds_on(dates.deciding(r.date_basis))]
        if not fitting:
            day = dates.deciding(rows[-1].date_basis)
            raise DomainError(
                f"The rate table has no {state} {name} for {day:%m/%d/%Y}. Accounting or the "
                "director adds the row with its source; nothing is guessed.",
                "home_state",
            )
        found[code] = fitting[-1]
    return found


def taxable(lines: Mapping[str, Decimal], base: str) -> Decimal:
    """Dollars of `lines` (kind → amount) on which a tax of that base is reckoned."""
    return sum((lines.get(kind, ZERO) for kind in BASES[base]), ZERO)


def taxes(lines: Mapping[str, Decimal], rates: Mapping[str, Rate]) -> dict[str, Decimal]:
    """Tax or fee → dollars, each rounded half-up to the cent; return premium gives it back."""
    return {
        code: percent_of(taxable(lines, rate.base), rate.percent) for code, rate in rates.items()
    }


LABELS = {
    **NAMES,
    "premium": "premium",
    "carrier_fee": "carrier fee",
    "policy_fee": "inspection or policy fee",
    "broker_fee": "broker fee",
}


def check_lines(premium: Decimal, commission: Decimal, lines: Mapping[str, Decimal]) -> None:
    """Raise DomainError unless every line has the sign of the premium and commission fits it.

    `premium` and `commission` are the transaction's. Return premium makes a credit memo, on
    which everything is given back; anything else is charged.
    """
    if commission and (commission * premium < 0 or abs(commission) > abs(premium)):
        raise DomainError(
            f"The transaction has {commission:,.2f} commission on {premium:,.2f} premium. "
            "Commission follows the premium and is never more; correct the transaction first."
        )
    for kind, amount in lines.items():
        if premium < 0 < amount:
            raise DomainError(
                f"On a credit memo the {LABELS[kind]} is given back: "
                "write it with a minus, or leave it empty.",
                kind,
            )
        if premium >= 0 > amount:
            raise DomainError(
                f"The {LABELS[kind]} of an invoice is not negative. Return premium is booked "
                "on the policy and becomes a credit memo.",
                kind,
            )


def due_date(invoice_on: date, effective_on: date, days: int) -> date:
    """When an invoice is due: `days` after it is written, and not before cover begins."""
    return max(invoice_on + timedelta(days=days), effective_on)


@dataclass(frozen=True)
class Scheme:
    """How a premium is paid in parts; see PaymentScheme. `charge` in dollars."""

    parts: int
    months_apart: int = 1
    down_percent: Decimal | None = None
    taxes_first: bool = True
    charge: Decimal = ZERO


@dataclass(frozen=True)
class Part:
    """One installment: its lines, its share of the commission, and the day it begins."""

    number: int
    begins_on: date
    lines: dict[str, Decimal]
    commission: Decimal

    @property
    def total(self) -> Decimal:
        return sum(self.lines.values(), ZERO)


def weights(scheme: Scheme) -> list[Decimal]:
    """The share of each part, in percent or any other unit."""
    if scheme.down_percent is None or scheme.parts == 1:
        return [Decimal(1)] * scheme.parts
    rest = (100 - scheme.down_percent) / (scheme.parts - 1)
    return [scheme.down_percent, *[rest] * (scheme.parts - 1)]


def divide(
    lines: Mapping[str, Decimal], commission: Decimal, begins_on: date, scheme: Scheme
) -> list[Part]:
    """The parts of an invoice: every kind and the commission sum to the whole, to the cent.

    Cents that do not divide go to the largest remainders. Each part after the first carries
    the installment charge on top. Raises DomainError when a part would be empty.
    """
    shares = weights(scheme)
    first = [Decimal(1), *[Decimal(0)] * (scheme.parts - 1)]
    parts: dict[str, list[Decimal]] = {
        kind: split(amount, shares if kind == "premium" or not scheme.taxes_first else first)
        for kind, amount in lines.items()
        if amount
    }
    commissions = split(commission, shares)
    found = []
    for n in range(scheme.parts):
        part = {kind: amounts[n] for kind, amounts in parts.items() if amounts[n]}
        if scheme.parts > 1 and not part.get("premium"):
            raise DomainError(
                f"Divided by {scheme.parts}, part {n + 1} has no premium; choose fewer parts.",
                "scheme",
            )
        if n and scheme.charge:
            part["installment_charge"] = scheme.charge
        begins = add_months(begins_on, n * scheme.months_apart)
        found.append(Part(n + 1, begins, part, commissions[n]))
    return found


def divide_as_told(
    lines: Mapping[str, Decimal],
    commission: Decimal,
    told: Sequence[tuple[date, Decimal]],
    charge: Decimal,
) -> list[Part]:
    """The parts of an invoice as the payer and the house agreed: (due day, dollars) each.

    Charges come on top. Raises DomainError unless the amounts sum to the invoice, to the cent,
    and follow each other in time.
    """
    total = sum(lines.values(), ZERO)
    if any(amount <= 0 for _, amount in told):
        raise DomainError("Each part of the plan is above zero.", "custom")
    if (planned := sum((amount for _, amount in told), ZERO)) != total:
        raise DomainError(
            f"The parts sum to {planned:,.2f}, but the invoice is {total:,.2f}; "
            f"{abs(total - planned):,.2f} {'is missing' if planned < total else 'is too much'}.",
            "custom",
        )
    if any(later[0] <= sooner[0] for sooner, later in pairwise(told)):
        raise DomainError("Each part is due after the one before it.", "custom")
    shares = [amount for _, amount in told]
    columns = _columns(lines, shares)
    commissions = split(commission, shares)
    found = []
    for n, (due_on, _) in enumerate(told):
        part = {kind: amount for kind, amount in columns[n].items() if amount}
        if n and charge:
            part["installment_charge"] = charge
        found.append(Part(n + 1, due_on, part, commissions[n]))
    return found


def _columns(lines: Mapping[str, Decimal], shares: Sequence[Decimal]) -> list[dict[str, Decimal]]:
    """Divide each kind by `shares` so that kinds and parts both sum exactly.

    The parts are filled from the first on, the small kinds before the premium, so that taxes
    and fees fall due early.
    """
    left = sorted(((k, a) for k, a in lines.items() if a), key=lambda row: row[0] == "premium")
    pots = dict(left)
    found = []
    for share in shares:
        part = {}
        for kind in pots:
            taken = min(pots[kind], share)
            pots[kind] -= taken
            share -= taken
            part[kind] = taken
        found.append(part)
    return found
