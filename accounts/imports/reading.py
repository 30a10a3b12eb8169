"""Reading the files that agency systems export: what kind of file, which rows.

Everything streams: a file is never held in memory whole, and a hostile one is refused
before it is opened (TRUST §3.7). Raises DomainError with one sentence for the user.
"""

import codecs
import csv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import TextIOWrapper
from typing import IO, Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, ZipError

from config.lib.archives import has_macros, unpacks_too_far
from config.lib.errors import DomainError

MB = 1024 * 1024
MAX_FILE = 100 * MB
MAX_LINE = 1 * MB
MAX_ROWS = 500_000
MAX_COLUMNS = 300
_BLOCK = 256 * 1024
_DELIMITERS = ",;\t|"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = {chr(n) for n in range(32)} - set("\t\r\n\f\x0b\x1a")


@dataclass(frozen=True)
class Format:
    """How a file is read: as a workbook, or as text in an encoding with a delimiter."""

    workbook: bool = False
    encoding: str = ""
    delimiter: str = ","


def recognize(stream: IO[bytes], size: int) -> Format:
    """What the file is, judged by its content and not by its name; `size` in bytes.

    Raises DomainError when it is empty, too large, not a table, or dangerous.
    """
    if size == 0:
        raise DomainError("The file is empty.")
    if size > MAX_FILE:
        raise DomainError(f"The file is larger than {MAX_FILE // MB} MB; export it in parts.")
    stream.seek(0)
    head = stream.read(8)
    if head.startswith(b"PK"):
        _check_workbook(stream, size)
        return Format(workbook=True)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise DomainError("This is an old or protected Excel file; save it as .xlsx or .csv.")
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"{\\rtf")):
        raise DomainError("This is not a table; upload a CSV file or an Excel workbook (.xlsx).")
    encoding = next((name for mark, name in _MARKS if head.startswith(mark)), "")
    if encoding:
        _check_text(stream, encoding)
    else:
        try:
            _check_text(stream, encoding := "utf-8")
        except UnicodeDecodeError:
            _check_text(stream, encoding := "cp1252")
    return Format(encoding=encoding, delimiter=_delimiter(stream, encoding))


def _check_workbook(stream: IO[bytes], size: int) -> None:
    """Refuse archives that are no workbook, carry macros, or unpack to far more than they are."""
    try:
        archive = zipfile.ZipFile(stream)
        entries = archive.infolist()
        if "xl/workbook.xml" not in {entry.filename for entry in entries}:
            raise DomainError("This archive is not an Excel workbook (.xlsx).")
        if has_macros(entries):
            raise DomainError("The workbook contains macros; save it as a plain .xlsx or as .csv.")
        if unpacks_too_far(archive, size):
            raise DomainError("The workbook unpacks to far more than its size; it was not opened.")
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise DomainError("The file is damaged or is not an Excel workbook.") from error


def _check_text(stream: IO[bytes], encoding: str) -> None:
    """Read the text once, block by block. Raises UnicodeDecodeError for UTF-8 that is none."""
    stream.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    length = 0
    while block := stream.read(_BLOCK):
        try:
            text = decoder.decode(block)
        except UnicodeDecodeError:
            if encoding == "utf-8":
                raise
            raise DomainError("The file is not readable text; save it as CSV UTF-8.") from None
        if not _CONTROL.isdisjoint(text):
            raise DomainError(
                "This is not a table; upload a CSV file or an Excel workbook (.xlsx)."
            )
        lines = text.replace("\r", "\n").split("\n")
        longest = max(length + len(lines[0]), max(map(len, lines)))
        if longest > MAX_LINE:
            raise DomainError("A line of the file is longer than 1 MB; this is not a table.")
        length = len(lines[-1]) + (length if len(lines) == 1 else 0)


def _delimiter(stream: IO[bytes], encoding: str) -> str:
    """The delimiter that cuts the first lines into the most columns."""
    with _text(stream, encoding) as text:
        lines = [line for _, line in zip(range(40), text, strict=False)]

    def width(mark: str) -> int:
        try:
            return max((len(row) for row in csv.reader(lines, delimiter=mark)), default=0)
        except csv.Error:
            return 0

    return max(_DELIMITERS, key=width)


class _text:
    """A stream as text; leaving the block gives the stream back unclosed."""

    def __init__(self, stream: IO[bytes], encoding: str):
        stream.seek(0)
        source: Any = _Unclosing(stream)
        self.wrapper: TextIOWrapper = TextIOWrapper(source, encoding=encoding, newline="")

    def __enter__(self) -> TextIOWrapper:
        return self.wrapper

    def __exit__(self, *error: object) -> None:
        self.wrapper.detach()


class _Unclosing:
    """Hands reads on, in the shape TextIOWrapper wants of uploads, storages and plain files."""

    readable = staticmethod(lambda: True)
    writable = staticmethod(lambda: False)
    seekable = staticmethod(lambda: False)
    closed = False

    def __init__(self, stream: IO[bytes]):
        self.stream = stream

    def read1(self, size: int = -1) -> bytes:
        return self.stream.read(_BLOCK if size < 0 else size)

    read = read1

    def flush(self) -> None:
        """Nothing is written."""


def rows(stream: IO[bytes], how: Format) -> Iterator[tuple[int, list[str]]]:
    """The rows of the file as (row number from 1, cells as stripped text), blank ones too.

    A workbook gives the rows of its first sheet. Raises DomainError when there are more
    than 500,000 rows, or a quotation mark is never closed.
    """
    source = _workbook_rows(stream) if how.workbook else _text_rows(stream, how)
    for number, cells in source:
        if number > MAX_ROWS:
            raise DomainError(f"The file has more than {MAX_ROWS:,} rows; export it in parts.")
        if len(cells) > MAX_COLUMNS:
            raise DomainError(f"Row {number} has more than {MAX_COLUMNS} columns.")
        yield number, cells


def _text_rows(stream: IO[bytes], how: Format) -> Iterator[tuple[int, list[str]]]:
    with _text(stream, how.encoding) as text:
        reader = csv.reader(text, delimiter=how.delimiter)
        number = 0
        try:
            for number, cells in enumerate(reader, start=1):
                yield number, [cell.strip().strip("\x1a") for cell in cells]
        except csv.Error:
            raise DomainError(
                f"After row {number} a quotation mark is opened and never closed."
            ) from None


def _workbook_rows(stream: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    stream.seek(0)
    try:
        book = CalamineWorkbook.from_filelike(stream)  # type: ignore[arg-type]
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names[:1]]
    except PasswordError as error:
        raise DomainError("The workbook is protected by a password.") from error
    except (CalamineError, ZipError) as error:
        raise DomainError("The file is damaged or is not an Excel workbook.") from error
    for sheet in sheets:
        if sheet.width * sheet.height > MAX_ROWS * 50:
            raise DomainError("The sheet is larger than any book of business; export it in parts.")
        first = sheet.start[0] if sheet.start else 0
        for number, cells in enumerate(sheet.iter_rows(), start=first + 1):
            yield number, [_as_text(cell) for cell in cells]


def _as_text(cell: Any) -> str:
    """A workbook's typed cell, written the way a CSV export writes it."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{round(cell, 6):f}".rstrip("0")
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell) if isinstance(cell, int | time | timedelta) else ""
