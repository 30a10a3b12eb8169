"""What the house has set."""

from teams.house.catalogue import SETTINGS
from teams.house.models import HouseSetting


def setting(key: str) -> str:
    """The value of one setting, its default when the house has not changed it.

    Raises KeyError for a key that is not in the catalogue.
    """
    default = SETTINGS[key].default
    row = HouseSetting.objects.filter(key=key).values_list("value", flat=True).first()
    return default if row is None else row


def settings_now() -> dict[str, str]:
    """Key → value of every setting."""
    changed = dict(HouseSetting.objects.values_list("key", "value"))
    return {key: changed.get(key, item.default) for key, item in SETTINGS.items()}
