"""Rules that the database itself enforces."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pgtrigger
from django.db import connection
from psycopg2 import sql

UNDOING = "steward.undoing_import"
MERGING = "steward.merging_clients"


def append_only() -> pgtrigger.Trigger:
    """Rows are added, never changed, and never removed but by the undoing of an import.

    An undo announces itself for the one transaction with `allow_undo`. The merging of two
    clients announces itself with `allow_merge`; then `client_id` alone may change, and only
    from the one to the other.
    """
    return pgtrigger.Trigger(
        name="append_only",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF TG_OP = 'DELETE' AND current_setting('{UNDOING}', true) = 'on' THEN
                RETURN OLD;
            END IF;
            IF TG_OP = 'UPDATE' THEN
                IF to_jsonb(NEW) - 'client_id' = to_jsonb(OLD) - 'client_id'
                    AND current_setting('{MERGING}', true) = (to_jsonb(OLD) ->> 'client_id')
                        || '>' || (to_jsonb(NEW) ->> 'client_id') THEN
                    RETURN NEW;
                END IF;
            END IF;
            RAISE EXCEPTION 'rows of % are never changed or removed; reverse them', TG_TABLE_NAME
                USING ERRCODE = 'restrict_violation';
        """,
    )


def _take_on_undo(cursor: Any) -> None:
    """Under the production role, take on the right to alter kept rows until the transaction ends.

    The owner of the tables has it anyhow. What may go or move, the triggers still decide.
    """
    cursor.execute(
        "SELECT rolname FROM pg_roles WHERE rolname = current_user || '_undo'"
        " AND NOT has_table_privilege(current_user, 'accounts_posting', 'DELETE')"
    )
    if row := cursor.fetchone():
        cursor.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(row[0])))


@contextmanager
def allow_merge(gone_id: int, kept_id: int) -> Iterator[None]:
    """Within it, append-only rows of client `gone_id` may go over to `kept_id`, whole.

    Must run inside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("allow_merge() needs a transaction")
    with connection.cursor() as cursor:
        _take_on_undo(cursor)
        cursor.execute("SELECT set_config(%s, %s, true)", [MERGING, f"{gone_id}>{kept_id}"])
        yield
        cursor.execute("SELECT set_config(%s, '', true)", [MERGING])
        cursor.execute("RESET ROLE")


def allow_undo() -> None:
    """Let this transaction remove the rows that an import brought in. Must run inside one."""
    if not connection.in_atomic_block:
        raise RuntimeError("allow_undo() needs a transaction")
    with connection.cursor() as cursor:
        _take_on_undo(cursor)
        cursor.execute("SELECT set_config(%s, 'on', true)", [UNDOING])


def install_triggers(apps: Any, schema_editor: Any) -> None:
    """Install the triggers of all models of a migration's state, in one step.

    For initial migrations that create their models with `triggers` among the options: adding
    each trigger by an operation of its own renders every model anew, hundreds of times.
    """
    for model in apps.get_models():
        for trigger in getattr(model._meta, "triggers", ()):
            schema_editor.execute(trigger.install_sql, params=None)
