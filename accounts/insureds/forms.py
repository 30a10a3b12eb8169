"""The forms of named insureds and of relations between clients."""

from typing import Any

from django import forms

from accounts.clients.forms import FEIN_INPUT, FeinEdit, fitting
from accounts.clients.picking import ClientField
from accounts.insureds.models import BACKWARDS, NamedInsured, RelationKind
from config.lib.identifiers import fein_problem, tidy_fein
from teams.history.forms import EditForm
from teams.people.models import User

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def check_span(form: forms.BaseForm, data: dict[str, Any]) -> None:
    """Put a sentence at `until_on` when it is not after `from_on`."""
    begins, ends = data.get("from_on"), data.get("until_on")
    if begins and ends and ends <= begins:
        form.add_error("until_on", "The end must be after the beginning.")


class InsuredChecks(forms.ModelForm):
    """What every form over a named insured checks."""

    def clean_fein(self) -> str:
        text = self.cleaned_data["fein"].strip()
        return tidy_fein(fitting(text, fein_problem(text)))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        check_span(self, data)
        return data


class NewInsuredForm(InsuredChecks):
    class Meta:
        model = NamedInsured
        fields = ["name", "kind", "fein", "from_on", "until_on"]
        widgets = {
            "from_on": DAY,
            "until_on": DAY,
            "fein": forms.TextInput(attrs={"autocomplete": "off"}),
        }


class InsuredForm(InsuredChecks, EditForm):
    """A named insured that is there; its FEIN is not among the fields."""

    clean_fein = None  # type: ignore[assignment]

    class Meta:
        model = NamedInsured
        fields = ["name", "kind", "from_on", "until_on"]
        widgets = {"from_on": DAY, "until_on": DAY}


class InsuredFeinForm(FeinEdit):
    """The FEIN of a named insured."""

    class Meta:
        model = NamedInsured
        fields = ["fein"]
        widgets = {"fein": FEIN_INPUT}


class RelationForm(forms.Form):
    """How this client stands to another one, named by its code."""

    kind = forms.ChoiceField(label="This client is")
    other = ClientField(label="The other client")
    note = forms.CharField(max_length=200, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["other"].user = user  # type: ignore[attr-defined]
        self.fields["kind"].choices = [
            *((kind.value, kind.label) for kind in RelationKind),
            ("child", BACKWARDS[RelationKind.PARENT]),
            ("referred_by", BACKWARDS[RelationKind.REFERRED]),
        ]
