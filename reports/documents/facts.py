"""What a document was built from, in words."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

from config.lib.templatetags.steward import us_date

_AMOUNT = re.compile(r"-?\d+\.\d\d")


def facts(built_from: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Label and value of each thing kept with a document; of its parts, part by part."""
    found: list[tuple[str, str]] = []
    for name, value in built_from.items():
        label = name.replace("_", " ").capitalize()
        if isinstance(value, Mapping):
            found += [(f"{label}: {part.lower()}", words) for part, words in facts(value)]
        else:
            found.append((label, _words(value)))
    return found


def _words(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    text = str(value)
    if _AMOUNT.fullmatch(text):
        return f"{Decimal(text):,.2f}"
    with suppress(ValueError):
        return us_date(date.fromisoformat(text))
    return text
