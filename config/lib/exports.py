"""CSV and XLSX that Excel opens with the right types and never runs."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NARROW, WIDE = 12, 48  # how many characters a column shows at least and at most
MONEY = "#,##0.00;[Red](#,##0.00)"
_AMOUNT = re.compile(r"-?\(?-?\$?(\d{1,3}(,\d{3})+|[1-9]\d*|0)(\.\d+)?\)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# What no name of a sheet may hold, and letters that count twice towards its length.
_NO_SHEET = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe-\U0010ffff]")
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\0")


@dataclass
class Sheet:
    """One sheet: its headings, its rows in order, and the totals under them."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Any]]
    totals: Sequence[Any] | None = None


def neutral(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets a leading apostrophe (ASVS 1.2.10)."""
    if isinstance(value, str) and value.startswith(_RISKY):
        return "'" + value
    return value


def typed(value: Any) -> Any:
    """What a text says as what it is: an amount ("$1,000,000", "(38.00)") as a number, a day
    ("2026-10-01") as a date; anything else stays as it is. Not for numbers that are names."""
    if not isinstance(value, str):
        return value
    if _DAY.fullmatch(value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    if not _AMOUNT.fullmatch(value):
        return value
    digits = re.sub(r"[^\d.]", "", value)
    number = Decimal(digits) if "." in value or "$" in value else int(digits)
    return -number if "-" in value or "(" in value else number


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%m/%d/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%m/%d/%Y")
    return "" if value is None else neutral(str(value))


class _Echo:
    def write(self, line: str) -> str:
        return line


def csv_response(name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]):
    """A CSV download that is written while it is read; `name` without ending."""
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\ufeff" + writer.writerow(headings)
        for row in rows:
            yield writer.writerow([_plain(value) for value in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def write_workbook(stream: IO[bytes], sheets: Iterable[Sheet]) -> None:
    """Write `sheets` as XLSX into `stream`, in constant memory, with typed cells."""
    book = xlsxwriter.Workbook(
        stream,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "remove_timezone": True,
        },
    )
    formats = {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
        "money": book.add_format({"num_format": MONEY}),
        "date": book.add_format({"num_format": "mm/dd/yyyy"}),
        "moment": book.add_format({"num_format": "mm/dd/yyyy hh:mm"}),
        "total": book.add_format({"bold": True, "top": 1, "num_format": MONEY}),
    }
    taken: set[str] = set()
    for sheet in sheets:
        _write_sheet(book.add_worksheet(sheet_name(sheet.name, taken)), sheet, formats)
    book.close()


def sheet_name(name: str, taken: set[str]) -> str:
    """`name` as Excel takes one: some signs left out, 31 letters, unlike those `taken` already.

    It is `taken` from then on.
    """
    plain = " ".join(_NO_SHEET.sub(" ", name).split()).strip("'")[:31].strip(" '") or "Sheet"
    found, number = plain, 1
    # Excel keeps “History” for itself.
    while found.lower() in taken | {"history"}:
        number += 1
        found = f"{plain[: 30 - len(str(number))]} {number}"
    taken.add(found.lower())
    return found


def _write_sheet(page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.freeze_panes(1, 0)
    widths = [max(NARROW, min(WIDE, len(heading) + 4)) for heading in sheet.headings]
    for column, heading in enumerate(sheet.headings):
        page.write_string(0, column, heading, formats["head"])
    row_number = 0
    for row_number, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row):
            _write_cell(page, row_number, column, value, formats)
            if isinstance(value, str) and column < len(widths) and len(value) > widths[column]:
                widths[column] = min(WIDE, len(value) + 1)
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    if row_number and sheet.headings:
        page.autofilter(0, 0, row_number, len(sheet.headings) - 1)
    if sheet.totals is not None:
        for column, value in enumerate(sheet.totals):
            if isinstance(value, Decimal | int):
                page.write_number(row_number + 1, column, value, formats["total"])
            else:
                page.write_string(row_number + 1, column, str(value or ""), formats["total"])


def _write_cell(page: Any, row: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, Decimal):
        page.write_number(row, column, value, formats["money"])
    elif isinstance(value, bool):
        page.write_string(row, column, "yes" if value else "no")
    elif isinstance(value, int | float):
        page.write_number(row, column, value)
    elif isinstance(value, datetime):
        page.write_datetime(row, column, timezone.localtime(value), formats["moment"])
    elif isinstance(value, date):
        page.write_datetime(row, column, value, formats["date"])
    else:
        page.write_string(row, column, str(neutral(str(value))))


def xlsx_response(name: str, sheets: Iterable[Sheet]) -> FileResponse:
    """An XLSX download, spooled to disk so that large lists do not fill the memory."""
    import tempfile

    spool = tempfile.SpooledTemporaryFile(max_size=8 * 1024 * 1024)  # noqa: SIM115
    write_workbook(spool, sheets)  # type: ignore[arg-type]
    spool.seek(0)
    return FileResponse(
        spool,
        as_attachment=True,
        filename=f"{name}.xlsx",
        content_type=XLSX,
    )
