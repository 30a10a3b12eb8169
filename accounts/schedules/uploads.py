"""Reading an edited workbook of a schedule: which row is meant, where each cell stood."""

from dataclasses import dataclass, field
from typing import IO, Any

from python_calamine import CalamineWorkbook
from xlsxwriter.utility import xl_col_to_name

from accounts.imports.reading import MB, Format, recognize, rows
from accounts.schedules.checking import Standing, keys_of
from accounts.schedules.columns import Column, Schedule
from accounts.schedules.lines import Line, is_key, read_key
from accounts.schedules.rules import CellProblem, cell_text, parse_cell
from accounts.schedules.services import MOST_ROWS
from accounts.schedules.workbooks import CODE
from config.lib.errors import DomainError

MOST_BYTES = 10 * MB
HEADINGS_WITHIN = 20

Cells = list[str]


@dataclass
class Upload:
    """What a workbook says: its lines, the row of Excel each came from, each column's letter.

    `absent` are the keys of rows that the schedule has and the workbook has not.
    """

    lines: list[Line] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    letters: dict[str, str] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)

    def place(self, row: int, heading: str) -> str:
        """Where line `row` (from 1) and `heading` stand in the workbook, like H12."""
        return f"{self.letters.get(heading, '')}{self.rows[row - 1]}"


def read_upload(file: IO[bytes], size: int, standing: Standing) -> Upload:
    """The rows of the workbook’s first sheet (or of a CSV file); `size` in bytes.

    A row is recognized by its code, else by what its schedule knows rows by: VIN, number, name.
    Columns may stand in any order; one that is missing keeps what its rows have. Raises
    DomainError for a file that is too large, dangerous or no table, and for missing headings.
    """
    try:
        if size > MOST_BYTES:
            raise DomainError(f"The workbook is larger than {MOST_BYTES // MB} MB.")
        how = recognize(file, size)
        table = [(number, cells) for number, cells in rows(file, how) if any(cells)]
        top, places = _headings([cells for _, cells in table], standing.schedule)
        if len(table) - top > MOST_ROWS + 1:
            raise DomainError(f"At most {MOST_ROWS:,} rows can be read at once.")
    except DomainError as error:
        raise DomainError(error.message, "workbook") from error
    shift = _first_column(file, how)
    upload = Upload(letters={name: xl_col_to_name(at + shift) for name, at in places.items()})
    known = {key: row for row in standing.rows.values() for key in keys_of(standing.schedule, row)}
    for number, cells in table[top + 1 :]:
        named = {name: cells[at] for name, at in places.items() if at < len(cells)}
        if any(named.values()):
            upload.lines.append(_line(standing, known, places, named))
            upload.rows.append(number)
    seen = {line.key.split(":")[0] for line in upload.lines}
    upload.absent = [line.key for line in standing.lines() if line.key.split(":")[0] not in seen]
    return upload


def _first_column(file: IO[bytes], how: Format) -> int:
    """How many columns stand empty before the table."""
    if not how.workbook:
        return 0
    file.seek(0)
    sheet = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0)  # type: ignore[arg-type]
    return sheet.start[1] if sheet.start else 0


def _folded(heading: str) -> str:
    return "".join(c for c in heading.casefold() if c.isalnum() or c == "%")


def _headings(table: list[Cells], schedule: Schedule) -> tuple[int, dict[str, int]]:
    """Which of the first rows has the headings, and at which place each of them stands."""
    names = {_folded(column.heading): column.heading for column in schedule.columns}
    names[_folded(CODE)] = CODE
    best: tuple[int, dict[str, int]] = (0, {})
    for top, cells in enumerate(table[:HEADINGS_WITHIN]):
        places: dict[str, int] = {}
        for at, cell in enumerate(cells):
            if name := names.get(_folded(cell)):
                places.setdefault(name, at)
        if len(places) > len(best[1]):
            best = (top, places)
    missing = [c.heading for c in schedule.columns if c.required and c.heading not in best[1]]
    if missing:
        raise DomainError(
            f"The first sheet lacks the heading{'s' * (len(missing) > 1)} {', '.join(missing)}. "
            "Download the schedule to see how its workbook is laid out."
        )
    return best


def _line(
    standing: Standing, known: dict[tuple[Any, ...], Any], places: dict[str, int],
    named: dict[str, str],
) -> Line:  # fmt: skip
    columns = standing.schedule.columns
    code = named.get(CODE, "")
    typed = {c.heading: _canonical(standing, c, named.get(c.heading, "")) for c in columns}
    row = _row_of(standing, known, code, typed)
    now = standing.cells(row) if row is not None else [""] * len(columns)
    key = code if is_key(code) else f"{row.pk}:{row.version}" if row is not None else ""
    cells = [
        typed[column.heading] if column.heading in places else before
        for column, before in zip(columns, now, strict=True)
    ]
    return Line(key, cells)


def _canonical(standing: Standing, column: Column, text: str) -> str:
    """A cell as the schedule itself writes it; as it came when it cannot be read."""
    if column.kind == "zip" and len(text) == 4 and text.isdigit():
        text = f"0{text}"  # Excel takes 02138 for a number
    if column.kind == "protected":
        return text
    try:
        return cell_text(column, parse_cell(column, text, standing.places), standing.numbers)
    except CellProblem:
        return text


def _row_of(
    standing: Standing, known: dict[tuple[Any, ...], Any], code: str, typed: dict[str, str]
) -> Any:
    """The row that a line of the workbook stands for; None for a new one."""
    if is_key(code):
        return standing.rows.get(read_key(code)[0])
    values: dict[str, Any] = {}
    for column in standing.schedule.columns:
        try:
            values[column.field] = parse_cell(column, typed[column.heading], standing.places)
        except CellProblem:
            values[column.field] = None
    keys = standing.schedule.row_keys(values)
    return next((known[key] for key in keys if key in known), None)
