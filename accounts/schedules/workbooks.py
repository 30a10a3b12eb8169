"""A schedule as a workbook with typed cells, to be edited in Excel and uploaded again."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from accounts.clients.models import Client
from accounts.schedules.checking import Standing
from accounts.schedules.columns import Column, Schedule
from accounts.schedules.rules import cell_text
from config.lib.exports import Sheet
from teams.people.models import User

CODE = "Code"


def sheets_of(client: Client, schedule: Schedule, by: User) -> list[Sheet]:
    """The schedule with a code for each row in its last column, and a sheet about it."""
    standing = Standing(client, schedule)
    rows = [[*_typed(standing, row), f"{row.pk}:{row.version}"] for row in standing.rows.values()]
    headings = [column.heading for column in schedule.columns]
    return [Sheet(schedule.label, [*headings, CODE], rows), _about(client, schedule, by)]


def _typed(standing: Standing, row: Any) -> Iterator[Any]:
    """The cells of `row`: amounts, counts and days as Excel's own, everything else as text."""
    for column in standing.schedule.columns:
        value = getattr(row, column.field)
        if column.kind == "tenth" and value is not None:
            yield float(value)
        elif column.kind in ("money", "whole", "year", "day"):
            yield value
        else:
            yield cell_text(column, value, standing.numbers)


def _about(client: Client, schedule: Schedule, by: User) -> Sheet:
    now = timezone.localtime()
    rows: list[list[Any]] = [
        ["Client", f"{client.name} ({client.code})"],
        ["Schedule", schedule.label],
        ["About", schedule.about],
        ["As of", now],
        ["Made by", by.name],
        ["To change rows", "Edit them here and upload the workbook where it came from."],
        ["To add rows", f"Write below the last one and leave {CODE} empty."],
        [CODE, "Tells which row it is; leave it as it is."],
        *([f"Column “{column.heading}”", _wanted(column)] for column in schedule.columns),
    ]
    return Sheet("About", ["About this workbook", ""], rows)


def _wanted(column: Column) -> str:
    words = ["Needed." if column.required else "May be empty."]
    if column.help:
        words.append(column.help)
    if column.choices:
        words.append("One of: " + ", ".join(label for _, label in column.choices) + ".")
    if column.kind == "yesno":
        words.append("Yes or No.")
    if column.kind == "protected":
        words.append("A hidden one stays as it is; type it whole to change it.")
    return " ".join(words)
