"""The form that edits one record and knows which version it was opened with."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from teams.history.edits import Clash, EditConflict, save_edit


class EditForm(forms.ModelForm):
    """A form over a tracked, versioned record; subclass it with `Meta.model` and `fields`.

    `save_edit()` writes it. After a conflict the form carries the current version, so that
    saving again is a decision taken with both values in sight.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.clashes: list[Clash] = []
        self.initial["version"] = self.instance.version

    def _post_clean(self) -> None:
        # The record is checked as it stands when saved, not as it stood when opened.
        pass

    def save_edit(self) -> Any:
        """Save what was typed; None with errors on the form when it could not be."""
        values = {name: self.cleaned_data[name] for name in self._meta.fields or []}
        try:
            return save_edit(self.instance, values=values, opened_with=self.cleaned_data["version"])
        except EditConflict as conflict:
            self.clashes = conflict.clashes
            self.data = self.data.copy()
            self.data[self.add_prefix("version")] = str(conflict.version)
            self.add_error(None, conflict.message)
        except ValidationError as problem:
            self.add_error(None, problem)
        return None
