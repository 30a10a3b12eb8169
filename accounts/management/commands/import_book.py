"""import_book FILE…: bring the files of one system in, at once or not at all."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.imports.models import ImportBatch, ImportFile
from accounts.imports.services import ready, run_import, start_batch
from accounts.imports.tasks import open_from
from config.lib.errors import DomainError
from teams.people.models import Team

OWN_TEAM = "Imported book"
SHOWN = ("new", "changed", "unchanged", "refused", "repeated", "blank", "warnings")
BAR = 30


class Command(BaseCommand):
    help = "Import export files of an agency system. Exit 0 only if nothing was refused."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--source", default="", help="the system's name, else by the headings")
        parser.add_argument("--team", help=f"for new clients; else the only team or {OWN_TEAM!r}")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen")
        parser.add_argument("--findings", type=int, default=50, help="how many to print per file")

    def handle(self, *args: Any, **options: Any) -> None:
        paths = [Path(name) for name in options["files"]]
        stored: list[ImportFile] = []
        kept = False
        try:
            with transaction.atomic():
                batch = self._run(paths, options, stored)
                if options["dry_run"]:
                    transaction.set_rollback(True)
            kept = not options["dry_run"]
        except DomainError as error:
            raise CommandError(error.message) from error
        finally:
            if not kept:
                for file in stored:
                    file.file.delete(save=False)
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was kept.")
        if batch.totals.get("refused"):
            sys.exit(1)

    def _run(
        self, paths: list[Path], options: dict[str, Any], stored: list[ImportFile]
    ) -> ImportBatch:
        team = self._team(options["team"])
        uploads = [self._open(path) for path in paths]
        try:
            batch = start_batch(uploads, source=options["source"], team=team, by=None)
        finally:
            for upload in uploads:
                upload.close()
        stored.extend(batch.files.all())
        ready(batch)
        batch = run_import(batch, by=None, open_from=open_from(), progress=self._progress)
        self.stderr.write("")
        for file in batch.files.all():
            self._tell(file, options["findings"])
        return batch

    def _open(self, path: Path) -> File:
        try:
            return File(path.open("rb"), name=path.name)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error

    def _team(self, name: str | None) -> Team:
        teams = list(Team.objects.order_by("pk"))
        if name:
            found = next((t for t in teams if t.name.lower() == name.lower()), None)
            if found is None:
                known = ", ".join(t.name for t in teams) or "none yet"
                raise CommandError(f"There is no team “{name}”. Known: {known}.")
            return found
        return teams[0] if len(teams) == 1 else Team.objects.get_or_create(name=OWN_TEAM)[0]

    def _progress(self, done: int, total: int, message: str) -> None:
        if self.stderr.isatty():
            filled = BAR * done // max(total, 1)
            bar = "█" * filled + "░" * (BAR - filled)
            self.stderr.write(f"\r{bar} {done:,} of {total:,} {message:<28}", ending="")
            self.stderr.flush()

    def _tell(self, file: ImportFile, limit: int) -> None:
        counts = ", ".join(f"{file.counts.get(k, 0):,} {k}" for k in SHOWN if file.counts.get(k))
        self.stdout.write(f"{file.name} ({file.get_kind_display()}): {counts or 'nothing'}")
        for line in file.totals:
            own = f", its total row {line['file']}" if line["file"] else ""
            self.stdout.write(
                f"  {line['label']}: file {line['imported']}{own}, book {line['book']}"
            )
        findings = file.findings.exclude(kind="changed") if limit else file.findings.none()
        for finding in findings[:limit]:
            place = f", {finding.column}" if finding.column else ""
            self.stdout.write(
                f"  {finding.get_kind_display()}, row {finding.row}{place}: {finding.reason}"
            )
        left = findings.count() - limit
        if left > 0:
            self.stdout.write(f"  … and {left:,} more findings.")
