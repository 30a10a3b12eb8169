"""The slip of a deposit, and its lines as they are typed."""

import uuid
from typing import Any

from django import forms
from django.utils import timezone

from accounts.receipts.models import Receipt
from accounts.trust.models import BankAccount
from config.lib.forms import DayInput, DollarsField

EXTRA = 8


class SlipForm(forms.Form):
    """Where the money goes, when, and what the slip says."""

    bank_account = forms.ModelChoiceField(BankAccount.objects.none(), empty_label=None)
    deposited_on = forms.DateField(label="On", widget=DayInput())
    slip_total = DollarsField(label="Total of the slip")
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault(
            "initial", {"form_key": uuid.uuid4(), "deposited_on": timezone.localdate()}
        )
        super().__init__(*args, **kwargs)
        self.fields["bank_account"].queryset = BankAccount.objects.trust()  # type: ignore[attr-defined]

    def clean_slip_total(self) -> Any:
        total = self.cleaned_data["slip_total"]
        if total is None or total <= 0:
            raise forms.ValidationError("The slip's total is above zero.")
        return total


class LineForm(forms.Form):
    """One payment; nothing is judged before posting, so that a draft keeps all of it."""

    who = forms.CharField(required=False, max_length=250, label="Client, invoice or payer")
    amount = forms.CharField(required=False, max_length=40)
    method = forms.ChoiceField(choices=Receipt.Method, required=False)
    reference = forms.CharField(required=False, max_length=80, label="Check number")
    pays = forms.CharField(required=False, max_length=200)


LineFormSet = forms.formset_factory(LineForm, extra=EXTRA, max_num=300)
