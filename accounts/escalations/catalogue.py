"""From when on something is escalated, to begin with: the registered rules' own numbers."""

from datetime import date
from typing import Any

from accounts.escalations.registry import watches

HAND = ("hand", 0, "hours", 8)


def load(apps: Any) -> None:
    """Put a row per registered rule into the database where there is none."""
    model = apps.get_model("accounts", "EscalationRule")
    known = set(model.objects.values_list("code", flat=True))
    rows = [(w.code, w.threshold, w.unit, w.director_after) for w in watches()]
    for code, threshold, unit, patience in [HAND, *rows]:
        if code not in known:
            model.objects.create(
                code=code, threshold=threshold, unit=unit, director_after=patience,
                from_on=date(2020, 1, 1), note="Default of the house",
            )  # fmt: skip
