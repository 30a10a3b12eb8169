"""A database that was migrated once by the code as it is; every worker's own is a copy of it."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from config.setup.processes import only_one
from tests.servers import HOME

PREFIX = "steward_migrated_"


def migrated() -> str:
    """Its name. It is made where the code has changed, and the ones before it are dropped."""
    name = f"{PREFIX}{_digest_of_the_code()}"
    with only_one(HOME / "migrated.lock"), connection._nodb_cursor() as cursor:
        cursor.execute("select datname from pg_database where starts_with(datname, %s)", [PREFIX])
        found = {datname for (datname,) in cursor.fetchall()}
        if name not in found:
            for old in found:
                cursor.execute(f'drop database "{old}" with (force)')
            # Under its name only when it is whole, so that a killed run leaves none behind.
            draft = f"{PREFIX}draft"
            cursor.execute(f'create database "{draft}"')
            _migrate(draft)
            cursor.execute(f'alter database "{draft}" rename to "{name}"')
    return name


def _migrate(database: str) -> None:
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    try:
        call_command("migrate", interactive=False, verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def _digest_of_the_code() -> str:
    """Migrations and catalogues import from anywhere, so any change of the code counts."""
    base = Path(settings.BASE_DIR)
    code = [base / "requirements.lock"]
    for package in ("config", "teams", "accounts", "renewals", "reports"):
        code += sorted((base / package).rglob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in code)).hexdigest()[:20]
