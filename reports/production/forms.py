"""The month a page or a button is about."""

from datetime import date
from typing import Any

from django import forms

from config.lib.dates import parse_month
from config.lib.errors import DomainError


class MonthField(forms.CharField):
    """A month as YYYY-MM; cleans to its first day."""

    widget = forms.TextInput(attrs={"type": "month"})

    def to_python(self, value: str) -> date | None:  # type: ignore[override]
        text = super().to_python(value)
        if not text:
            return None
        try:
            return parse_month(text)
        except ValueError:
            raise forms.ValidationError(
                f"“{text[:20]}” is not a month; write it as 2026-10."
            ) from None


class MonthForm(forms.Form):
    month = MonthField()
    nonce = forms.CharField(required=False, max_length=40)


class CloseForm(forms.Form):
    """What is closed; where nothing has been yet, the house says with which month it begins."""

    month = MonthField(widget=forms.HiddenInput)
    begin = forms.ChoiceField(
        label="Begin with", widget=forms.RadioSelect, initial="all", required=False
    )

    def __init__(self, *args: Any, months: list[date], is_first: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.months = months
        self.initial["month"] = f"{months[-1]:%Y-%m}"
        choices = [
            ("all", f"{months[0]:%B %Y}, the first month with bookings: {len(months)} months"),
            ("this", f"{months[-1]:%B %Y}: the months before it were closed elsewhere; they keep "
             "their bookings and take no more, and their figures are not frozen"),
        ]  # fmt: skip
        self.fields["begin"].choices = choices  # type: ignore[attr-defined]
        if not is_first or len(months) == 1:
            del self.fields["begin"]

    @property
    def since(self) -> date:
        """The first month that is to be closed."""
        return self.months[-1 if self.cleaned_data.get("begin") == "this" else 0]


def asked_month(data) -> tuple[date, str]:
    """The month and the nonce of a posted form. Raises DomainError when the month is wrong."""
    form = MonthForm(data)
    if not form.is_valid():
        raise DomainError(next(iter(form.errors.values()))[0], "month")
    return form.cleaned_data["month"], form.cleaned_data["nonce"]
