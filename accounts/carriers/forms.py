"""The forms on a carrier's page."""

from django import forms

from accounts.carriers.models import (
    Appetite,
    Carrier,
    CommissionRate,
    Rating,
    RemittanceTerms,
    Underwriter,
    WritingCompany,
)
from accounts.policies.models import LineOfBusiness
from teams.history.records import RecordForm

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class CarrierForm(RecordForm):
    class Meta:
        model = Carrier
        fields = ["name", "group_code", "website"]


class OfCarrierForm(RecordForm):
    """A record that may name one of the carrier's companies."""

    def limit(self, carrier: Carrier) -> None:
        """Offer only the companies of `carrier`."""
        if "company" in self.fields:
            self.fields["company"].queryset = carrier.companies.all()  # type: ignore[attr-defined]


class CompanyForm(OfCarrierForm):
    class Meta:
        model = WritingCompany
        fields = ["name", "kind", "naic", "admitted", "domicile", "active"]


class RatingForm(OfCarrierForm):
    class Meta:
        model = Rating
        fields = ["company", "agency", "grade", "rated_on"]
        widgets = {"rated_on": DAY}


class UnderwriterForm(OfCarrierForm):
    class Meta:
        model = Underwriter
        fields = ["name", "company", "email", "phone", "lines", "territory", "active"]

    def clean_lines(self) -> str:
        """Codes of lines the house knows, with commas between."""
        codes = self.cleaned_data["lines"].upper().replace(",", " ").split()
        known = set(LineOfBusiness.objects.filter(code__in=codes).values_list("code", flat=True))
        if unknown := [code for code in codes if code not in known]:
            raise forms.ValidationError(f"No line has the code {unknown[0]}.")
        return ", ".join(codes)


class AppetiteForm(OfCarrierForm):
    class Meta:
        model = Appetite
        fields = ["stance", "line", "states", "classes", "note", "noted_on"]
        widgets = {"noted_on": DAY}


class CommissionForm(OfCarrierForm):
    class Meta:
        model = CommissionRate
        fields = ["company", "line", "new_percent", "renewal_percent", "from_on", "until_on"]
        widgets = {"from_on": DAY, "until_on": DAY}


class RemittanceForm(OfCarrierForm):
    class Meta:
        model = RemittanceTerms
        fields = ["company", "basis", "days", "due_day"]


class AliasForm(forms.Form):
    """An alias to add to something, or to take away from it."""

    alias = forms.CharField(max_length=80, label="Alias")
    of = forms.IntegerField(widget=forms.HiddenInput)
    move = forms.ChoiceField(choices=[("add", "Add"), ("remove", "Remove")])


PARTS: dict[str, tuple[type[OfCarrierForm], str]] = {
    "companies": (CompanyForm, "company"),
    "ratings": (RatingForm, "rating"),
    "underwriters": (UnderwriterForm, "underwriter"),
    "appetite": (AppetiteForm, "appetite"),
    "commission": (CommissionForm, "commission rate"),
    "remittance": (RemittanceForm, "remittance terms"),
}
