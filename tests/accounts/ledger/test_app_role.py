"""The role that production works under adds to the ledger and cannot alter it."""

import uuid
from datetime import date

import psycopg2
import pytest
from django.core.management import call_command
from django.db import Error, connection, transaction

from accounts.ledger.services import close_ledger
from accounts.merging.services import merge_clients
from accounts.models import Posting
from reports.management.commands.app_role import kept_tables
from tests.accounts.test_receipts import pay
from tests.accounts.test_receivables import bill
from tests.cast import make_client

NAME = f"app_{uuid.uuid4().hex[:8]}"
LEDGER = {
    "accounts_posting",
    "accounts_journalentry",
    "accounts_allocation",
    "accounts_invoiceline",
    "accounts_ledgermonth",
    "accounts_policytransaction",
    "accounts_remittanceline",
    "accounts_receiptevent",
    "accounts_clientevent",
}


@pytest.fixture
def role(monkeypatch):
    monkeypatch.setenv("APP_PASSWORD", "for-this-test")
    call_command("app_role", name=NAME, verbosity=0)
    return NAME


@pytest.fixture
def as_app(db, role):
    """The test's own connection, signed in as the role."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL SESSION AUTHORIZATION {role}")
        yield cursor
        cursor.execute("RESET SESSION AUTHORIZATION")


def test_the_ledger_and_all_history_are_among_the_tables_that_stay():
    assert set(kept_tables()) >= LEDGER


def test_signed_in_as_the_role_nothing_kept_can_be_altered(transactional_db, role):
    settings = connection.get_connection_params()
    own = {k: v for k, v in settings.items() if k in ("host", "port", "dbname", "database")}
    signed_in = psycopg2.connect(**own, user=role, password="for-this-test")
    signed_in.autocommit = True
    try:
        with signed_in.cursor() as cursor:
            cursor.execute("SELECT session_user")
            assert cursor.fetchone() == (role,)
            for table in kept_tables():
                cursor.execute(f"SELECT * FROM {table} LIMIT 0")
                column = cursor.description[0].name
                for statement in (
                    f"UPDATE {table} SET {column} = {column}",
                    f"DELETE FROM {table}",
                    f"TRUNCATE {table}",
                    f"ALTER TABLE {table} DISABLE TRIGGER ALL",
                ):
                    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                        cursor.execute(statement)
    finally:
        signed_in.close()
        with connection.cursor() as cursor:
            for name in (role, f"{role}_undo", f"{role}_dml"):
                cursor.execute(f"DROP OWNED BY {name}; DROP ROLE {name}")


def test_the_orm_cannot_alter_a_posting_either(cast, as_app):
    bill(cast, make_client(cast))
    posting = Posting.objects.first()
    for act in (
        lambda: Posting.objects.update(amount=1),
        lambda: Posting.objects.bulk_update([posting], ["amount"]),
        lambda: posting.delete(),
    ):
        with pytest.raises(Error, match="permission denied"), transaction.atomic():
            act()


def test_the_work_of_a_day_goes_on_under_the_role(cast, as_app):
    client, twin = make_client(cast), make_client(cast, "Harbor Bakery")
    invoice = bill(cast, client)
    pay(cast, twin, "100")
    pay(cast, client, "400", {invoice.pk: 400})
    close_ledger(month=date(2026, 10, 1), by=cast.acc)
    merge_clients(kept=client, gone=twin, take=set(), by=cast.dora)
    assert not Posting.objects.filter(client=twin).exists()
    as_app.execute("SELECT current_user")
    assert as_app.fetchone() == (NAME,), "the right to move rows is given back"
