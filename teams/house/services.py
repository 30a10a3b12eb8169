"""Changing how the house wants things."""

from django.db import transaction

from config.lib.errors import DomainError
from teams.house.catalogue import SETTINGS
from teams.house.models import HouseSetting
from teams.people.models import User


@transaction.atomic
def change_settings(*, values: dict[str, str], by: User) -> int:
    """Set the settings named in `values`; how many changed.

    A value equal to its default needs no row. Raises DomainError for an empty value, one that
    is no choice, or a setting nobody defined; then nothing is changed.
    """
    changed = 0
    for key, value in values.items():
        item, text = SETTINGS.get(key), value.strip()
        if item is None:
            raise DomainError(f"There is no setting “{key[:40]}”.")
        if not text or (item.choices and text not in dict(item.choices)):
            raise DomainError(f"{item.label}: choose or type a value.", key)
        row = HouseSetting.objects.select_for_update().filter(key=key).first()
        if text == (row.value if row else item.default):
            continue
        HouseSetting.objects.update_or_create(key=key, defaults={"value": text})
        changed += 1
    return changed
