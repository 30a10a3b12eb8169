"""What is given up, and why."""

from decimal import Decimal

from django import forms

from accounts.write_offs.models import WriteOff


class WriteOffForm(forms.Form):
    """A wish to give up part of an invoice."""

    amount = forms.DecimalField(min_value=Decimal("0.01"), max_digits=12, decimal_places=2)
    reason = forms.ChoiceField(choices=WriteOff.Reason)
    note = forms.CharField(required=False, max_length=200)
