"""What is asked when an invoice is void, and how the house ages what is open."""

from typing import Any

from django import forms
from django.utils import timezone

from accounts.receivables.querysets import AgingBasis
from config.lib.forms import DayInput


class VoidForm(forms.Form):
    """When and why an invoice is void."""

    on = forms.DateField(label="On", widget=DayInput())
    reason = forms.CharField(max_length=200)

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("initial", {"on": timezone.localdate()})
        super().__init__(*args, **kwargs)


class AgingForm(forms.Form):
    """The first days of the columns, and the date that items age from."""

    basis = forms.ChoiceField(choices=AgingBasis.choices, label="Aged from")
    starts = forms.CharField(
        max_length=80,
        label="A new column begins at day",
        help_text="Days past the date, rising, with commas between: 1, 31, 61, 91, 121. "
        "What is before the first one is not yet due.",
    )
    note = forms.CharField(required=False, max_length=200, label="Why")
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_starts(self) -> list[int]:
        return self._days("starts")

    def clean_opened(self) -> list[int]:
        return self._days("opened")

    def _days(self, name: str) -> list[int]:
        parts = self.cleaned_data[name].replace(" ", "").split(",")
        if not all(part.isascii() and part.isdigit() and len(part) < 5 for part in parts):
            raise forms.ValidationError("Whole days with commas between them, such as 1, 31, 61.")
        return [int(part) for part in parts]
