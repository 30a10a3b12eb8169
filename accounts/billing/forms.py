"""What is filled in to keep rates, and to bill a transaction."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from accounts.billing.drafts import FEES, TAXES, Wanted, is_surplus
from accounts.billing.models import BillingRule, PaymentScheme, TaxFeeRule
from accounts.billing.rules import LABELS
from accounts.policies.models import PolicyTransaction
from config.lib.dates import parse_date
from config.lib.forms import DayInput, DollarsField
from config.lib.money import parse_money
from teams.history.records import RecordForm

DAYS = {"from_on": DayInput(), "until_on": DayInput()}


class TaxFeeForm(RecordForm):
    class Meta:
        model = TaxFeeRule
        fields = [
            "state", "code", "rate", "base", "date_basis", "from_on", "until_on", "source", "note",
        ]  # fmt: skip
        widgets = DAYS

    def clean_state(self) -> str:
        return self.cleaned_data["state"].upper()


class BillingRuleForm(RecordForm):
    class Meta:
        model = BillingRule
        fields = ["code", "value", "from_on", "until_on", "source", "note"]
        widgets = DAYS


class SchemeForm(RecordForm):
    class Meta:
        model = PaymentScheme
        fields = [
            "code", "parts", "months_apart", "down_percent", "taxes_first", "charge", "active",
        ]  # fmt: skip


TABLES: dict[str, tuple[type[RecordForm], str]] = {
    "taxes": (TaxFeeForm, "tax or fee rate"),
    "rules": (BillingRuleForm, "billing rule"),
    "schemes": (SchemeForm, "payment scheme"),
}


class BillForm(forms.Form):
    """What is said about a bill besides what its transaction says."""

    invoice_on = forms.DateField(label="Invoice date", widget=DayInput())
    due_on = forms.DateField(
        label="Due", required=False, widget=DayInput(), help_text="Empty: by the billing rules."
    )
    home_state = forms.CharField(
        label="Home state", required=False, max_length=2, help_text="Its rates hold for all of it."
    )
    extends = forms.BooleanField(
        label="It extends the policy", required=False, help_text="Then its own date decides rates."
    )
    scheme = forms.ModelChoiceField(
        PaymentScheme.objects.none(), label="Payment plan", empty_label=None, to_field_name="code"
    )
    custom = forms.CharField(
        label="Or parts as agreed",
        required=False,
        widget=forms.Textarea({"rows": 3, "placeholder": "03/01/2027 2,500.00"}),
        help_text="A due date and an amount on each line; together they are the invoice.",
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, transaction: PolicyTransaction, **kwargs: Any):
        start = {
            "invoice_on": timezone.localdate(), "home_state": transaction.term.client.state,
            "scheme": "FULL", "form_key": uuid.uuid4(),
        }  # fmt: skip
        kwargs["initial"] = start | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        surplus, credit = is_surplus(transaction), transaction.premium < 0
        for kind in (*FEES, *(TAXES if surplus else ())):
            words = "Empty: as reckoned. Else as the wholesaler billed it." if kind in TAXES else ""
            self.fields[kind] = DollarsField(
                label=LABELS[kind].capitalize(), required=False, help_text=words
            )
        self.fields["scheme"].queryset = PaymentScheme.objects.filter(active=True)
        gone = set() if surplus else {"home_state", "extends"}
        gone |= set() if transaction.kind == "END" else {"extends"}
        gone |= {"scheme", "custom"} if credit else set()
        for name in gone:
            del self.fields[name]
        self.order_fields(["invoice_on", "due_on", "home_state", "extends", *FEES, *TAXES])

    def clean_custom(self) -> list[tuple[date, Decimal]]:
        """Each line as (due day, dollars)."""
        parts = []
        for number, line in enumerate(self.cleaned_data["custom"].splitlines(), start=1):
            words = line.split(maxsplit=1)
            if not words:
                continue
            try:
                if len(words) < 2:
                    raise ValueError("A due date and an amount belong on it")
                parts.append((parse_date(words[0]), parse_money(words[1])))
            except ValueError as error:
                raise forms.ValidationError(f"Line {number}: {error}.") from None
        return parts

    def clean_home_state(self) -> str:
        return self.cleaned_data["home_state"].upper()

    def wanted(self) -> Wanted:
        """The form as the drafts want it."""
        values = self.cleaned_data
        given = {name: values[name] for name in (*FEES, *TAXES) if values.get(name) is not None}
        return Wanted(
            invoice_on=values["invoice_on"],
            due_on=values["due_on"],
            home_state=values.get("home_state", ""),
            extends=values.get("extends", False),
            fees={kind: given[kind] for kind in FEES if kind in given},
            taxes={kind: given[kind] for kind in TAXES if kind in given},
            scheme=values.get("scheme"),
            custom=values.get("custom") or (),
        )


class RebillForm(BillForm):
    """A bill in the place of one that is void."""

    reason = forms.CharField(label="Why it is made anew", max_length=200)


class RunForm(forms.Form):
    """Which transactions are invoiced at once, under which date."""

    invoice_on = forms.DateField(label="Invoice date", widget=DayInput())
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs["initial"] = {"invoice_on": timezone.localdate(), "form_key": uuid.uuid4()}
        super().__init__(*args, **kwargs)
