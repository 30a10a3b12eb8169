"""Reading and writing one cell of a schedule, and the arithmetic of mods and exposures."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from accounts.schedules.columns import Column
from config.lib.crypto import masked
from config.lib.dates import add_months, parse_date
from config.lib.identifiers import state_problem, tidy_vin, zip_problem
from config.lib.money import parse_money

YES = frozenset(["yes", "y", "true", "x", "1", "✓", "spr"])
NO = frozenset(["no", "n", "false", "0", "none"])
TENTH = Decimal("0.1")
HIDDEN = "•"
_WHOLE = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+")
_TIDY = re.compile(r"[\s\u00a0]+")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LONG_ZIP = re.compile(r"[0-9]{9}")

Places = Mapping[str, int]


class CellProblem(ValueError):
    """A cell cannot be read; the text is a sentence for the person who typed it."""


def parse_cell(column: Column, text: str, places: Places | None = None) -> Any:
    """The value of a cell as typed. `places` gives the ids of locations by number.

    An empty cell is the column's default. Raises CellProblem.
    """
    bare = _TIDY.sub(" ", _UNWRITABLE.sub("", text)).strip()
    if bare.startswith("'") and bare[1:2] in ("=", "+", "-", "@"):
        bare = bare[1:]  # the apostrophe with which a workbook disarms a formula
    if not bare:
        if column.required:
            raise CellProblem(f"{column.heading} is missing.")
        return column.default if column.default is not None else _NOTHING.get(column.kind)
    value = _READERS[column.kind](column, bare, places or {})
    problem = column.check(value) if column.check else ""
    if problem:
        raise CellProblem(problem)
    return value


def _text(column: Column, text: str, places: Places) -> str:
    if len(text) > column.longest:
        raise CellProblem(f"{column.heading} has at most {column.longest} characters.")
    return text


def _code(column: Column, text: str, places: Places) -> str:
    """A short code: without a point that Excel put behind a number."""
    return _text(column, re.sub(r"\.0$", "", text), places)


def _protected(column: Column, text: str, places: Places) -> str:
    if HIDDEN in text:
        raise CellProblem(f"Type the whole {column.heading.lower()}; a hidden one cannot be kept.")
    return _text(column, text.upper(), places)


def _vin(column: Column, text: str, places: Places) -> str:
    return _text(column, tidy_vin(text), places)


def _state(column: Column, text: str, places: Places) -> str:
    code = text.upper()
    if problem := state_problem(code):
        raise CellProblem(problem)
    return code


def _zip(column: Column, text: str, places: Places) -> str:
    if _LONG_ZIP.fullmatch(text):
        text = f"{text[:5]}-{text[5:]}"
    if problem := zip_problem(text):
        raise CellProblem(problem)
    return text


def _money(column: Column, text: str, places: Places) -> Decimal:
    try:
        amount = parse_money(text)
    except ValueError as error:
        raise CellProblem(f"{error}.") from None
    if amount < column.low:
        raise CellProblem(f"{column.heading} cannot be negative.")
    return amount


def _tenth(column: Column, text: str, places: Places) -> Decimal:
    bare = text.rstrip("% ").replace(",", "")
    if not re.fullmatch(r"[0-9]{1,4}(?:\.[0-9]{1,4})?", bare):
        raise CellProblem(f"“{text}” is not a percentage, like 92 or 104.5.")
    value = Decimal(bare).quantize(TENTH, rounding=ROUND_HALF_UP)
    if not column.low <= value <= column.high:
        raise CellProblem(f"{column.heading} lies between {column.low} and {column.high} percent.")
    return value


def _whole(column: Column, text: str, places: Places) -> int:
    bare = re.sub(r"\.0+$", "", text)
    if not _WHOLE.fullmatch(bare) or len(bare) > 14:
        raise CellProblem(f"“{text}” is not a whole number.")
    value = int(bare.replace(",", ""))
    if not column.low <= value <= column.high:
        raise CellProblem(f"{column.heading} lies between {column.low:,} and {column.high:,}.")
    return value


def _year(column: Column, text: str, places: Places) -> int:
    bare = re.sub(r"\.0+$", "", text)
    if not re.fullmatch(r"[0-9]{4}", bare) or not column.low <= int(bare) <= column.high:
        raise CellProblem(f"“{text}” is not a year between {column.low} and {column.high}.")
    return int(bare)


def _day(column: Column, text: str, places: Places) -> date:
    try:
        return parse_date(text)
    except ValueError:
        raise CellProblem(f"“{text}” is not a date; write it like 01/31/2026.") from None


def _yes_no(column: Column, text: str, places: Places) -> bool:
    word = text.casefold()
    if word in YES or word in NO:
        return word in YES
    raise CellProblem(f"“{text}” is neither yes nor no.")


def _choice(column: Column, text: str, places: Places) -> str:
    word = text.casefold()
    for code, label in column.choices:
        if word in (code.casefold(), label.casefold(), label.casefold().split(" (")[0]):
            return code
    labels = ", ".join(label for _, label in column.choices)
    raise CellProblem(f"“{text}” is none of: {labels}.")


def _place(column: Column, text: str, places: Places) -> int:
    found = places.get(re.sub(r"\.0$", "", text).upper())
    if found is None:
        raise CellProblem(f"The client has no location numbered “{text}”.")
    return found


_READERS: dict[str, Callable[[Column, str, Places], Any]] = {
    "text": _text, "code": _code, "protected": _protected, "vin": _vin, "state": _state,
    "zip": _zip, "money": _money, "tenth": _tenth, "whole": _whole, "year": _year, "day": _day,
    "yesno": _yes_no, "choice": _choice, "place": _place,
}  # fmt: skip
_NOTHING: dict[str, Any] = {
    "text": "", "code": "", "protected": "", "vin": "", "state": "", "zip": "", "choice": "",
}  # fmt: skip


def cell_text(column: Column, value: Any, numbers: Mapping[int, str] | None = None) -> str:
    """The value as it stands in a cell; `parse_cell` reads it back to the same value.

    `numbers` gives the numbers of locations by id. A protected value is masked.
    """
    if value is None or value == "":
        return ""
    if column.kind == "day":
        return f"{value:%m/%d/%Y}"
    if column.kind == "yesno":
        return "Yes" if value else "No"
    if column.kind == "choice":
        return dict(column.choices).get(value, value)
    if column.kind == "protected":
        return masked(value)
    if column.kind == "place":
        return (numbers or {}).get(value, "")
    if column.kind == "money":
        return f"{value:,.2f}"
    return str(value)


def experience_period(rated_on: date) -> tuple[date, date]:
    """First day of the experience period and the first day after it (DOMAIN §10.4, WCIRB).

    It starts four years and nine months before the anniversary rating date and ends one year
    and nine months before it.
    """
    return add_months(rated_on, -57), add_months(rated_on, -21)


def change_percent(now: Decimal, before: Decimal | None) -> Decimal | None:
    """By how many percent `now` differs from `before`, to a tenth; None without a base."""
    if not before:
        return None
    return ((now - before) * 100 / before).quantize(TENTH, rounding=ROUND_HALF_UP)
