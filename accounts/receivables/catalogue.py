"""The columns of the aging report as the house starts with them (DOMAIN §8.1)."""

from datetime import date
from typing import Any

BUCKETS: tuple[tuple[str, int | None], ...] = (
    ("Not yet due", None),
    ("1–30", 1),
    ("31–60", 31),
    ("61–90", 61),
    ("91–120", 91),
    ("Over 120", 121),
)


def load(apps: Any) -> None:
    """Put the buckets and the default basis into the database where there are none."""
    model = apps.get_model("accounts", "AgingBucket")
    if not model.objects.exists():
        for label, from_days in BUCKETS:
            model.objects.create(label=label, from_days=from_days)
    default = apps.get_model("accounts", "AgingDefault")
    if not default.objects.exists():
        default.objects.create(basis="later", from_on=date(2020, 1, 1), note="Default of the house")
