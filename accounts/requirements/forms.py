"""The forms of a client's instructions."""

from typing import Any

from django import forms

from accounts.insureds.forms import DAY, check_span
from accounts.requirements.models import Requirement
from teams.history.forms import EditForm

FIELDS = ["topic", "importance", "text", "from_on", "until_on"]
WIDGETS = {"text": forms.Textarea(attrs={"rows": 3}), "from_on": DAY, "until_on": DAY}


class RequirementChecks(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        check_span(self, data)
        return data


class NewRequirementForm(RequirementChecks):
    class Meta:
        model = Requirement
        fields = FIELDS
        widgets = WIDGETS


class RequirementForm(RequirementChecks, EditForm):
    class Meta:
        model = Requirement
        fields = FIELDS
        widgets = WIDGETS
