"""The columns of the list of escalations."""

from datetime import datetime
from typing import Any

import django_tables2 as tables
from django.utils import timezone

from accounts.escalations.models import Escalation
from config.lib.tables import BadgeColumn

STANDING = {"raised": "Raised", "acknowledged": "Acknowledged", "resolved": "Resolved"}
TONES = {"raised": "bad", "acknowledged": "warn", "resolved": "good"}


class EscalationTable(tables.Table):
    """One escalation a row."""

    raised = tables.Column(accessor="raised_at", verbose_name="Raised")
    standing = BadgeColumn(labels=STANDING, tones=TONES, accessor="standing")
    subject = tables.Column(linkify=True, verbose_name="What", attrs={"td": {"class": "wrap"}})
    client = tables.Column(linkify=lambda record: _client_url(record), default="")
    why = tables.Column(accessor="why", verbose_name="Why")
    level = tables.Column(verbose_name="With")
    to = tables.Column(verbose_name="Told")
    raised_by = tables.Column(verbose_name="By", default="Steward")
    resolution = tables.Column(verbose_name="What was done", default="")

    class Meta:
        model = Escalation
        fields: tuple[str, ...] = ()

    def render_raised(self, value: datetime) -> Any:
        return f"{timezone.localtime(value):%m/%d/%Y}"

    def render_level(self, value: str) -> str:
        return value.removeprefix("With the ").capitalize()

    def value_raised(self, value: datetime) -> datetime:
        return value


def _client_url(row: Escalation) -> str | None:
    return row.client.get_absolute_url() if row.client else None
