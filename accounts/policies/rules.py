"""The arithmetic of terms and premiums, with no database (DOMAIN §10.2). Amounts are dollars."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from config.lib.dates import add_months
from config.lib.money import ZERO, cents, percent_of

PLACEHOLDER = r"^(TBA|TBD|PENDING|UNKNOWN|N/?A|\?+|-+)$"


def is_placeholder(number: str) -> bool:
    """Whether a number only holds the place of one the carrier has yet to give (§14.3)."""
    return re.fullmatch(PLACEHOLDER, number.strip(), re.IGNORECASE) is not None


@dataclass(frozen=True)
class Period:
    """The days from `effective_on` up to, not including, `expires_on`."""

    effective_on: date
    expires_on: date

    @property
    def days(self) -> int:
        """365 or 366 in a year's term."""
        return (self.expires_on - self.effective_on).days

    def in_effect(self, on: date) -> int:
        """Days of cover until `on`, never more than the term has."""
        return min(max((on - self.effective_on).days, 0), self.days)

    def remaining(self, on: date) -> int:
        """Days of cover from `on` to the expiration."""
        return self.days - self.in_effect(on)


def period_at(effective_on: date, expires_on: date | None, on: date) -> Period:
    """The period in which premium is earned on `on`.

    The term itself; of a continuous policy the year between the anniversaries around `on`.
    """
    if expires_on is not None:
        return Period(effective_on, expires_on)
    years = max(on.year - effective_on.year, 0)
    if years and add_months(effective_on, 12 * years) > on:
        years -= 1
    return Period(add_months(effective_on, 12 * years), add_months(effective_on, 12 * (years + 1)))


@dataclass(frozen=True)
class Charge:
    """Premium that is earned evenly from a day to the end of the period."""

    effective_on: date
    premium: Decimal


def unearned(charges: list[Charge], period: Period, on: date) -> Decimal:
    """What is not earned of `charges` on `on`: pro rata by days, P × remaining ÷ term.

    A charge that takes effect after `on` is not earned at all.
    """
    total = Decimal(0)
    for charge in charges:
        days = period.remaining(charge.effective_on)
        if days:
            total += charge.premium * min(period.remaining(on), days) / days
    return cents(total)


def earned(charges: list[Charge], period: Period, on: date) -> Decimal:
    """The other part of the charges; earned + unearned is the premium to the cent."""
    return cents(sum((c.premium for c in charges), ZERO)) - unearned(charges, period, on)


def short_rate_return(pro_rata: Decimal, percent: Decimal) -> Decimal:
    """The 90 % method: that share of the pro rata return premium."""
    return percent_of(pro_rata, percent)


def with_minimum_earned(back: Decimal, premium: Decimal, percent: Decimal) -> Decimal:
    """`back` cut so that at least `percent` of `premium` is earned: max(computed, MEP × P)."""
    return max(min(back, premium - percent_of(premium, percent)), min(back, ZERO))


def endorsement_premium(yearly: Decimal, period: Period, on: date) -> Decimal:
    """Additional (or return) premium of an annual change for the days that remain."""
    return cents(yearly * period.remaining(on) / period.days)


def yearly_change(premium: Decimal, period: Period, on: date) -> Decimal | None:
    """The change of a full term that costs `premium` for the days that remain from `on`."""
    days = period.remaining(on)
    return cents(premium * period.days / days) if days else None


def audit_difference(final: Decimal, written: Decimal) -> Decimal:
    """What an audit asks for, or gives back: final premium less premium written so far."""
    return cents(final - written)


def reinstatement_premium(returned: Decimal, period: Period, off: date, on: date) -> Decimal:
    """What is charged again when cover that ended on `off` resumes on `on`.

    All that was returned when nothing lapsed, else its share for the days that remain.
    """
    days = period.remaining(off)
    return cents(returned * period.remaining(on) / days) if days else cents(returned)


def differs(computed: Decimal, stated: Decimal, dollars: Decimal, percent: Decimal) -> bool:
    """Whether the carrier's figure is off by more than `dollars` and by more than `percent`."""
    gap = abs(stated - computed)
    return gap > dollars and gap > percent_of(abs(computed), percent)


def return_commission(premium: Decimal, rate: Decimal) -> Decimal:
    """Commission on additional or return premium at the original rate, in percent."""
    return percent_of(premium, rate)
