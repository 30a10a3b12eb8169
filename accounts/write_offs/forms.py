"""What is given up, and why."""

import uuid

from django import forms

from accounts.write_offs.models import WriteOff
from config.lib.forms import DollarsField
from config.lib.money import CENT


class WriteOffForm(forms.Form):
    """A wish to give up part of an invoice."""

    amount = DollarsField(least=CENT)
    reason = forms.ChoiceField(choices=WriteOff.Reason)
    note = forms.CharField(required=False, max_length=200)
    form_key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)
