"""A database of the benchmark's own, on the server of the one that is configured."""

import os
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection

Environment = dict[str, str]


def name_for(clients: int, invoices: int = 0) -> str:
    """The name of the database that holds a book of so many clients, or a ledger over it."""
    return f"steward_bench_{clients}" + (f"_ledger_{invoices}" if invoices else "")


def address_of(name: str) -> str:
    """The address of the database `name` on the server of the one that is configured."""
    parts = urlsplit(os.environ.get("DATABASE_URL") or "postgresql:///steward")
    return urlunsplit(parts._replace(path=f"/{name}"))


def prepare(clients: int, invoices: int = 0, *, fresh: bool) -> Environment:
    """The environment of programs that work on the book of `clients`; made where it is missing.

    With `invoices` it has a ledger of so many. A book that is there is used again, unless
    `fresh`. Raises CommandError when it cannot be.
    """
    name = name_for(clients, invoices)
    with connection.cursor() as cursor:
        if fresh:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            cursor.execute(f'CREATE DATABASE "{name}"')
    environment = os.environ | {
        "DATABASE_URL": address_of(name),
        "STATEMENT_TIMEOUT_MS": "0",
    }
    run(["migrate", "--verbosity=0"], environment)
    run(["demo_book", "--if-empty", f"--clients={clients}"], environment)
    if invoices:
        run(["bench", "--fill", f"--invoices={invoices}"], environment)
    return environment


def run(command: list[str], environment: Environment, *, capture: bool = False) -> str:
    """Run a management command of this Steward in `environment`; what it printed, if captured."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *command],
        env=environment,
        stdout=subprocess.PIPE if capture else None,
        text=True,
    )
    if done.returncode:
        raise CommandError(
            f"manage.py {command[0]} failed; if the benchmark's database is of an older Steward, "
            "say --fresh."
        )
    return done.stdout or ""
