"""The columns of the list of imports."""

from typing import Any

import django_tables2 as tables

from accounts.imports.models import ImportBatch
from config.lib.tables import BadgeColumn, NumberColumn

State = ImportBatch.State
TONES: dict[str, str] = {
    State.UPLOADED: "quiet",
    State.CHECKED: "warn",
    State.IMPORTED: "good",
    State.UNDONE: "quiet",
}


class ImportTable(tables.Table):
    number = tables.Column(accessor="pk", verbose_name="Import", linkify=True)
    source = tables.Column(verbose_name="System")
    team = tables.Column()
    state = BadgeColumn(labels=dict(State.choices), tones=TONES, accessor="state")
    new = NumberColumn(accessor="totals__new", verbose_name="New")
    changed = NumberColumn(accessor="totals__changed", verbose_name="Changed")
    refused = NumberColumn(accessor="totals__refused", verbose_name="Refused")
    by = tables.Column(default="Command line")
    at = tables.DateTimeColumn(accessor="created_at", verbose_name="Uploaded", format="m/d/Y g:i A")

    class Meta:
        model = ImportBatch
        fields: tuple[str, ...] = ()

    def value_at(self, record: Any) -> Any:
        return record.created_at
