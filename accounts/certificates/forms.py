"""The forms of a client's certificates, binders and claims."""

from typing import Any

from django import forms

from accounts.certificates.models import Binder, CertificateHolder, Claim, LossRunRequest
from accounts.certificates.rules import LONGEST_BINDER, long_binder
from accounts.clients.models import Client
from accounts.clients.querysets import people_who_see
from accounts.policies.models import LineOfBusiness, PolicyTerm
from teams.history.records import RecordForm

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class OfClientForm(RecordForm):
    """A record of one client: only its own policies can be chosen."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if "term" in self.fields:
            terms = PolicyTerm.objects.filter(client=self.instance.client)
            self.fields["term"].queryset = terms  # type: ignore[attr-defined]


class HolderForm(OfClientForm):
    class Meta:
        model = CertificateHolder
        fields = [
            "name",
            "address",
            "email",
            "wording",
            "additional_insured",
            "waiver",
            "primary",
            "renews",
        ]
        widgets = {"wording": forms.Textarea({"rows": 3})}


class BinderForm(OfClientForm):
    class Meta:
        model = Binder
        fields = [
            "line",
            "term",
            "company",
            "number",
            "executed_on",
            "effective_on",
            "expires_on",
            "insured_amount",
            "coverage",
            "exclusions",
            "property_description",
            "authorized_by",
            "executed_by",
            "policy_issued_on",
            "reason",
        ]
        widgets = dict.fromkeys(
            ["executed_on", "effective_on", "expires_on", "policy_issued_on"], DAY
        ) | dict.fromkeys(
            ["coverage", "exclusions", "property_description"], forms.Textarea({"rows": 3})
        )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["expires_on"].required = False
        self.fields["expires_on"].help_text = "Empty: 90 days from execution."
        people = people_who_see(self.instance.client).order_by("name")
        self.fields["executed_by"].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Without a stated period a binder runs 90 days from execution (CIC 382.5)."""
        asked = super().clean() or self.cleaned_data
        if not asked.get("expires_on") and asked.get("executed_on"):
            asked["expires_on"] = asked["executed_on"] + LONGEST_BINDER
        if asked.get("executed_on") and asked.get("insured_amount") is not None:
            company = asked.get("company")
            field, sentence = long_binder(
                executed_on=asked["executed_on"],
                expires_on=asked["expires_on"],
                amount=asked["insured_amount"],
                admitted=company is None or company.admitted,
                state=self.instance.client.state,
            )
            if field and not (field == "reason" and asked.get("reason")):
                self.add_error(field, sentence)
        if self.instance.extends_id and not asked.get("reason"):
            self.add_error("reason", "Say why the binder is extended.")
        return asked


class ClaimForm(OfClientForm):
    class Meta:
        model = Claim
        fields = [
            "line",
            "term",
            "number",
            "loss_on",
            "reported_on",
            "status",
            "claimant",
            "description",
        ]
        widgets = {"loss_on": DAY, "reported_on": DAY, "description": forms.Textarea({"rows": 3})}


class LossRunForm(OfClientForm):
    class Meta:
        model = LossRunRequest
        fields = ["carrier", "line", "requested_on", "received_on", "valued_on"]
        widgets = dict.fromkeys(["requested_on", "received_on", "valued_on"], DAY)


class ValuationForm(forms.Form):
    """A claim's figures of one day."""

    valued_on = forms.DateField(label="Valued", widget=DAY)
    paid = forms.DecimalField(max_digits=14, decimal_places=2, label="Paid ($)")
    reserved = forms.DecimalField(max_digits=14, decimal_places=2, label="Reserved ($)")
    source = forms.CharField(max_length=120, required=False)


class IssueForm(forms.Form):
    """Which policies a certificate shows, and the limit the holder asks for."""

    terms = forms.ModelMultipleChoiceField(
        queryset=PolicyTerm.objects.none(), label="Policies", widget=forms.CheckboxSelectMultiple
    )
    limit_line = forms.ModelChoiceField(
        queryset=LineOfBusiness.objects.all(), required=False, label="Limit asked for line"
    )
    limit_asked = forms.DecimalField(
        max_digits=14, decimal_places=2, min_value=0, required=False, label="Limit asked ($)"
    )

    def __init__(self, *args: Any, client: Client, **kwargs: Any):
        super().__init__(*args, **kwargs)
        terms = client.terms.select_related("policy__line")
        self.fields["terms"].queryset = terms  # type: ignore[attr-defined]


class VoidForm(forms.Form):
    reason = forms.CharField(max_length=300, label="Why it is void")


RECORDS: dict[str, tuple[type[OfClientForm], str]] = {
    "holders": (HolderForm, "certificate holder"),
    "binders": (BinderForm, "binder"),
    "claims": (ClaimForm, "claim"),
    "loss-runs": (LossRunForm, "loss-run request"),
}
