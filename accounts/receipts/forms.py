"""What accounting fills in when money comes in, is used, or goes back."""

import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.receipts.models import Receipt
from config.lib.forms import DayInput
from config.lib.money import ZERO


def dollars(**kwargs: Any) -> forms.DecimalField:
    """An amount above zero in dollars and cents."""
    return forms.DecimalField(
        min_value=Decimal("0.01"), max_digits=12, decimal_places=2, localize=False, **kwargs
    )


class ReceiptForm(forms.Form):
    """A payment for a client's account."""

    amount = dollars()
    received_on = forms.DateField(label="Received", widget=DayInput())
    method = forms.ChoiceField(choices=Receipt.Method)
    reference = forms.CharField(
        required=False, max_length=80, help_text="Check number, or the bank's reference."
    )
    payer = forms.CharField(
        required=False, max_length=200, help_text="Only if it was not the client."
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault(
            "initial", {"form_key": uuid.uuid4(), "received_on": timezone.localdate()}
        )
        super().__init__(*args, **kwargs)


class PartsForm(forms.Form):
    """How much of a receipt goes to each open invoice; a field for each is `invoice-<id>`."""

    def __init__(self, *args: Any, invoices: list, proposal: dict[int, Decimal], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.rows = []
        for invoice in invoices:
            name = f"invoice-{invoice.pk}"
            self.fields[name] = forms.DecimalField(
                required=False,
                min_value=ZERO,
                max_digits=12,
                decimal_places=2,
                label=f"For invoice {invoice.number}",
                initial=proposal.get(invoice.pk),
                widget=forms.NumberInput(attrs={"class": "form-control form-control-sm num"}),
            )
            self.rows.append((invoice, self[name]))

    def parts(self) -> dict[int, Decimal]:
        """Invoice id → dollars, of the invoices that get something."""
        return {
            int(name.removeprefix("invoice-")): amount
            for name, amount in self.cleaned_data.items()
            if amount
        }

    def clean(self) -> dict[str, Any]:
        known = set(self.fields)
        for name in self.data:
            if name.startswith("invoice-") and self.data[name] and name not in known:
                raise ValidationError("One of the invoices is not open any more; look again.")
        return self.cleaned_data


class GiveBackForm(forms.Form):
    """A returned payment, or a refund when an amount is asked for."""

    on = forms.DateField(label="On", widget=DayInput())
    reason = forms.CharField(max_length=200)

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("initial", {"on": timezone.localdate()})
        super().__init__(*args, **kwargs)


class RefundForm(GiveBackForm):
    """How much is refunded, when and why."""

    amount = dollars()
    field_order = ("amount", "on", "reason")
