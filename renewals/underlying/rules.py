"""Whether what lies beneath an umbrella reaches its attachment points, with no database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

Limits = dict[int, dict[int, Decimal | None]]
# The line of one policy or quote, and its limits by field; dollars.
Held = tuple[int, Mapping[int, Decimal | None]]


@dataclass(frozen=True)
class Least:
    """The least limit, in dollars, that a field of an underlying line must have."""

    field_id: int
    line_id: int
    line: str
    label: str
    minimum: Decimal
    source: str


def resting_on(*levels: Iterable[Held]) -> Limits:
    """What an umbrella rests on: line id → field id → dollars.

    A line is taken from the first of `levels` that has it, the nearest first: what is bound with
    the umbrella, what is offered beside it, what is in force. Of several policies of one level
    the lower limit counts, since the umbrella attaches above each of them and the client may
    choose any of those offered.
    """
    found: Limits = {}
    for level in levels:
        lowest: Limits = {}
        for line, limits in level:
            said = lowest.setdefault(line, {})
            for field, amount in limits.items():
                before = said.get(field)
                if amount is not None and (before is None or amount < before):
                    said[field] = amount
        found = lowest | found
    return found


def short_of(
    least: Sequence[Least], beneath: Mapping[int, Mapping[int, Decimal | None]]
) -> list[str]:
    """A sentence for each limit that is too low; empty when the umbrella is supported.

    `beneath` is line id → field id → dollars of the policies beneath, only of lines the client
    has. A line it does not have needs no limit, but none at all supports no umbrella.
    """
    if least and not any(row.line_id in beneath for row in least):
        return ["no liability policy lies beneath the umbrella"]
    found = []
    for row in least:
        if row.line_id not in beneath:
            continue
        amount = beneath[row.line_id].get(row.field_id)
        if amount is None:
            found.append(
                f"{row.line}, {row.label.lower()}: not stated, at least "
                f"${row.minimum:,.0f} is required ({row.source})"
            )
        elif amount < row.minimum:
            found.append(
                f"{row.line}, {row.label.lower()}: ${amount:,.0f} is less than the "
                f"${row.minimum:,.0f} required ({row.source})"
            )
    return found
