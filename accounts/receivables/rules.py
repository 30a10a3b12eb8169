"""The arithmetic of receivables, with no database."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from config.lib.errors import DomainError
from config.lib.money import ZERO

MOST_BUCKETS = 10

PAYABLE_ACCOUNT = {
    "premium": "premium_payable",
    "carrier_fee": "fee_payable",
    "policy_fee": "fee_payable",
    "surplus_tax": "tax_payable",
    "stamping_fee": "stamping_payable",
    "broker_fee": "fee_income",
    "installment_charge": "fee_income",
}


@dataclass(frozen=True)
class InvoiceDraft:
    """An invoice before it is posted. Amounts in dollars; `lines` is kind → amount.

    `rates` is kind → percent of the lines that were reckoned. `paid` is what has been received
    for it already, on `paid_on`.
    """

    number: str
    client_id: int
    invoice_on: date
    effective_on: date
    due_on: date
    lines: Mapping[str, Decimal]
    commission: Decimal = ZERO
    term_id: int | None = None
    transaction_id: int | None = None
    paid: Decimal = ZERO
    paid_on: date | None = None
    receipt_reference: str = ""
    receipt_method: str = "check"
    source: str = ""
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    installment: int = 1
    plan_id: int | None = None
    reissues_id: int | None = None
    form_key: UUID | None = None

    @property
    def total(self) -> Decimal:
        return sum(self.lines.values(), ZERO)


def invoice_postings(lines: Mapping[str, Decimal], commission: Decimal) -> dict[str, Decimal]:
    """Account → amount of an agency-billed invoice: debits positive, credits negative, sum zero.

    The client owes the total. The carrier is owed the premium less `commission` (dollars),
    the state and the carrier their taxes and fees; the rest is the agency's income
    (DOMAIN §8.3).
    """
    postings: dict[str, Decimal] = {"receivable": sum(lines.values(), ZERO)}
    for kind, amount in lines.items():
        account = PAYABLE_ACCOUNT[kind]
        postings[account] = postings.get(account, ZERO) - amount
    if commission:
        postings["premium_payable"] = postings.get("premium_payable", ZERO) + commission
        postings["commission_income"] = -commission
    return {account: amount for account, amount in postings.items() if amount}


@dataclass(frozen=True)
class Bucket:
    """One column of the aging report: `from_days` past the basis date; None is not yet due."""

    label: str
    from_days: int | None


def bucket_of(days_past: int, buckets: Sequence[Bucket]) -> str:
    """The label of the bucket for an item `days_past` its date (zero or less: not yet due)."""
    fitting = [b for b in buckets if b.from_days is None or days_past >= b.from_days]
    return max(fitting, key=lambda b: -1 if b.from_days is None else b.from_days).label


def buckets_from(starts: Sequence[int]) -> list[Bucket]:
    """The columns that begin at `starts` days past the date, "Not yet due" before them.

    Raises DomainError unless the days are whole, from 0 on, rising, and at most ten.
    """
    if not starts or len(starts) > MOST_BUCKETS:
        raise DomainError(f"Give between one and {MOST_BUCKETS} days.", "starts")
    if starts[0] < 0 or any(b <= a for a, b in itertools.pairwise(starts)):
        raise DomainError("Each day must be above the one before it, such as 1, 31, 61.", "starts")
    bounded = [
        Bucket(f"{a}–{b - 1}" if b - 1 > a else f"{a}", a) for a, b in itertools.pairwise(starts)
    ]
    return [Bucket("Not yet due", None), *bounded, Bucket(f"Over {starts[-1] - 1}", starts[-1])]


def share(part: Decimal, whole: Decimal) -> Decimal | None:
    """`part` of `whole` (dollars) in percent, one place; None when there is no whole."""
    return (part * 100 / whole).quantize(Decimal("0.1")) if whole else None


def days_outstanding(receivable: Decimal, billed: Decimal, days: int) -> Decimal | None:
    """Days sales outstanding: receivable ÷ billed premium in a period × its days (DOMAIN §8.2).

    Amounts in dollars; None when nothing was billed.
    """
    return (receivable * days / billed).quantize(Decimal("0.1")) if billed > 0 else None


@dataclass
class AgingRow:
    """What one client, executive or carrier owes, by bucket (dollars).

    `over_60` and `over_90` are what of the buckets is more days than that past its date; `items`
    is how many open items these are.
    """

    key: int | None
    label: str
    buckets: dict[str, Decimal] = field(default_factory=dict)
    credits: Decimal = ZERO
    unapplied: Decimal = ZERO
    over_60: Decimal = ZERO
    over_90: Decimal = ZERO
    items: int = 0

    @property
    def owed(self) -> Decimal:
        """The buckets together, credits not counted."""
        return sum(self.buckets.values(), ZERO)

    @property
    def total(self) -> Decimal:
        return self.owed + self.credits

    @property
    def share_over_60(self) -> Decimal | None:
        return share(self.over_60, self.owed)

    @property
    def share_over_90(self) -> Decimal | None:
        return share(self.over_90, self.owed)


FIRST_NUMBER = 100_000


def invoice_number(count: int) -> str:
    """The number on the `count`th invoice or credit memo of the house; they have no gaps."""
    return str(FIRST_NUMBER + count)
