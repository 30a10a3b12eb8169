"""What accounting fills in when return premium goes back to a client."""

import uuid
from typing import Any

from django import forms

from config.lib.forms import DollarsField
from config.lib.money import CENT


class RefundWishForm(forms.Form):
    """How much of a credit goes to whom."""

    amount = DollarsField(least=CENT)
    payee = forms.CharField(
        required=False, max_length=200, label="Paid to", help_text="Empty: the client."
    )
    note = forms.CharField(required=False, max_length=200)
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs["initial"] = {"form_key": uuid.uuid4()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
