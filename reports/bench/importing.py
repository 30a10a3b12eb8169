"""Bringing a book in against PostgreSQL's own COPY of the same rows."""

import csv
import resource
import sys
import tempfile
from pathlib import Path

from django.core.files import File
from django.db import connection, transaction
from django.test.utils import override_settings
from django.utils import timezone

from accounts.imports.services import run_import, start_batch
from reports.bench.epic import Files, write_files
from reports.bench.timing import Pair, Row, Table, measure
from teams.models import Team, User

MEANING = (
    "Epic's files checked, compared and taken over into all tables, against a bare COPY of the "
    "same rows as text into temporary tables: the price of reading, rules, history and ledger."
)


def table(repeat: int, rows: int) -> Table:
    """Measure an import of about `rows` rows; everything is rolled back."""
    with tempfile.TemporaryDirectory() as folder:
        files = write_files(Path(folder), rows, timezone.localdate())
        storage = {
            "default": {
                "BACKEND": "django.core.files.storage.FileSystemStorage",
                "OPTIONS": {"location": f"{folder}/media"},
            },
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        }
        with override_settings(STORAGES=storage):
            before = _peak()
            took: list[str] = []
            pair = Pair("Import", lambda: took.append(_import(files)), lambda: _copy(files))
            (row,) = measure([pair], max(1, min(repeat, 2)), warm=False)
    speed = files.rows / row.ours_ms * 1000
    note = (
        f"{files.rows:,} rows, {speed:,.0f} rows/s, {took[-1]}; "
        f"memory {before:,.0f} → {_peak():,.0f} MB at most"
    )
    return Table("Import", MEANING, (Row(row.name, row.ours_ms, row.plain_ms, 0, note),))


def _import(files: Files) -> str:
    """Run the import; what it found, in words."""
    user = User.objects.get(email="director@steward.example")
    team = Team.objects.order_by("pk").first()
    with transaction.atomic():
        opened = [path.open("rb") for path in files.paths.values()]
        try:
            uploads = [File(handle, name=Path(handle.name).name) for handle in opened]
            batch = start_batch(uploads, team=team, by=user)
        finally:
            for handle in opened:
                handle.close()
        batch = run_import(batch, by=user)
        transaction.set_rollback(True)
    return ", ".join(f"{count:,} {name}" for name, count in batch.totals.items() if count)


def _copy(files: Files) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for name, path in files.paths.items():
            with path.open(newline="") as file:
                columns = ", ".join(f"c{n} text" for n, _ in enumerate(next(csv.reader(file))))
                file.seek(0)
                cursor.execute(f"CREATE TEMP TABLE bench_{name} ({columns}) ON COMMIT DROP")
                cursor.copy_expert(f"COPY bench_{name} FROM STDIN (FORMAT csv, HEADER)", file)


def _peak() -> float:
    """The most memory this process ever had, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1024 / (1024 if sys.platform == "darwin" else 1)
