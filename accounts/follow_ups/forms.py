"""What is filled in to add, close, put off and hand over follow-ups."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from accounts.clients.models import Client
from accounts.clients.querysets import people_who_see
from accounts.follow_ups.models import FollowUp, FollowUpKind, FollowUpOutcome
from accounts.follow_ups.rules import rhythm_of
from accounts.policies.models import PolicyTerm
from config.lib.forms import DayInput
from teams.people.models import Team, User

REPEAT = [
    ("", "Once"),
    ("DAILY", "Days"),
    ("WEEKLY", "Weeks"),
    ("MONTHLY", "Months"),
    ("YEARLY", "Years"),
]


class FollowUpForm(forms.Form):
    """A follow-up on `client`."""

    subject = forms.CharField(max_length=200, label="What is to be followed up")
    due_on = forms.DateField(label="On", widget=DayInput())
    kind = forms.ModelChoiceField(FollowUpKind.objects.filter(active=True), empty_label=None)
    owner = forms.ModelChoiceField(
        User.objects.none(), required=False, label="By", empty_label="Me, or the team below"
    )
    team = forms.ModelChoiceField(
        Team.objects.all(), required=False, label="By a team", empty_label="No team"
    )
    term = forms.ModelChoiceField(
        PolicyTerm.objects.none(), required=False, label="Policy",
        empty_label="The client as a whole",
    )  # fmt: skip
    note = forms.CharField(
        required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    unit = forms.ChoiceField(choices=REPEAT, required=False, label="Comes again every")
    every = forms.IntegerField(
        required=False, min_value=1, max_value=1000, initial=1, label="How many of them"
    )
    until = forms.DateField(required=False, label="For the last time on", widget=DayInput())
    rhythm = forms.CharField(
        required=False, max_length=200, label="Or a rhythm of your own",
        help_text="As calendars write it: FREQ=MONTHLY;BYDAY=2TU is every second Tuesday.",
    )  # fmt: skip
    shift = forms.ChoiceField(
        choices=FollowUp._meta.get_field("shift").choices, required=False,
        label="On a day off: take",
    )  # fmt: skip
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, client: Client, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4()
        self.fields["owner"].queryset = people_who_see(client).holding("follow_ups.write")
        self.fields["term"].queryset = client.terms.all()  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """The arguments for `add_follow_up`."""
        data = dict(self.cleaned_data)
        unit, every, until = data.pop("unit"), data.pop("every") or 1, data.pop("until")
        data["rhythm"] = data["rhythm"].strip() or rhythm_of(unit, every, until)
        data["shift"] = data["shift"] or "next"
        data["key"] = f"form:{data['key']}"
        return data


class DoneForm(forms.Form):
    """How a follow-up ends, and what comes next."""

    outcome = forms.ModelChoiceField(
        FollowUpOutcome.objects.none(), required=False, empty_label=None
    )
    text = forms.CharField(
        required=False, max_length=4000, label="In words", widget=forms.Textarea(attrs={"rows": 2})
    )
    next_subject = forms.CharField(required=False, max_length=200, label="Next step")
    next_on = forms.DateField(
        required=False, label="Next step on", widget=DayInput(),
        help_text="Empty: as the outcome says.",
    )  # fmt: skip
    start_next = forms.BooleanField(
        required=False, initial=True, label="Start the outcome’s next step"
    )
    end_series = forms.BooleanField(required=False, label="End the series: it comes no more")
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, follow_up: FollowUp, **kwargs: Any):
        kwargs.setdefault("initial", {"version": follow_up.version, "start_next": True})
        super().__init__(*args, **kwargs)
        self.fields["outcome"].queryset = outcomes_for(follow_up.kind_id)  # type: ignore[attr-defined]
        if not follow_up.rhythm:
            del self.fields["end_series"]
        else:
            for name in ("next_subject", "next_on", "start_next"):
                del self.fields[name]

    def clean_outcome(self) -> FollowUpOutcome:
        """The tick in a list says no more than “done”."""
        return self.cleaned_data["outcome"] or FollowUpOutcome.objects.get(code="done")


def outcomes_for(kind_id: int) -> Any:
    """The outcomes one may choose for a kind."""
    found = FollowUpOutcome.objects.filter(Q(kind=None) | Q(kind=kind_id), active=True)
    return found.order_by("rank", "name")


class SnoozeForm(forms.Form):
    """Until when it is put off."""

    to = forms.DateField(label="Put off to", widget=DayInput())
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)


class HandOverForm(forms.Form):
    """To whom it goes."""

    owner = forms.ModelChoiceField(
        User.objects.active().holding("follow_ups.write"), required=False, label="To",
        empty_label="Nobody, but a team",
    )  # fmt: skip
    team = forms.ModelChoiceField(
        Team.objects.all(), required=False, label="To a team", empty_label="No team"
    )
    text = forms.CharField(required=False, max_length=300, label="Why")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)


class WordsForm(forms.Form):
    """A comment."""

    text = forms.CharField(max_length=4000, label="Comment")


def starting_day(today: date, calendar: Any) -> date:
    """When a follow-up made in one click is due: three business days from now."""
    return calendar.add_business_days(today, 3)
