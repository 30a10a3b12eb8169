"""What is filled in to work a carrier's statement."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.carriers.models import Carrier
from accounts.commissions.models import CommissionStatement, StatementRow
from accounts.commissions.reading import FIELDS, NEEDED, suggested
from config.lib.forms import DayInput


class StatementForm(forms.Form):
    """A statement as it comes from a carrier."""

    carrier = forms.ModelChoiceField(Carrier.objects.all())
    file = forms.FileField(
        label="Statement", help_text="CSV or Excel (.xlsx).",
        widget=forms.ClearableFileInput({"accept": ".csv,.txt,.xlsx"}),
        error_messages={"empty": "The file is empty."},
    )  # fmt: skip
    number = forms.CharField(label="Statement number", required=False, max_length=40)
    paid_on = forms.DateField(label="Paid on", widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("initial", {"paid_on": timezone.localdate()})
        super().__init__(*args, **kwargs)


class StatementColumnsForm(forms.Form):
    """Which heading of the statement is which field."""

    def __init__(self, *args: Any, statement: CommissionStatement, **kwargs: Any):
        super().__init__(*args, **kwargs)
        headings = [heading for heading in statement.headings if heading]
        guess = statement.columns or suggested(headings, {})
        for name, (label, _) in FIELDS.items():
            self.fields[name] = forms.ChoiceField(
                label=label,
                required=name in NEEDED,
                choices=[("", "—"), *((h, h) for h in headings)],
                initial=guess.get(name, ""),
            )

    def clean(self) -> dict[str, Any]:
        columns = {name: heading for name, heading in self.cleaned_data.items() if heading}
        if len(set(columns.values())) < len(columns):
            raise ValidationError("A column is named twice.")
        return columns


class RowForm(forms.Form):
    """What is decided about one row of a statement."""

    answer = forms.ChoiceField(choices=StatementRow.Answer)
    note = forms.CharField(required=False, max_length=200)


class PolicyOfRowForm(forms.Form):
    """Which policy a row is about: chosen among several, or found by number."""

    term = forms.IntegerField(required=False)
    number = forms.CharField(required=False, max_length=60)


class ReverseForm(forms.Form):
    """Why a posted statement is taken back."""

    reason = forms.CharField(max_length=200)
