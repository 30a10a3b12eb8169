"""Encryption of protected fields (FEIN and the like), with a ring of keys."""

import base64
import hashlib
import hmac
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


def digest(value: str) -> str:
    """A keyed digest of the letters and digits of `value`; "" for none.

    Equal values have equal digests, so they can be found without being readable. The key is
    the oldest of FIELD_KEYS: adding a newer one in front leaves the digests as they are.
    """
    plain = "".join(c for c in value.upper() if c.isalnum())
    key = settings.FIELD_KEYS[-1] if settings.FIELD_KEYS else settings.SECRET_KEY
    made = hmac.new(f"digest:{key}".encode(), plain.encode(), hashlib.sha256).hexdigest()
    return made if plain else ""


class DigestField(models.CharField):
    """The keyed digest of the encrypted field named `source`, kept in step when a row is saved.

    `bulk_update` and `update` do not ask the field; they must set it themselves.
    """

    def __init__(self, source: str = "", **kwargs):
        self.source = source
        kwargs["max_length"] = 64
        kwargs.setdefault("blank", True)
        super().__init__(**kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs["source"] = self.source
        return name, path, args, kwargs

    def pre_save(self, model_instance, add):
        made = digest(getattr(model_instance, self.source) or "")
        setattr(model_instance, self.attname, made)
        return made


def masked(value: str, shown: int = 4) -> str:
    """`value` with all but its last `shown` characters hidden; a short one hidden wholly."""
    if len(value) <= shown:
        return "•" * len(value)
    return "•" * (len(value) - shown) + value[-shown:]
