"""The accounts at banks that a house starts with; their numbers are entered by accounting."""

from typing import Any

ACCOUNTS = (("Premium trust", "trust"), ("Operating", "operating"))


def load(apps: Any) -> None:
    """Put one account of each kind into the database where there are none."""
    model = apps.get_model("accounts", "BankAccount")
    if not model.objects.exists():
        for name, kind in ACCOUNTS:
            model.objects.create(name=name, kind=kind, bank="To be entered", number="")
