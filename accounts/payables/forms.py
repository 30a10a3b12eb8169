"""What accounting fills in when it pays on."""

import uuid
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.payables.items import Item
from accounts.payables.models import PaymentRule, Remittance
from accounts.trust.models import BankAccount
from config.lib.forms import DayInput, DollarsField, small_dollars
from teams.history.records import DatedForm


class ItemsForm(forms.Form):
    """Which items a remittance takes, and how much of each; two fields for each invoice."""

    note = forms.CharField(required=False, max_length=200, help_text="Why less is paid, if it is.")
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, items: Sequence[Item], taken: set[int], through: date, **kwargs: Any
    ):
        kwargs.setdefault("initial", {"form_key": uuid.uuid4()})
        super().__init__(*args, **kwargs)
        self.rows = []
        for item in items:
            pk, number = item.position.invoice_id, item.position.number
            if pk in taken:
                self.rows.append((item, None, None))
                continue
            ready = item.due_on <= through and not item.advance
            self.fields[f"take-{pk}"] = forms.BooleanField(
                required=False,
                initial=ready,
                label=f"Pay invoice {number}",
                widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
            )
            self.fields[f"amount-{pk}"] = DollarsField(
                required=False,
                initial=item.amount,
                label=f"Amount for invoice {number}",
                widget=small_dollars(),
            )
            self.rows.append((item, self[f"take-{pk}"], self[f"amount-{pk}"]))

    def clean(self) -> dict[str, Any]:
        for name in self.data:
            if name.startswith("take-") and name not in self.fields:
                raise ValidationError("One of the items is not owed any more; look again.")
        return self.cleaned_data

    def amounts(self) -> dict[int, Decimal]:
        """Invoice id → dollars of the items that are ticked."""
        taken = (n for n in self.fields if n.startswith("take-") and self.cleaned_data.get(n))
        ids = [int(name.removeprefix("take-")) for name in taken]
        return {pk: self.cleaned_data.get(f"amount-{pk}") or Decimal(0) for pk in ids}


class PayForm(forms.Form):
    """By what, when and from where a remittance is paid."""

    means = forms.ChoiceField(choices=Remittance.Means)
    reference = forms.CharField(
        required=False, max_length=80, help_text="Check or ACH number; the bank's for a wire."
    )
    paid_on = forms.DateField(label="Paid", widget=DayInput())
    bank_account = forms.ModelChoiceField(
        BankAccount.objects.none(), label="From", empty_label=None
    )

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("initial", {"paid_on": timezone.localdate()})
        super().__init__(*args, **kwargs)
        self.fields["bank_account"].queryset = BankAccount.objects.trust()  # type: ignore[attr-defined]


class VoidPaymentForm(forms.Form):
    """Why a payment is taken back."""

    on = forms.DateField(label="On", widget=DayInput())
    reason = forms.CharField(max_length=200)

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("initial", {"on": timezone.localdate()})
        super().__init__(*args, **kwargs)


class PaymentRuleForm(DatedForm):
    """A number of paying on with the days on which it holds."""

    series = ("code",)

    class Meta:
        model = PaymentRule
        fields = ["code", "value", "from_on", "until_on", "note"]
        widgets = {"from_on": DayInput(), "until_on": DayInput()}
