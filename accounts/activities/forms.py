"""What one writes on a timeline, and what the timeline can be asked."""

import uuid
from typing import Any

from django import forms

from accounts.activities.feed import Asked, kinds_for
from accounts.activities.models import Activity, ActivityKind
from accounts.clients.models import Client
from accounts.policies.models import PolicyTerm
from teams.people.models import User

WRITTEN = [(kind.value, kind.label) for kind in ActivityKind if kind != ActivityKind.SYSTEM]


class ContactForm(forms.Form):
    """A call, an e-mail, a note or a meeting with `client`."""

    kind = forms.ChoiceField(choices=WRITTEN, initial=ActivityKind.NOTE, label="What it was")
    subject = forms.CharField(max_length=200, label="About")
    text = forms.CharField(
        required=False,
        max_length=20000,
        label="What was said",
        widget=forms.Textarea(attrs={"rows": 3, "data-mentions": "", "autocomplete": "off"}),
        help_text="Name a colleague with @ and they are told.",
    )
    happened_at = forms.DateTimeField(
        required=False,
        label="When",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="Empty: now.",
    )
    term = forms.ModelChoiceField(
        queryset=PolicyTerm.objects.none(),
        required=False,
        label="Policy",
        empty_label="The client as a whole",
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, client: Client, **kwargs: Any):
        kwargs.setdefault("initial", {"form_key": uuid.uuid4()})
        super().__init__(*args, **kwargs)
        self.fields["term"].queryset = client.terms.all()  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """Words in answer to an entry."""

    text = forms.CharField(
        max_length=20000,
        label="Your answer",
        widget=forms.Textarea(attrs={"rows": 2, "data-mentions": "", "autocomplete": "off"}),
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)


class FeedForm(forms.Form):
    """The filters of the timeline."""

    kind = forms.ChoiceField(required=False, label="Kind")
    person = forms.ModelChoiceField(
        queryset=User.objects.none(), required=False, label="By", empty_label="Anybody"
    )
    term = forms.ModelChoiceField(
        queryset=PolicyTerm.objects.none(), required=False, label="Policy", empty_label="Any"
    )
    words = forms.CharField(required=False, max_length=80, label="Words")
    since = forms.DateField(
        required=False, label="From", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        required=False, label="To", widget=forms.DateInput(attrs={"type": "date"})
    )
    pinned = forms.BooleanField(required=False, label="Only pinned")

    def __init__(self, *args: Any, client: Client, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "All"), *kinds_for(user)]  # type: ignore[attr-defined]
        self.fields["term"].queryset = client.terms.all()  # type: ignore[attr-defined]
        writers = Activity.objects.filter(client=client).order_by().values("by")
        self.fields["person"].queryset = User.objects.filter(  # type: ignore[attr-defined]
            pk__in=writers.union(
                client.orders.order_by().values("events__by"),
                client.assignments.order_by().values("user"),
            )
        )

    def asked(self) -> Asked:
        """What was asked; nothing where a filter does not fit."""
        values = self.cleaned_data if self.is_valid() else {}
        person, term = values.get("person"), values.get("term")
        return Asked(
            kind=values.get("kind", ""),
            person=person.pk if person else None,
            term=term.pk if term else None,
            words=values.get("words", ""),
            since=values.get("since"),
            until=values.get("until"),
            pinned=values.get("pinned", False),
        )
