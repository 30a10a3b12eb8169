"""What an order of a kind must say: reading the answers to its questions."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from config.lib.dates import parse_date
from config.lib.errors import DomainError, Gathering

if TYPE_CHECKING:
    from accounts.orders.models import OrderInput

LONGEST = 1000


def read_facts(
    inputs: "Iterable[OrderInput]", said: Mapping[str, object], *, complete: bool
) -> dict[str, str]:
    """The answers by input code, each in its plain form; empty ones are left out.

    Raises DomainError at the field `input_<code>` for an answer that is missing (while
    `complete`), too long, or not of its kind; Faults for several.
    """
    found, faults = {}, Gathering()
    for item in inputs:
        with faults:
            if text := _read(item, str(said.get(item.code) or "").strip(), complete):
                found[item.code] = text
    faults.tell()
    return found


def _read(item: "OrderInput", text: str, complete: bool) -> str:
    field = f"input_{item.code}"
    if not text or (item.kind == "yes" and text == "False"):
        if item.required and complete:
            raise DomainError(f"{item.label}: the order must say this.", field)
        return ""
    if len(text) > LONGEST:
        raise DomainError(f"{item.label}: at most {LONGEST:,} characters.", field)
    try:
        return _plain(item, text)
    except (ValueError, InvalidOperation) as error:
        raise DomainError(f"{item.label}: {_wanted(item)}.", field) from error


def _plain(item: "OrderInput", text: str) -> str:
    if item.kind == "date":
        return parse_date(text).isoformat()
    if item.kind == "number":
        number = Decimal(text.replace(",", "").removeprefix("$"))
        if not number.is_finite():
            raise ValueError(text)
        return str(number)
    if item.kind == "choice" and text not in options(item):
        raise ValueError(text)
    return "yes" if item.kind == "yes" else text


def _wanted(item: "OrderInput") -> str:
    return {
        "date": "a day like 11/24/2026",
        "number": "a number",
        "choice": f"one of {', '.join(options(item))}",
    }.get(item.kind, "something else")


def options(item: "OrderInput") -> list[str]:
    """What may be chosen for an input."""
    return [part.strip() for part in item.choices.split(",") if part.strip()]


def told(inputs: "Iterable[OrderInput]", facts: Mapping[str, str]) -> list[tuple[str, str]]:
    """The label and the answer of everything that was said, days as the office writes them."""
    rows = []
    for item in inputs:
        if value := facts.get(item.code, ""):
            if item.kind == "date":
                value = f"{date.fromisoformat(value):%m/%d/%Y}"
            rows.append((item.label, value))
    return rows
