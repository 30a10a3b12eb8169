"""What the database knows of its tables when it plans."""

from collections.abc import Iterable

from django.db import connection


def renew_statistics(tables: Iterable[str]) -> None:
    """Tell the planner what was loaded, or what follows is planned for empty tables.

    Tables are named: without names the catalogues all databases share are locked as well.
    """
    names = ", ".join(map(connection.ops.quote_name, tables))
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {names}")
