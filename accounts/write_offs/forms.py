"""What is given up, and why."""

import uuid

from django import forms

from accounts.write_offs.models import WriteOff, WriteOffLimit
from config.lib.forms import DayInput, DollarsField
from config.lib.money import CENT
from teams.history.records import DatedForm


class WriteOffForm(forms.Form):
    """A wish to give up part of an invoice."""

    amount = DollarsField(least=CENT)
    reason = forms.ChoiceField(choices=WriteOff.Reason)
    note = forms.CharField(required=False, max_length=200)
    form_key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)


class WriteOffLimitForm(DatedForm):
    """How much a role writes off from a day on."""

    series = ("role",)

    class Meta:
        model = WriteOffLimit
        fields = ["role", "alone", "approves", "from_on", "until_on", "note"]
        widgets = {"from_on": DayInput(), "until_on": DayInput()}
        labels = {"alone": "Writes off alone, up to", "approves": "Approves, up to"}
