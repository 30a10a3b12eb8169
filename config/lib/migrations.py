"""Operations of migrations that Django and its extensions do one model at a time."""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class CreateModels(Operation):
    """Create many models, rendering the project's state once and not once for each of them.

    `models` stand in the order of their foreign keys.
    """

    def __init__(self, models: Sequence[CreateModel]):
        self.models = models

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        # What was rendered is dropped; it is rendered again when the tables are created.
        state.__dict__.pop("apps", None)
        for model in self.models:
            model.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any):
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for model in reversed(self.models):
            model.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create {len(self.models)} models"
