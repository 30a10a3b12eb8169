"""Matching a statement's rows with policies and amounts, with no database."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.policies.rules import is_placeholder
from config.lib.folding import letters_and_digits, search_key
from config.lib.money import ZERO, percent_of

_PERIOD = re.compile(r"[-/ ](?:[0-9]{2}|20[0-9]{2})$")


@dataclass(frozen=True)
class Candidate:
    """A term that a row may be about."""

    term: int
    policy: int
    client: int
    number: str
    name: str
    effective_on: date
    expires_on: date | None

    def covers(self, day: date) -> bool:
        """Whether the term has begun on `day` and not yet ended."""
        return self.effective_on <= day and (self.expires_on is None or day < self.expires_on)


def bare(number: str) -> str:
    """A policy number as carriers and systems compare it: no marks, no leading zeros."""
    return letters_and_digits(number).lstrip("0")


def stem(number: str) -> str:
    """The number without the two or four digits of its period behind a mark: `AB123-26`."""
    return bare(_PERIOD.sub("", number.strip()))


class Register:
    """The terms of a carrier, findable by number and by insured."""

    def __init__(self, candidates: Iterable[Candidate]):
        self.by_number: dict[str, list[Candidate]] = {}
        self.by_stem: dict[str, list[Candidate]] = {}
        self.by_name: dict[str, list[Candidate]] = {}
        for one in candidates:
            if not is_placeholder(one.number):
                self.by_number.setdefault(bare(one.number), []).append(one)
                self.by_stem.setdefault(stem(one.number), []).append(one)
            self.by_name.setdefault(search_key(one.name), []).append(one)

    def find(self, number: str, insured: str, day: date) -> list[Candidate]:
        """The terms a row can mean, one when it is clear; `day` is what the row is effective.

        The number decides, in its variants; among clients with the same number the insured's
        name does. A number to come is found by the insured and the first day.
        """
        known = "" if is_placeholder(number) else number
        found = self.by_number.get(bare(known), []) if bare(known) else []
        found = found or (self.by_stem.get(stem(known), []) if stem(known) else [])
        if not found:
            same = self.by_name.get(search_key(insured), []) if search_key(insured) else []
            found = [
                one
                for one in same
                if one.effective_on == day and (not known or is_placeholder(one.number))
            ]
        if len({one.client for one in found}) > 1:
            named = [one for one in found if alike(one.name, insured)]
            found = named or found
        return _of_the_period(found, day)


def alike(name: str, other: str) -> bool:
    """Whether one of two names begins with the other, idle words aside."""
    one, two = search_key(name), search_key(other)
    return bool(one and two) and (one.startswith(two) or two.startswith(one))


def _of_the_period(found: Sequence[Candidate], day: date) -> list[Candidate]:
    """Of each policy only the term of the day, else its latest that began by then."""
    chosen: dict[int, Candidate] = {}
    for one in sorted(found, key=lambda c: c.effective_on):
        held = chosen.get(one.policy)
        if held is None or one.covers(day) or (not held.covers(day) and one.effective_on <= day):
            chosen[one.policy] = one
    return list(chosen.values())


def expected_now(open_: Decimal, premium: Decimal | None, rate: Decimal) -> Decimal:
    """What a row should pay: `rate` percent of the premium it names, within what is open.

    A row that names no premium should pay all that is open. Amounts in dollars.
    """
    if premium is None:
        return open_
    due = percent_of(premium, rate)
    if due * open_ <= 0:
        return ZERO
    return min(due, open_, key=abs)


def within(paid: Decimal, expected: Decimal, dollars: Decimal, percent: Decimal) -> bool:
    """Whether two amounts differ by no more than the larger of both tolerances."""
    return abs(paid - expected) <= max(dollars, abs(percent_of(expected, percent)))


def spread(amount: Decimal, items: Sequence[tuple[int, Decimal]]) -> dict[int, Decimal]:
    """Item id → dollars: `amount` over open items (id, open) of its sign, the first first.

    What is above all of them goes to the last, so that an overpayment shows there.
    """
    fitting = [(pk, open_) for pk, open_ in items if open_ * amount > 0]
    left, parts = amount, {}
    for pk, open_ in fitting:
        part = min(left, open_, key=abs)
        if part:
            parts[pk] = part
        left -= part
    if left and fitting:
        last = fitting[-1][0]
        parts[last] = parts.get(last, ZERO) + left
    return parts
