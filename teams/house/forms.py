"""One field for each setting of the house."""

from typing import Any

from django import forms

from teams.house.catalogue import SETTINGS


class SettingsForm(forms.Form):
    """The catalogue as a form; a name has no dot in HTML ids, so fields keep the key as it is."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for key, item in SETTINGS.items():
            common: dict[str, Any] = {"label": item.label, "help_text": item.help}
            self.fields[key] = (
                forms.ChoiceField(choices=item.choices, **common)
                if item.choices
                else forms.CharField(max_length=200, **common)
            )
