"""Protected fields are unreadable at rest and outlive a change of keys."""

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.db import connection

from accounts.clients.models import Client
from config.lib.crypto import masked, ring
from tests.cast import make_client


def stored_fein(client) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT fein FROM accounts_client WHERE id = %s", [client.pk])
        return cursor.fetchone()[0]


def test_a_protected_number_is_unreadable_in_the_database_and_its_history(cast):
    client = make_client(cast, fein="12-3456789")
    assert Client.objects.get(pk=client.pk).fein == "12-3456789"
    assert "3456789" not in stored_fein(client)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), max(fein) FROM accounts_clientevent")
        count, kept = cursor.fetchone()
    assert count == 1
    assert "3456789" not in kept


def test_the_old_key_still_reads_after_a_new_one_was_put_in_front(cast, settings):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.FIELD_KEYS = [old]
    client = make_client(cast, fein="12-3456789")
    settings.FIELD_KEYS = [new, old]
    again = Client.objects.get(pk=client.pk)
    assert again.fein == "12-3456789"
    again.save()
    settings.FIELD_KEYS = [new]
    assert Client.objects.get(pk=client.pk).fein == "12-3456789"
    settings.FIELD_KEYS = [old]
    with pytest.raises(InvalidToken):
        Client.objects.get(pk=client.pk)


def test_an_empty_number_stays_empty(cast):
    client = make_client(cast)
    assert stored_fein(client) == ""
    assert Client.objects.get(pk=client.pk).fein == ""


def test_without_keys_of_its_own_a_machine_encrypts_with_its_secret(settings):
    settings.FIELD_KEYS = []
    settings.SECRET_KEY = "one"
    token = ring().encrypt(b"12-3456789")
    settings.SECRET_KEY = "two"
    with pytest.raises(InvalidToken):
        ring().decrypt(token)


@pytest.mark.parametrize(
    ("value", "shown"),
    [("12-3456789", "••••••6789"), ("", ""), ("1234", "••••"), ("12", "••"), ("12345", "•2345")],
)
def test_a_masked_number_shows_its_end_at_most(value, shown):
    assert masked(value) == shown
