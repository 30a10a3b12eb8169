"""What the pages of a schedule show."""

from decimal import Decimal
from typing import Any

from accounts.clients.models import Client
from accounts.schedules.checking import Standing
from accounts.schedules.columns import Column, Schedule
from accounts.schedules.kinds import SCHEDULES
from accounts.schedules.models import ExposureKind
from accounts.schedules.rules import cell_text, change_percent
from accounts.schedules.services import Outcome
from accounts.schedules.uploads import Upload

MOST_LISTED = 200


def first_filled(client: Client) -> Schedule:
    """The first schedule in which `client` has rows; the first of all if it has none."""
    filled = (one for one in SCHEDULES if one.model.objects.of(client).exists())
    return next(filled, SCHEDULES[0])


def table_of(client: Client, schedule: Schedule) -> dict[str, Any]:
    """The rows of a schedule as cells of text, and the totals of the columns that have one."""
    standing = Standing(client, schedule)
    shown = [list(zip(schedule.columns, line.cells, strict=True)) for line in standing.lines()]
    totals = [
        (column, _total(column, standing.rows.values()) if column.total else "")
        for column in schedule.columns
    ]
    has_totals = any(column.total for column in schedule.columns)
    return {"rows": shown, "totals": totals if has_totals and shown else []}


def _total(column: Any, rows: Any) -> str:
    """The sum of a column; rows in which it is unknown add nothing."""
    zero: Any = Decimal("0.00") if column.kind == "money" else 0
    total = sum((getattr(row, column.field) or zero for row in rows), zero)
    return cell_text(column, total) if column.kind == "money" else f"{total:,}"


def exposure_years(client: Client) -> dict[str, Any]:
    """Year × measure of a client's exposures, each with its change to the year before."""
    model: Any = next(one.model for one in SCHEDULES if one.slug == "exposures")
    amounts = {(row.kind, row.year): row.amount for row in model.objects.of(client)}
    kinds = [kind for kind in ExposureKind if any(kind == found for found, _ in amounts)]
    years = sorted({year for _, year in amounts}, reverse=True)
    table = []
    for year in years:
        cells = []
        for kind in kinds:
            now, before = amounts.get((kind, year)), amounts.get((kind, year - 1))
            cells.append((now, change_percent(now, before) if now is not None else None))
        table.append((year, cells))
    return {"kinds": kinds, "years": table}


def problems_of(
    schedule: Schedule, came: Outcome | None, upload: Upload | None = None
) -> dict[str, Any]:
    """What is wrong with a table and what would change: for the lists and for the grid's marks.

    A problem with a whole row is marked at its first cell.
    """
    headings = [column.heading for column in schedule.columns]
    problems = came.problems if came else []
    differences = came.differences if came else []
    marks = [(p.row, headings.index(p.heading) if p.heading else 0, p.sentence) for p in problems]
    listed = [(p, upload.place(p.row, p.heading) if upload and p.row else "") for p in problems]
    return {
        "problems": listed[:MOST_LISTED],
        "problem_count": len(problems),
        "differences": differences[:MOST_LISTED],
        "difference_count": len(differences),
        "grid": {"columns": [_for_grid(c) for c in schedule.columns], "problems": marks},
    }


def _for_grid(column: Column) -> dict[str, Any]:
    choices = [label for _, label in column.choices]
    return {
        "heading": column.heading,
        "needed": column.required,
        "number": column.is_number,
        "choices": ["Yes", "No"] if column.kind == "yesno" else choices,
    }
