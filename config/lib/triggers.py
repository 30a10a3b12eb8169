"""Rules that the database itself enforces."""

import pgtrigger
from django.db import connection

UNDOING = "steward.undoing_import"


def append_only() -> pgtrigger.Trigger:
    """Rows are added, never changed, and never removed but by the undoing of an import.

    An undo announces itself for the one transaction with `allow_undo`.
    """
    return pgtrigger.Trigger(
        name="append_only",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF TG_OP = 'DELETE' AND current_setting('{UNDOING}', true) = 'on' THEN
                RETURN OLD;
            END IF;
            RAISE EXCEPTION 'rows of % are never changed or removed; reverse them', TG_TABLE_NAME
                USING ERRCODE = 'restrict_violation';
        """,
    )


def allow_undo() -> None:
    """Let this transaction remove the rows that an import brought in. Must run inside one."""
    if not connection.in_atomic_block:
        raise RuntimeError("allow_undo() needs a transaction")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, 'on', true)", [UNDOING])
