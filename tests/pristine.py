"""The database as the migrations leave it: remembered once, put back after tests that commit.

Django empties all tables and lets every app put its catalogue in again, which takes a second;
here only what was written to is emptied, and the catalogues come back from a copy.
"""

from django.core.management import call_command
from django.db import connection, transaction

from teams.models import User

WRITTEN = """
    select relname from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace and pg_relation_size(oid) > 0
"""
COLUMNS = """
    select table_name, string_agg(format('%%I', column_name), ', ')
    from information_schema.columns
    where table_schema = 'public' and is_generated = 'NEVER' and table_name = any(%s)
    group by table_name
"""
# Nothing but a migration writes to these.
NEVER_CHANGED = {"django_migrations", "django_content_type", "auth_permission"}

_refill: dict[str, str] = {}


def remember() -> None:
    """Copy every table that has rows now, so that `put_back` finds them."""
    if User.objects.exists():  # A run that was killed has left them behind.
        call_command("flush", interactive=False, verbosity=0)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("drop schema if exists pristine cascade; create schema pristine")
        cursor.execute(COLUMNS, [sorted(_written(cursor))])
        for table, columns in cursor.fetchall():
            cursor.execute(f'create table pristine."{table}" as table public."{table}"')
            _refill[table] = (
                f'insert into public."{table}" ({columns}) select {columns} from pristine."{table}"'
            )


def put_back() -> None:
    """Empty what was written to and put the remembered rows back, with no trigger to hinder it."""
    with transaction.atomic(), connection.cursor() as cursor:
        emptying = [f'delete from public."{table}"' for table in _written(cursor) | set(_refill)]
        as_replica = "set local session_replication_role = replica"
        cursor.execute(";".join([as_replica, *emptying, *_refill.values()]))


def _written(cursor) -> set[str]:
    """The tables that hold rows, or did until those were deleted."""
    cursor.execute(WRITTEN)
    return {table for (table,) in cursor.fetchall()} - NEVER_CHANGED
