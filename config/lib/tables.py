"""Columns that every table uses the same way."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html

from config.lib.templatetags.steward import money


class MoneyColumn(tables.Column):
    """Dollars and cents, right-aligned; a plain number in exports."""

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("attrs", {"th": {"class": "num"}, "td": {"class": "num"}})
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def render(self, value: Any) -> Any:
        return money(value)

    def value(self, value: Any, **kwargs: Any) -> Any:
        return value


class NumberColumn(tables.Column):
    """A count, right-aligned."""

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("attrs", {"th": {"class": "num"}, "td": {"class": "num"}})
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def value(self, value: Any, **kwargs: Any) -> Any:
        return value


class DateColumn(tables.Column):
    """A date as the office writes it; a date in exports."""

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("attrs", {"td": {"class": "day"}})
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def render(self, value: Any) -> Any:
        return value.strftime("%m/%d/%Y")

    def value(self, value: Any, **kwargs: Any) -> Any:
        return value


class BadgeColumn(tables.Column):
    """A state shown as a badge; `tones` maps the stored value to good, warn, bad or quiet."""

    def __init__(self, labels: dict[str, str], tones: dict[str, str], **kwargs: Any):
        self.labels, self.tones = labels, tones
        super().__init__(**kwargs)

    def render(self, value: Any, record: Any, bound_column: Any) -> Any:
        # For a field with choices the library hands over the label, not the stored value.
        stored = tables.A(str(bound_column.accessor)).resolve(record, quiet=True)
        return badge(self.labels.get(stored, value), self.tones.get(stored, "quiet"))

    def value(self, value: Any, **kwargs: Any) -> Any:
        return self.labels.get(value, value)


def badge(label: Any, tone: str = "quiet") -> Any:
    """A small colored label; its words carry the meaning, the color only helps."""
    return format_html('<span class="badge-{}">{}</span>', tone, label)
