"""Whether what lies beneath an umbrella reaches its attachment points, with no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Least:
    """The least limit, in dollars, that a field of an underlying line must have."""

    field_id: int
    line_id: int
    line: str
    label: str
    minimum: Decimal
    source: str


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
