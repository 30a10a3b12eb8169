"""Encryption of protected fields (FEIN and the like), with a ring of keys."""

import base64
import hashlib
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


@lru_cache
def _ring(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def ring() -> MultiFernet:
    """The key ring: the first of FIELD_KEYS encrypts, all of them decrypt."""
    keys = tuple(settings.FIELD_KEYS)
    if not keys:
        digest = hashlib.sha256(settings.SECRET_KEY.encode()).digest()
        keys = (base64.urlsafe_b64encode(digest).decode(),)
    return _ring(keys)


class EncryptedField(models.TextField):
    """Text that is kept encrypted in the database, its history and its backups."""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return ring().encrypt(value.encode()).decode() if value else value

    def from_db_value(self, value, expression, connection):
        return ring().decrypt(value.encode()).decode() if value else value


def masked(value: str, shown: int = 4) -> str:
    """`value` with all but its last `shown` characters hidden; a short one hidden wholly."""
    if len(value) <= shown:
        return "•" * len(value)
    return "•" * (len(value) - shown) + value[-shown:]
