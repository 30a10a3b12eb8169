"""What accounting fills in when the house's own money moves, and about its bank accounts."""

import uuid
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone

from accounts.trust.models import BankAccount
from config.lib.forms import DayInput, DollarsField
from config.lib.money import CENT
from teams.history.forms import EditForm


class SweepForm(forms.Form):
    """How much commission leaves the trust account, and when."""

    amount = DollarsField(least=CENT)
    on = forms.DateField(label="On", widget=DayInput())
    note = forms.CharField(required=False, max_length=200)
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        given = kwargs.pop("initial", {})
        now = {"form_key": uuid.uuid4(), "on": timezone.localdate()}
        super().__init__(*args, initial=now | given, **kwargs)


class OwnFundsForm(SweepForm):
    """How much of its own the house puts into trust, or takes back."""

    amount = DollarsField(help_text="Below zero takes own funds back.")


class BankAccountForm(EditForm):
    """An account at a bank."""

    routing = forms.CharField(
        required=False,
        max_length=9,
        label="Routing number",
        validators=[RegexValidator(r"^[0-9]{9}$", "A routing number has nine digits.")],
    )
    number = forms.CharField(
        max_length=34,
        label="Account number",
        validators=[RegexValidator(r"^[0-9]{4,34}$", "An account number is four or more digits.")],
    )

    class Meta:
        model = BankAccount
        fields = ["name", "bank", "routing", "number", "active"]
