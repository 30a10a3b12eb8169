"""The schema and, in an empty book, the demo: one program, since Django takes a second to load."""

import os
import sys

import django
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def main() -> None:
    """Migrate, then fill an empty book; `STEWARD_DEMO=0` makes its people only."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    people_only = os.environ.get("STEWARD_DEMO") == "0"
    if _begun_too_early():
        sys.exit(
            "This database was begun by a version of Steward from which no way leads here. Set "
            "STEWARD_HOME to another folder, or remove this book with: make clean-home"
        )
    try:
        call_command("migrate", verbosity=0)
        call_command("demo_book", if_empty=True, people_only=people_only)
    except CommandError as problem:
        sys.exit(str(problem))


def _begun_too_early() -> bool:
    """Whether the database has some, and not all, of what an initial migration stands for."""
    applied = MigrationRecorder(connection).applied_migrations()
    for migration in MigrationLoader(None).disk_migrations.values():
        done = [old in applied for old in migration.replaces]
        if any(done) and not all(done):
            return True
    return False


if __name__ == "__main__":
    main()
