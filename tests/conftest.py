"""Fixtures of all tests: the cast, and how to sign in."""

import hypothesis
import pytest

from tests.cast import Cast, make_cast
from tests.workers import bell, redis_folder, start_worker  # noqa: F401

# How long an example takes says nothing about the code on a busy machine.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")


@pytest.fixture(autouse=True)
def quick_and_private(settings, tmp_path):
    """Cheap passwords, mail in memory, files in a folder of the test's own."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "media")},
        },
    }


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
