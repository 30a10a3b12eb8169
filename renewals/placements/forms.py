"""What is filled in on placements and their templates."""

from typing import Any

from django import forms

from accounts.clients.models import Client
from accounts.clients.querysets import people_who_see
from accounts.policies.forms import day, dollars
from accounts.policies.models import LineOfBusiness
from config.lib.forms import DayInput
from renewals.placements.models import PlacementTemplate, TemplateStep
from renewals.placements.states import Kind, Stage
from teams.history.records import RecordForm
from teams.people.models import User


class MoveForm(forms.Form):
    """Into which stage, as seen at which version."""

    stage = forms.ChoiceField(choices=Stage, label="Move to")
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    why = forms.CharField(max_length=300, required=False, label="Why")
    lessons = forms.CharField(
        max_length=2000, required=False, widget=forms.Textarea({"rows": 2}), label="Lessons"
    )


class StepForm(forms.Form):
    """What is done with a step."""

    do = forms.ChoiceField(choices=[(x, x) for x in ("finish", "waive", "reopen", "assign")])
    version = forms.IntegerField(min_value=1)
    ticked = forms.TypedMultipleChoiceField(coerce=int, required=False)
    why = forms.CharField(max_length=200, required=False)
    owner = forms.ModelChoiceField(User.objects.active(), required=False)

    def __init__(self, *args: Any, items: int, **kwargs: Any):
        super().__init__(*args, **kwargs)
        places = [(str(n), str(n)) for n in range(items)]
        self.fields["ticked"].choices = places  # type: ignore[attr-defined]


class NewPlacementForm(forms.Form):
    """New business for a prospect, or an additional line."""

    kind = forms.ChoiceField(choices=[c for c in Kind.choices if c[0] != Kind.RENEWAL])
    line = forms.ModelChoiceField(
        LineOfBusiness.objects.all(), required=False, help_text="The line that is added."
    )
    target_on = day("Needed by")
    estimated_premium = dollars("Estimated premium")


def owners_for(client: Client) -> list[User]:
    """Who may own a step of a placement of `client`."""
    return list(people_who_see(client).holding("renewals.write").order_by("name"))


class TemplateForm(RecordForm):
    class Meta:
        model = PlacementTemplate
        fields = [
            "name", "kind", "tier", "most_revenue", "lead_days", "from_on", "until_on", "note",
        ]  # fmt: skip
        widgets = {"from_on": DayInput(), "until_on": DayInput()}


class TemplateStepForm(RecordForm):
    class Meta:
        model = TemplateStep
        fields = ["name", "stage", "role", "offset_days", "checklist", "required"]
