"""What accounting fills in when money comes in, is used, or goes back."""

import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.receipts.models import Receipt
from accounts.trust.models import BankAccount
from config.lib.forms import DayInput, DollarsField, small_dollars
from config.lib.money import CENT, ZERO


def dollars(**kwargs: Any) -> DollarsField:
    """An amount above zero in dollars and cents."""
    return DollarsField(least=CENT, **kwargs)


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
    deposited_on = forms.DateField(
        label="Deposited", required=False, widget=DayInput(), help_text="When the bank has it."
    )
    bank_account = forms.ModelChoiceField(
        BankAccount.objects.none(), label="Into", required=False, empty_label="Not deposited yet"
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault(
            "initial", {"form_key": uuid.uuid4(), "received_on": timezone.localdate()}
        )
        super().__init__(*args, **kwargs)
        self.fields["bank_account"].queryset = BankAccount.objects.trust()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        deposited, received = found.get("deposited_on"), found.get("received_on")
        if bool(deposited) != bool(found.get("bank_account")):
            self.add_error("deposited_on", "A deposit has a day and an account.")
        elif deposited and received and deposited < received:
            self.add_error("deposited_on", "It cannot be deposited before it came in.")
        return found


class PartsForm(forms.Form):
    """How much of a receipt goes to each open invoice; a field for each is `invoice-<id>`."""

    def __init__(self, *args: Any, invoices: list, proposal: dict[int, Decimal], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["parts_key"] = forms.UUIDField(
            required=False, widget=forms.HiddenInput, initial=uuid.uuid4
        )
        self.rows = []
        for invoice in invoices:
            name = f"invoice-{invoice.pk}"
            self.fields[name] = DollarsField(
                least=ZERO,
                required=False,
                label=f"For invoice {invoice.number}",
                initial=proposal.get(invoice.pk),
                widget=small_dollars(),
            )
            self.rows.append((invoice, self[name]))

    def parts(self) -> dict[int, Decimal]:
        """Invoice id → dollars, of the invoices that get something."""
        return {
            int(name.removeprefix("invoice-")): amount
            for name, amount in self.cleaned_data.items()
            if amount and name.startswith("invoice-")
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
    form_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    field_order = ("amount", "on", "reason")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["form_key"].initial = uuid.uuid4
