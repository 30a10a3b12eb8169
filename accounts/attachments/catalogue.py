"""The categories a client's files are kept under (DESIGN §4.8)."""

from typing import Any

CATEGORIES = (
    ("policy", "Policy"), ("endorsement", "Endorsement"), ("application", "Application"),
    ("loss-run", "Loss run"), ("certificate", "Certificate"), ("binder", "Binder"),
    ("invoice", "Invoice"), ("correspondence", "Correspondence"), ("photo", "Photo"),
    ("contract", "Contract"), ("license", "License"), ("other", "Other"),
)  # fmt: skip


def load(apps: Any) -> None:
    """Put the categories into the database where they are missing."""
    model = apps.get_model("accounts", "AttachmentCategory")
    for place, (code, name) in enumerate(CATEGORIES):
        model.objects.get_or_create(code=code, defaults={"name": name, "place": place})
