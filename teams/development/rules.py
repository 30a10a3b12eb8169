"""Arithmetic of education terms and yearly updates, with no database (DOMAIN §13)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from config.lib.dates import add_months, month_end

ZERO_HOURS = Decimal("0.0")


@dataclass(frozen=True)
class Asked:
    """What a term asks for: hours, ethics among them, years, and the house's days of reserve."""

    hours: Decimal
    ethics: Decimal
    term_years: int
    finish_days: int


@dataclass(frozen=True)
class Earned:
    """The hours of one course and the day it was completed."""

    on: date
    hours: Decimal
    ethics: Decimal


@dataclass(frozen=True)
class Education:
    """How far somebody is in the current term."""

    begins_on: date
    ends_on: date
    finish_by: date
    earned: Decimal
    ethics: Decimal
    asked: Asked

    @property
    def missing(self) -> Decimal:
        """Hours still to earn; never less than the ethics hours that are missing."""
        hours = max(self.asked.hours - self.earned, ZERO_HOURS)
        return max(hours, self.missing_ethics)

    @property
    def missing_ethics(self) -> Decimal:
        return max(self.asked.ethics - self.ethics, ZERO_HOURS)

    @property
    def done(self) -> bool:
        return not self.missing


def education(expires_on: date, asked: Asked, courses: Iterable[Earned]) -> Education:
    """Where somebody stands whose license expires on `expires_on`.

    The term is the `term_years` that end on that day; a course counts on any day of it.
    """
    begins_on = add_months(expires_on + timedelta(days=1), -12 * asked.term_years)
    within = [course for course in courses if begins_on <= course.on <= expires_on]
    return Education(
        begins_on,
        expires_on,
        expires_on - timedelta(days=asked.finish_days),
        sum((course.hours for course in within), ZERO_HOURS),
        sum((course.ethics for course in within), ZERO_HOURS),
        asked,
    )


def update_due(month: int, updated_on: date | None, earned_on: date | None, on: date) -> date:
    """The last day of the month in which a yearly update is due next, as seen on `on`.

    An update counts for the due day nearest to it, so that one made a little late does not
    skip a year, and the next is due a year after that day. Before the first update it is due
    in the year after the designation was earned. Without any date the next such month is meant.
    """

    def due_in(year: int) -> date:
        return month_end(date(year, month, 1))

    if updated_on is not None:
        years = (updated_on.year - 1, updated_on.year, updated_on.year + 1)
        return due_in(min(years, key=lambda year: abs((due_in(year) - updated_on).days)) + 1)
    if earned_on is not None:
        return due_in(earned_on.year + 1)
    return due_in(on.year) if due_in(on.year) >= on else due_in(on.year + 1)
