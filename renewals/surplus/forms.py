"""What is filled in for a surplus lines search."""

from typing import Any

from django import forms

from accounts.attachments.models import Attachment
from accounts.clients.querysets import people_who_see
from accounts.policies.forms import day
from accounts.policies.models import LineOfBusiness
from renewals.surplus.models import DiligentSearch, ExportListing
from teams.people.models import User


class SearchForm(forms.Form):
    """Why a line may go to a non-admitted insurer."""

    line = forms.ModelChoiceField(LineOfBusiness.objects.none())
    ground = forms.ChoiceField(choices=DiligentSearch.Ground)
    listing = forms.ModelChoiceField(
        ExportListing.objects.none(), required=False, label="Class of the Export List"
    )
    searched_by = forms.ModelChoiceField(User.objects.none(), label="Who makes the search")
    facts = forms.CharField(
        max_length=2000, required=False, widget=forms.Textarea({"rows": 4}),
        label="The risk, and why the admitted market does not write it",
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, placement: Any, lines: list[LineOfBusiness], on: Any, **more: Any
    ):
        super().__init__(*args, **more)
        keys = [line.pk for line in lines]
        known = LineOfBusiness.objects.filter(pk__in=keys) if keys else LineOfBusiness.objects.all()
        fields: Any = self.fields
        fields["line"].queryset = known
        fields["listing"].queryset = ExportListing.objects.in_force(on)
        fields["searched_by"].queryset = people_who_see(placement.client).order_by("name")


class ImportForm(forms.Form):
    """The Export List as a table, and since when it holds."""

    file = forms.FileField(label="CSV or XLSX file")
    from_on = day("In force from")
    source = forms.CharField(
        max_length=200, label="Source", help_text="The published list and its date."
    )


class DisclosureForm(forms.Form):
    """What became of the D-1."""

    disclosure = forms.ChoiceField(choices=DiligentSearch.Disclosure, label="D-1")
    on = day("Signed on", required=False)
    file = forms.ModelChoiceField(
        Attachment.objects.none(), required=False, label="The signed paper"
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, client: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        kept = Attachment.objects.filter(client=client).kept().order_by("-pk")
        self.fields["file"].queryset = kept  # type: ignore[attr-defined]
