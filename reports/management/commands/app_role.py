"""app_role: the database role that Steward works under, which cannot alter the ledger or history.

Run by the owner of the tables after every migration.
"""

import os
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from psycopg2 import sql

from accounts.models import LedgerMonth
from teams.history.tracking import is_history_model

CONTEXT = "pghistory_context"


def kept_tables() -> list[str]:
    """Tables whose rows are added and stay: the ledger, whatever is append-only, all history."""
    return sorted(
        model._meta.db_table
        for model in apps.get_models()
        if not model._meta.proxy and (is_history_model(model) or _stays(model))
    )


def _stays(model: Any) -> bool:
    triggers = getattr(model._meta, "triggers", [])
    return model is LedgerMonth or any(trigger.name == "append_only" for trigger in triggers)


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", default="app", help="the role's name (app)")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Make or mend the roles. The password comes from APP_PASSWORD."""
        password = os.environ.get("APP_PASSWORD", "")
        if not password:
            raise CommandError("Set APP_PASSWORD, with which Steward signs in to PostgreSQL.")
        name = options["name"]
        roles = {
            "app": sql.Identifier(name),
            "dml": sql.Identifier(f"{name}_dml"),
            "undo": sql.Identifier(f"{name}_undo"),
        }
        for role in roles.values():
            self._make(role)
        kept = sql.SQL(", ").join(map(sql.Identifier, kept_tables()))
        words = {
            "kept": kept,
            "context": sql.Identifier(CONTEXT),
            "password": sql.Literal(password),
        }
        for statement in STATEMENTS:
            self._run(statement, **roles, **words)
        self.stdout.write(f"Role {name}: {len(kept_tables())} tables it adds to and never alters.")

    def _make(self, role: sql.Identifier) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role.strings[0]])
            if cursor.fetchone() is None:
                cursor.execute(sql.SQL("CREATE ROLE {}").format(role))

    def _run(self, statement: str, **words: sql.Composable) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL(statement).format(**words))


# `dml` holds the rights, `app` signs in with them. Undoing an import and merging two clients take
# on `undo` for one transaction, in which the triggers still say which rows may go or move.
STATEMENTS = (
    "ALTER ROLE {app} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {password}",
    "GRANT USAGE ON SCHEMA public TO {dml}",
    "GRANT SELECT, INSERT, UPDATE, DELETE, MAINTAIN ON ALL TABLES IN SCHEMA public TO {dml}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {dml}",
    "REVOKE UPDATE, DELETE, TRUNCATE ON {kept} FROM {dml}",
    "REVOKE DELETE, TRUNCATE ON {context} FROM {dml}",
    "GRANT UPDATE, DELETE ON {kept} TO {undo}",
    "GRANT {dml} TO {app}",
    "GRANT {dml} TO {undo}",
    "GRANT {undo} TO {app} WITH INHERIT FALSE, SET TRUE",
)
