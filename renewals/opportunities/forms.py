"""What is filled in on opportunities, their stages and their sources."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from accounts.clients.models import Client
from accounts.clients.querysets import people_who_see
from accounts.policies.forms import day
from accounts.policies.models import ChangeReason, LineOfBusiness
from config.lib.dates import add_months
from config.lib.forms import DayInput, DollarsField
from renewals.opportunities.models import WANTED, Opportunity, OpportunitySource, SalesStage
from renewals.placements.forms import owners_for
from teams.access.roles import Role
from teams.history.records import RecordForm
from teams.people.models import User


class NewOpportunityForm(forms.Form):
    """New business of a prospect, or a line a client does not buy from us yet."""

    kind = forms.ChoiceField(choices=[(k.value, k.label) for k in WANTED])
    line = forms.ModelChoiceField(
        LineOfBusiness.objects.all(), required=False, help_text="An additional line needs it."
    )
    source = forms.ModelChoiceField(OpportunitySource.objects.filter(active=True))
    expected_on = day("Expected close")
    expected_premium = DollarsField(label="Expected premium", required=False)
    expected_revenue = DollarsField(
        label="Expected revenue", required=False, help_text="Commission and fees a year."
    )
    executive = forms.ModelChoiceField(
        User.objects.none(), required=False, label="Account executive",
        empty_label="Who serves the client",
    )  # fmt: skip
    seller = forms.ModelChoiceField(
        User.objects.none(), required=False, label="Sales executive",
        empty_label="Who serves the client",
    )  # fmt: skip
    incumbent = forms.CharField(max_length=120, required=False, label="Now with")
    note = forms.CharField(
        max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, client: Client, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _people(self, client)

    def values(self) -> dict[str, Any]:
        """The arguments for `open_opportunity`; an amount left empty is nothing yet."""
        data = dict(self.cleaned_data)
        for name in ("expected_premium", "expected_revenue"):
            data[name] = data[name] or 0
        return data


class OpportunityForm(RecordForm):
    class Meta:
        model = Opportunity
        fields = [
            "line", "source", "expected_on", "expected_premium", "expected_revenue", "executive",
            "seller", "incumbent", "note",
        ]  # fmt: skip
        widgets = {"expected_on": DayInput(), "note": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _people(self, self.instance.client)


def _people(form: forms.BaseForm, client: Client) -> None:
    seen = people_who_see(client)
    for name, role in (("executive", Role.ACCOUNT_EXECUTIVE), ("seller", Role.SALES_EXECUTIVE)):
        form.fields[name].queryset = seen.filter(role=role).order_by("name")  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    """Into which stage, as seen at which version."""

    stage = forms.ModelChoiceField(
        SalesStage.objects.all(), label="Move to", empty_label=None, to_field_name="code"
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    lost_reason = forms.ModelChoiceField(
        ChangeReason.objects.all(), required=False, label="Lost because of", empty_label="Not lost"
    )
    lost_why = forms.CharField(max_length=300, required=False, label="In words")


class StepForm(forms.Form):
    """The next step of an opportunity."""

    subject = forms.CharField(max_length=200, label="What is next")
    due_on = day("On")
    owner = forms.ModelChoiceField(User.objects.none(), required=False, empty_label="Me")

    def __init__(self, *args: Any, client: Client, **kwargs: Any):
        super().__init__(*args, **kwargs)
        owners = [user.pk for user in owners_for(client)]
        self.fields["owner"].queryset = User.objects.filter(pk__in=owners).order_by("name")  # type: ignore[attr-defined]


class PeriodForm(forms.Form):
    """The days whose decisions count."""

    first = day("Decided from")
    last = day("Decided to")

    @classmethod
    def last_year(cls) -> dict[str, date]:
        """The twelve months up to today."""
        today = timezone.localdate()
        return {"first": add_months(today, -12), "last": today}


class StageForm(RecordForm):
    class Meta:
        model = SalesStage
        fields = ["name", "rank", "probability"]


class SourceForm(RecordForm):
    class Meta:
        model = OpportunitySource
        fields = ["code", "name", "active"]
