"""The letterhead the house starts with, from its settings."""

from typing import Any

from django.conf import settings


def load(apps: Any) -> None:
    """Put the letterhead into the database where there is none; safe to repeat."""
    agency = settings.AGENCY
    apps.get_model("reports", "Letterhead").objects.get_or_create(
        pk=1,
        defaults={
            "name": agency["name"],
            "license": agency["license"],
            "address": agency["address"],
            "phone": agency["phone"],
        },
    )
