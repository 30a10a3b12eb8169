"""Reading and showing answers, how much they changed, and how complete a sheet is; pure."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from config.lib.dates import parse_date
from config.lib.money import parse_money
from renewals.underwriting.states import NUMERIC, QuestionKind

LONGEST = {QuestionKind.TEXT: 300, QuestionKind.LONG: 4000}
YES_NO = {"yes": "Yes", "no": "No"}
CONFIRMED = "yes"
_WHOLE = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,14}")
_TENTH = Decimal("0.1")


def read_value(kind: str, typed: str, options: Sequence[str] = ()) -> str:
    """The one form in which an answer typed by a person is kept; "" for an empty one.

    Dollars as 1234.50, numbers as 1234, days as 2026-11-24, yes or no in small letters.
    Raises ValueError with a sentence for the person.
    """
    text = typed.replace("\x00", "").replace("\r\n", "\n").strip()
    if not text:
        return ""
    if kind == QuestionKind.MONEY:
        return _dollars(text)
    if kind == QuestionKind.NUMBER:
        return _number(text)
    if kind == QuestionKind.DATE:
        return _day(text)
    if kind in (QuestionKind.YES_NO, QuestionKind.SCHEDULE):
        if text.lower() not in YES_NO:
            raise ValueError("Choose yes or no.")
        return text.lower()
    if kind == QuestionKind.CHOICE:
        if text not in options:
            raise ValueError("Choose one of the list.")
        return text
    longest = LONGEST.get(QuestionKind(kind), 300)
    if len(text) > longest:
        raise ValueError(f"This is longer than {longest:,} characters.")
    return text


def _dollars(text: str) -> str:
    try:
        amount = parse_money(text)
    except ValueError as error:
        raise ValueError(f"{error}. Write it like 1,250,000.") from None
    if amount < 0:
        raise ValueError("An amount below zero does not fit here.")
    return f"{amount:.2f}"


def _number(text: str) -> str:
    if not _WHOLE.fullmatch(text):
        raise ValueError(f"“{text[:40]}” is not a whole number, like 1,200.")
    return str(int(text.replace(",", "")))


def _day(text: str) -> str:
    try:
        return parse_date(text).isoformat()
    except ValueError as error:
        raise ValueError(f"{error}. Write it like 06/30/2026.") from None


def shown(kind: str, value: str) -> str:
    """A kept answer as people read it."""
    if not value:
        return ""
    if kind == QuestionKind.MONEY:
        amount = Decimal(value)
        return f"${amount:,.0f}" if amount == amount.to_integral_value() else f"${amount:,.2f}"
    if kind == QuestionKind.NUMBER:
        return f"{int(value):,}"
    if kind == QuestionKind.DATE:
        return f"{date.fromisoformat(value):%m/%d/%Y}"
    if kind == QuestionKind.YES_NO:
        return YES_NO.get(value, value)
    return value


def change_percent(kind: str, before: str, now: str) -> Decimal | None:
    """By how many percent a number or an amount changed, to one place; None where none can be."""
    if kind not in NUMERIC or not before or not now or Decimal(before) == 0:
        return None
    change = (Decimal(now) - Decimal(before)) * 100 / Decimal(before)
    return change.quantize(_TENTH, rounding=ROUND_HALF_UP)


def percent_done(done: Iterable[bool]) -> int:
    """Whole percent of what is done, rounded down so that 100 means all; 100 for nothing to do."""
    marks = list(done)
    return 100 if not marks else sum(marks) * 100 // len(marks)
