"""What is filled in about premium finance."""

import uuid
from typing import Any

from django import forms
from django.utils import timezone

from accounts.clients.models import Client
from accounts.financing.models import FinanceAgreement
from accounts.financing.services import Agreement
from accounts.policies.models import PolicyTerm
from config.lib.forms import DayInput, DollarsField


class AgreementForm(forms.ModelForm):
    """An agreement of a client and the policies it finances."""

    down_payment = DollarsField()
    principal = DollarsField(help_text="What the lender advances.")
    finance_charge = DollarsField()
    installment_amount = DollarsField(label="Amount of each")
    terms = forms.ModelMultipleChoiceField(
        PolicyTerm.objects.none(), label="Policies", widget=forms.CheckboxSelectMultiple
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    class Meta:
        model = FinanceAgreement
        fields = [
            "lender", "number", "signed_on", "down_payment", "principal", "finance_charge",
            "first_due_on", "installments", "installment_amount",
        ]  # fmt: skip
        widgets = {"signed_on": DayInput(), "first_due_on": DayInput()}

    def __init__(self, *args: Any, client: Client, **kwargs: Any):
        kwargs["initial"] = {"form_key": uuid.uuid4(), "signed_on": timezone.localdate()}
        super().__init__(*args, **kwargs)
        terms = client.terms.filter(policy__bill_mode="agency").order_by("-effective_on")
        self.fields["terms"].queryset = terms.select_related("policy__line")
        self.fields["terms"].label_from_instance = lambda t: (
            f"{t.policy.line} {t.number}, {t.effective_on:%m/%d/%Y}"
        )

    def _post_clean(self) -> None:
        # The service asks the agreement's rules of the whole of it.
        pass

    def facts(self) -> Agreement:
        return Agreement(**{name: self.cleaned_data[name] for name in self.Meta.fields})


class FundingForm(forms.Form):
    """The lender's payment."""

    amount = DollarsField()
    on = forms.DateField(label="Received", widget=DayInput())
    reference = forms.CharField(required=False, max_length=80)
    form_key = forms.UUIDField(widget=forms.HiddenInput)


class LenderForm(forms.Form):
    """Return premium to the lender."""

    credit = forms.IntegerField(widget=forms.HiddenInput)
    amount = DollarsField()
    on = forms.DateField(label="Sent", widget=DayInput())
