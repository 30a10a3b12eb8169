"""The month a page or a button is about."""

from datetime import date

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


def asked_month(data) -> tuple[date, str]:
    """The month and the nonce of a posted form. Raises DomainError when the month is wrong."""
    form = MonthForm(data)
    if not form.is_valid():
        raise DomainError(next(iter(form.errors.values()))[0], "month")
    return form.cleaned_data["month"], form.cleaned_data["nonce"]
