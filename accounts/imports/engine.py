"""One run over the files of a batch: read, tell rows apart, take them over chunk by chunk.

A trial run is the same run, rolled back. The caller gives the transaction.
"""

from collections.abc import Callable
from datetime import date
from hashlib import blake2b

from django.db import connection

from accounts.imports.cells import RowReader
from accounts.imports.findings import Findings, Row, Spool
from accounts.imports.invoices import InvoiceLoader
from accounts.imports.layouts import FIELDS, MONEY_TYPES
from accounts.imports.loader import Loader
from accounts.imports.lookups import Run
from accounts.imports.models import FileKind, ImportBatch, ImportFile
from accounts.imports.policies import PolicyLoader
from accounts.imports.reading import recognize, rows
from accounts.imports.staff import StaffLoader
from accounts.imports.transactions import TransactionLoader
from teams.people.models import User

Progress = Callable[[int, int, str], None]
LOADERS: dict[str, type[Loader]] = {
    FileKind.STAFF: StaffLoader,
    FileKind.POLICIES: PolicyLoader,
    FileKind.TRANSACTIONS: TransactionLoader,
    FileKind.INVOICES: InvoiceLoader,
}
_LOCK = 7_151_933  # one import at a time: any number, as long as nobody else uses it
_READ_SHARE = 0.3  # of the time a row takes, reading it


def run(
    batch: ImportBatch, *, by: User | None, open_from: date | None, progress: Progress
) -> list[Findings]:
    """Take the batch's files over, staff first and invoices last; what was found in each.

    Must run inside a transaction. Waits while another import runs. Months before `open_from` are
    closed. `progress` is told (rows done, rows in all, words).
    """
    make_way()
    shared = Run(batch, by, open_from)
    files = sorted(batch.files.all(), key=lambda f: list(LOADERS).index(f.kind))
    total = sum(file.rows for file in files)
    done, found = 0, []
    for file in files:
        findings = Findings(file, _money(file))
        loader = LOADERS[file.kind](shared, findings)
        report = _share(progress, file, done, total)
        spool = _read(file, loader, findings, report)
        loader.prepare()
        taken = 0
        for chunk in spool.chunks():
            loader.apply(chunk)
            taken += len(chunk)
            report(file.rows * _READ_SHARE + taken * (1 - _READ_SHARE))
        done += file.rows
        found.append(findings)
    shared.changes.store()
    progress(total, total, "Imported")
    return found


def make_way() -> None:
    """Prepare this transaction for much work, and wait until no other import runs."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _share(progress: Progress, file: ImportFile, done: int, total: int) -> Callable[[float], None]:
    return lambda rows: progress(done + int(rows), total, f"{file.get_kind_display()}")


def _money(file: ImportFile) -> list[str]:
    return [f.name for f in FIELDS[file.kind] if f.type in MONEY_TYPES and f.name in file.columns]


def _read(
    file: ImportFile, loader: Loader, findings: Findings, report: Callable[[float], None]
) -> Spool:
    """The readable rows, each once; refused, repeated, blank and total rows are told."""
    reader = RowReader(file.kind, file.headings, file.columns)
    spool, seen = Spool(), dict[bytes, tuple[int, bytes]]()
    counts = findings.tally.counts
    with file.file.open("rb") as stream:
        for number, cells in rows(stream, recognize(stream, file.size)):
            if number <= file.heading_row:
                continue
            if number % 1000 == 0:
                report(number * _READ_SHARE)
            counts["rows"] += 1
            if not any(cells):
                counts["blank"] += 1
            elif reader.is_total(cells):
                _take_total(Row(number, cells, {}), reader, findings)
            elif _is_remark(cells):
                counts["remarks"] += 1
                findings.warn(Row(number, cells, {}), "", "Text outside the table was passed over.")
            else:
                values, problems = reader.read(cells)
                row = Row(number, cells, values)
                if problems:
                    findings.refuse(Row(number, cells, reader.money(cells)), problems)
                elif _is_first(row, loader, findings, seen):
                    loader.notice(row)
                    spool.add(row)
    return spool


def _take_total(row: Row, reader: RowReader, findings: Findings) -> None:
    """The report's own total is compared, not imported; the last one counts."""
    findings.tally.counts["totals"] += 1
    if findings.tally.last_total:
        findings.warn(row, "", "The file has several total rows; the last one is compared.")
    findings.tally.last_total = reader.money(row.cells)


def _is_remark(cells: list[str]) -> bool:
    """A line of words alone, such as “Printed 11/01/2026 by …”, is no row of the table."""
    filled = [cell for cell in cells if cell]
    return len(filled) == 1 and " " in filled[0]


def _is_first(
    row: Row, loader: Loader, findings: Findings, seen: dict[bytes, tuple[int, bytes]]
) -> bool:
    """Whether no row before said it; one that says the same counts once, another is refused."""
    content = _digest(tuple(row.values.values()))
    key = _digest(tuple(row.values[n] for n in loader.key)) if loader.key else content
    first, same = seen.setdefault(key, (row.number, content))
    if first == row.number:
        return True
    if same == content:
        findings.repeat(row, first)
    else:
        findings.refuse(row, [(loader.key[-1], f"Row {first} gives the same with other values.")])
    return False


def _digest(values: tuple) -> bytes:
    return blake2b(repr(values).encode(), digest_size=16).digest()
