"""The arithmetic of production: kinds, sums, the book's identity, retention (DOMAIN §6.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from config.lib.money import ZERO

# What each transaction kind counts as. Every kind is in exactly one group, so that the
# groups add up to all production of a month.
GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "new": ("New", ("NEW",)),
    "renewed": ("Renewed", ("REN", "REW")),
    "endorsed": ("Endorsed and audited", ("END", "AUD")),
    "cancelled": ("Cancelled", ("CAN", "REI", "NRN")),
}
# How many policies a transaction of these kinds loses. A notice of non-renewal loses none: its
# term is lost when it expires.
LOSES = {"CAN": 1, "REI": -1, "NRN": 0}
GROUP_OF = {kind: group for group, (_, kinds) in GROUPS.items() for kind in kinds}

FORMULAS = (
    (
        "Accounting month",
        "A transaction counts in the accounting month it was booked to. One that is entered "
        "for a month already closed counts in the first open month.",
    ),
    ("New", "Premium and commission of transactions of kind New."),
    ("Renewed", "Renewals and rewrites; a rewrite is neither new nor lost."),
    ("Endorsed and audited", "Endorsements and audits, additional and return premium."),
    ("Cancelled", "Cancellations at their return premium, net of reinstatements; non-renewals."),
    (
        "Lost",
        "Cancelled, and the expiring premium of policies that expired in the month with no "
        "successor. A successor is a later term of the same policy, or of the same client and "
        "line that began within 31 days before the expiration or after it, in force at month end. "
        "Policies are counted once: cancellations less reinstatements, and those that expired.",
    ),
    (
        "Written premium of a term",
        "The premium of all its transactions booked up to and including the month.",
    ),
    (
        "Book",
        "The written premium of the terms in force at month end: effective on or before its last "
        "day, expiring after it (or continuous), with a transaction booked by then, and whose "
        "last cancellation or reinstatement effective and booked by then is no cancellation.",
    ),
    (
        "Retention",
        "(Up for renewal − lost) ÷ up for renewal. Up for renewal are the terms in the book at "
        "the beginning of the month that expire in it and were not cancelled; their premium is "
        "the expiring premium.",
    ),
    (
        "Retention, same line",
        "Of the terms in the book twelve months before the end of the month, continuous ones left "
        "out, those whose client has a term of the same line in the book at the end, even with "
        "another carrier; count, and the premium and commission written then.",
    ),
    (
        "Retention, policies in force",
        "(Ending policies − policies new in twelve months) ÷ policies twelve months before. "
        "Renewals and rewrites are not new.",
    ),
    (
        "Retention, cancellations",
        "1 − cancellations ÷ (renewals + rewrites + cancellations), by count, twelve months.",
    ),
    (
        "Rounding",
        "A New transaction is rounding when its client had another term in force 31 days before "
        "the term began, and none of its line; more of a line when it had one; new business else.",
    ),
    (
        "Lost by reason",
        "Cancellations by the reason on the transaction, and expired terms by the reason recorded "
        "for their end. The reasons add up to Lost.",
    ),
    (
        "Average premium change",
        "Renewal premium ÷ expiring premium − 1 of the terms renewed in the month. Exposure "
        "effect = old premium × change of exposure ÷ old exposure; the rest is rate. Which "
        "exposure a line follows is a house rule.",
    ),
    (
        "Organic growth",
        "(Commission of the year to date − of the same months a year ago) ÷ that of a year ago. "
        "Fees, contingents and acquisitions are in neither.",
    ),
    (
        "Budget and forecast",
        "Variance is booked − budget; its percentage is of the budget. The forecast of the year's "
        "commission is what is booked to date + the commission of terms in force that expire in "
        "the rest of the year × retention of commission over the last twelve months + the weighted "
        "revenue of open opportunities expected by then, which a closed month leaves out.",
    ),
    (
        "Identity",
        "Beginning book + entered + transactions of terms that stayed − left = ending book. "
        "The gap must be 0.00.",
    ),
)


@dataclass(frozen=True)
class Sums:
    """How many, and their premium and commission in dollars."""

    count: int = 0
    premium: Decimal = ZERO
    commission: Decimal = ZERO

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.count + other.count,
            self.premium + other.premium,
            self.commission + other.commission,
        )

    def __neg__(self) -> "Sums":
        """The same policies with their dollars taken away instead of added."""
        return Sums(self.count, -self.premium, -self.commission)


NOTHING = Sums()


def total(parts) -> Sums:
    """The sum of `parts`; nothing for none."""
    return sum(parts, NOTHING)


def lost(kinds: Mapping[str, Sums], expired: Sums) -> Sums:
    """Cancelled (return premium, negative) and expired without successor, in negative dollars;
    each policy counted once."""
    ended = {kind: sums for kind, sums in kinds.items() if kind in LOSES}
    gone = total(ended.values()) + -expired
    policies = sum(sums.count * LOSES[kind] for kind, sums in ended.items())
    return Sums(policies + expired.count, gone.premium, gone.commission)


def retention(up: Decimal | int, gone: Decimal | int) -> Decimal | None:
    """(up for renewal − lost) ÷ up for renewal in percent, one decimal; None without any (§6.1)."""
    if not up:
        return None
    return (Decimal(up - gone) * 100 / Decimal(up)).quantize(Decimal("0.1"))


def change(now: Decimal, then: Decimal) -> Decimal | None:
    """The change from `then` to `now` in percent, one decimal; None from nothing."""
    if not then:
        return None
    return ((now - then) * 100 / abs(then)).quantize(Decimal("0.1"))


@dataclass(frozen=True)
class Line:
    """One line between the beginning and the ending book. `part` names the rows behind it.

    `premium` moves the book; `booked` is how much of this month's production it holds.
    """

    part: str
    label: str
    count: int
    premium: Decimal
    booked: Decimal = ZERO


# part → its words, and what one row of it does to the number of terms in the book.
PARTS: dict[str, tuple[str, int]] = {
    "new": ("New terms in force from this month", 1),
    "renewal": ("Renewal terms in force from this month", 1),
    "other": ("Other terms in force from this month", 1),
    "earlier": ("Booked earlier, in force from this month", 1),
    "reinstated": ("Reinstated", 1),
    "endorsed": ("Endorsements and audits of terms that stayed", 0),
    "adjusted": ("Other transactions of terms that stayed", 0),
    "expired_renewed": ("Expired and renewed (expiring premium)", -1),
    "expired_lost": ("Expired, not renewed (expiring premium)", -1),
    "cancelled": ("Cancelled (premium written so far)", -1),
}
OUTSIDE = "Booked this month on terms not in force at month end, not in the book"


@dataclass(frozen=True)
class Identity:
    """The book's way through a month; a gap is money that no line explains.

    `corrected` is what changed in the beginning book since the month before was closed.
    """

    beginning: Decimal
    beginning_count: int
    ending: Decimal
    ending_count: int
    lines: tuple[Line, ...]
    outside: Line
    produced: Decimal
    corrected: Decimal = ZERO

    @property
    def gap(self) -> Decimal:
        """Ending − (beginning + corrections + every line). Anything but 0.00 is a defect."""
        explained = sum((line.premium for line in self.lines), self.beginning + self.corrected)
        return self.ending - explained

    @property
    def count_gap(self) -> int:
        """The same for the number of terms; transactions on terms that stayed move none."""
        moved = sum(PARTS[line.part][1] * line.count for line in self.lines)
        return self.ending_count - self.beginning_count - moved

    @property
    def production_gap(self) -> Decimal:
        """All premium booked in the month − what the lines and the line outside hold of it."""
        held = sum((line.booked for line in self.lines), self.outside.booked)
        return self.produced - held

    @property
    def holds(self) -> bool:
        return self.gap == 0 and self.count_gap == 0 and self.production_gap == 0
