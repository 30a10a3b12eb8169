"""The forms of a client's record."""

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.clients.models import Client
from config.lib import identifiers as ids
from config.lib.crypto import masked
from teams.access.roles import Role
from teams.history.forms import EditForm
from teams.people.forms import offer_teams
from teams.people.models import User


def fitting(text: str, problem: str) -> str:
    """`text`, or a ValidationError with the `problem` an identifier has."""
    if text and problem:
        raise ValidationError(problem)
    return text


class RecordChecks(forms.ModelForm):
    """The checks that every form over a client's record makes."""

    def clean_naics(self) -> str:
        text = self.cleaned_data["naics"].strip()
        return fitting(text, ids.naics_problem(text))

    def clean_zip(self) -> str:
        text = self.cleaned_data["zip"].strip()
        return fitting(text, ids.zip_problem(text))

    def clean_state(self) -> str:
        text = self.cleaned_data["state"].strip().upper()
        return fitting(text, ids.state_problem(text))

    def clean_started_year(self) -> int | None:
        year = self.cleaned_data["started_year"]
        if year is not None and not 1600 <= year <= timezone.localdate().year:
            raise ValidationError("Give the year the business started, like 1998.")
        return year


RECORD = [
    "name", "dba", "entity_type", "tier", "naics", "started_year", "street", "city", "state",
    "zip", "phone", "email", "website", "operations",
]  # fmt: skip
WIDGETS = {"operations": forms.Textarea(attrs={"rows": 3})}


class ClientForm(RecordChecks, EditForm):
    """The client's record without its protected number."""

    class Meta:
        model = Client
        fields = RECORD
        widgets = WIDGETS


class FeinEdit(EditForm):
    """Replaces or removes a FEIN; the number on file is never put into the page."""

    remove = forms.BooleanField(required=False, label="Remove the number on file")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial["fein"] = ""
        self.fields["fein"].label = "New FEIN"
        self.fields[
            "fein"
        ].help_text = (
            f"On file: {self.instance.fein_masked or 'none'}. Nine digits, like 12-3456789."
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        text = data.get("fein", "").strip()
        if data.get("remove") and text:
            self.add_error("fein", "Either give a number or remove the one on file.")
        elif not data.get("remove") and (not text or ids.fein_problem(text)):
            self.add_error("fein", "A FEIN has nine digits, like 12-3456789.")
        data["fein"] = ids.tidy_fein(text)
        return data

    def save_edit(self) -> Any:
        saved = super().save_edit()
        self.clashes = [
            replace(
                clash,
                original=masked(clash.original),
                theirs=masked(clash.theirs),
                yours=masked(clash.yours),
            )
            for clash in self.clashes
        ]
        return saved


FEIN_INPUT = forms.TextInput(attrs={"autocomplete": "off"})


class FeinForm(FeinEdit):
    """The client's own FEIN, by whose digest duplicates are found."""

    class Meta:
        model = Client
        fields = ["fein"]
        widgets = {"fein": FEIN_INPUT}

    def save_edit(self) -> Any:
        saved = super().save_edit()
        if saved is not None:
            saved.save(update_fields=["fein_digest"])
        return saved


class NewClientForm(RecordChecks):
    """A prospect: who it is, whose team, and who looks after it."""

    fein = forms.CharField(label="FEIN", required=False, help_text="Nine digits, like 12-3456789.")
    executive = forms.ModelChoiceField(
        queryset=User.objects.none(), required=False, label="Account executive",
        empty_label="Nobody yet",
    )  # fmt: skip
    looked = forms.BooleanField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Client
        fields = ["name", "dba", "team", *RECORD[2:]]
        widgets = WIDGETS

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer_teams(self.fields["team"], user)
        executives = User.objects.active().filter(role=Role.ACCOUNT_EXECUTIVE)
        self.fields["executive"].queryset = executives
        if user.role == Role.ACCOUNT_EXECUTIVE:
            self.fields["executive"].initial = user
        if len(mine := list(self.fields["team"].queryset[:2])) == 1:
            self.fields["team"].initial = mine[0]

    def clean_fein(self) -> str:
        text = self.cleaned_data["fein"].strip()
        return ids.tidy_fein(fitting(text, ids.fein_problem(text)))
