"""What is said about commitments, and how they are promised."""

from typing import Any

from django import forms

from accounts.clients.models import Tier
from accounts.service_plans.models import CommitmentTemplate
from accounts.service_plans.states import WaitsFor
from config.lib.forms import DayInput
from teams.history.forms import EditForm
from teams.history.records import DatedForm, RecordForm
from teams.people.models import User

__all__ = ["EditForm"]


class MeetForm(forms.Form):
    """What of the client's file shows that it was done."""

    evidence = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what shows that it was done."},
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["evidence"].choices = choices  # type: ignore[attr-defined]


class WaiveForm(forms.Form):
    reason = forms.CharField(
        max_length=300, label="Why it is waived", widget=forms.Textarea({"rows": 2})
    )


class WaitForm(forms.Form):
    waits_for = forms.ChoiceField(choices=WaitsFor, label="Waits for")


class HandOverForm(forms.Form):
    to = forms.ModelChoiceField(
        queryset=User.objects.active().holding("service.work"), required=False,
        label="Seen to by", empty_label="Whoever serves the client in this role",
    )  # fmt: skip


class CalledForm(forms.Form):
    called_at = forms.DateTimeField(
        label="They called at",
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    about = forms.CharField(max_length=120, required=False, label="What it is about")


class TemplateForm(DatedForm):
    """A commitment that a tier is promised."""

    series = ("code", "tier")

    class Meta:
        model = CommitmentTemplate
        fields = [
            "code", "name", "tier", "anchor", "happening", "month", "day", "offset", "unit",
            "tolerance_days", "window_days", "owner_role", "deliverable", "repeat", "line",
            "from_on", "until_on", "source",
        ]  # fmt: skip
        widgets = {"from_on": DayInput(), "until_on": DayInput()}


class TierForm(RecordForm):
    """What a tier stands for."""

    class Meta:
        model = Tier
        fields = ["name", "rank", "criteria", "min_revenue", "color"]
        widgets = {"color": forms.TextInput({"type": "color"})}
