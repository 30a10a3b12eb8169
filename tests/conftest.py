"""Fixtures of all tests: the cast, and how to sign in."""

from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest
import time_machine
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.test import TransactionTestCase, override_settings

from tests import pristine
from tests.cast import Cast, make_cast
from tests.migrated import migrated
from tests.workers import bell, redis_folder, start_worker  # noqa: F401

# How long an example takes says nothing about the code on a busy machine.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings, django_db_keepdb, django_db_blocker, django_test_environment
):
    """A new test database is a copy of a migrated one; a kept one migrates itself."""
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            connection.settings_dict["TEST"].update(TEMPLATE=migrated(), MIGRATE=False)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """After tests that commit, the database is put back as the migrations left it."""
    with django_db_blocker.unblock():
        pristine.remember()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test: pristine.put_back())
        yield


def quick_and_private_in(folder: Path) -> dict[str, object]:
    """Settings of cheap passwords and of files kept in `folder`."""
    return {
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "STORAGES": {
            **django_settings.STORAGES,
            "default": {
                "BACKEND": "django.core.files.storage.FileSystemStorage",
                "OPTIONS": {"location": str(folder / "media")},
            },
        },
    }


@pytest.fixture(autouse=True)
def quick_and_private(settings, tmp_path):
    """Cheap passwords, mail in memory, files in a folder of the test's own."""
    for name, value in quick_and_private_in(tmp_path).items():
        setattr(settings, name, value)


@pytest.fixture(scope="module")
def shared_rows(django_db_setup, django_db_blocker, tmp_path_factory):
    """Carries out what makes the rows that all tests of a module share: `shared_rows(make)`.

    What a test writes upon them is undone after it, and they themselves after the last one.
    """
    folder = tmp_path_factory.mktemp("shared")
    around = transaction.atomic()

    def carry_out(make: Callable[[], object]) -> None:
        with django_db_blocker.unblock(), override_settings(**quick_and_private_in(folder)):
            make()
            connection.check_constraints()

    with django_db_blocker.unblock():
        around.__enter__()
    yield carry_out
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def november():
    """A day of late November 2026, for tests whose terms of that year are in force."""
    with time_machine.travel("2026-11-24T20:00:00Z", tick=True):
        yield


@pytest.fixture
def cast(db) -> Cast:
    return make_cast()


@pytest.fixture
def live_cast(transactional_db) -> Cast:
    """The cast for tests whose rows must be committed: threads, workers, browsers."""
    return make_cast()


@pytest.fixture
def sign_in(client):
    """Sign the test client in as one of the cast and hand it back."""

    def enter(user):
        client.force_login(user)
        return client

    return enter
